/**
 * The thread of an own event loop. It runs the loop, which blocks in system calls; whenever that pauses, Node's own
 * loop has one turn, in which messages are heard and garbage collections counted.
 */
import { readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { currentThreadId } from '../../native/clocks.ts';
import { calibrateWork } from '../calibrate.ts';
import { countGarbageCollections } from '../connection-group.ts';
import { readinessCalls } from '../readiness/index.ts';
import { Loop } from '../readiness/loop.ts';
import type { FromLoop, LoopStart, ToLoop } from '../readiness/messages.ts';

const { serving, call, listener, wake, counters } = workerData as LoopStart;
const port = parentPort;
if (port === null) throw new Error('readiness-entry.ts is a worker thread of a server: start servers/main.ts');

const readiness = readinessCalls[call]();
const loop = new Loop(serving, { listener, wake }, readiness, counters, (why) => say({ kind: 'refusing', why }));
countGarbageCollections(counters);

port.on('message', (message: ToLoop) => {
  // Once for each message: the count is above zero until all are heard.
  readSync(wake, new Uint8Array(8));
  if (message.kind === 'close') loop.stop(message.graceMs);
  else say({ kind: 'calibrated', nsPerIteration: calibrateWork(message.payloadBytes) });
});
say({ kind: 'started', threadId: currentThreadId() });
while (loop.run() === 'pausing') await nextTurn();
readiness.close();
port.close();

function say(message: FromLoop): void {
  port?.postMessage(message);
}
