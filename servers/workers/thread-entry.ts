/** A worker thread that serves the sockets it is given, in its own event loop, and counts in shared memory. */
import type { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { calibrateWork } from '../calibrate.ts';
import { ConnectionGroup, type ServingSpec } from '../connection-group.ts';
import type { Counters } from '../counters.ts';
import type { FromWorker, ToWorker } from './messages.ts';

const { serving, counters } = workerData as { readonly serving: ServingSpec; readonly counters: Counters };
const port = parentPort;
if (port === null) throw new Error('thread-entry.ts is a worker thread of a server: start servers/main.ts');

const group = new ConnectionGroup(serving, counters);

port.on('message', (message: ToWorker & { readonly socket?: Socket }) => {
  switch (message.kind) {
    case 'serve':
      if (message.socket !== undefined) group.serve(message.socket);
      break;
    case 'calibrate':
      say({ kind: 'calibrated', nsPerIteration: calibrateWork(message.payloadBytes) });
      break;
    case 'close':
      void group.close(message.graceMs).then(() => port.close());
      break;
    case 'crash':
      throw new Error('killed by kill-worker');
    case 'start':
    case 'usage':
      throw new Error(`a thread is not sent '${message.kind}'`);
  }
});
say({ kind: 'started' });

function say(message: FromWorker): void {
  port?.postMessage(message);
}
