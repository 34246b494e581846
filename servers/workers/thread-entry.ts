/** A worker thread of a server, with an event loop of its own. It counts in memory that the main thread reads. */
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import type { Counters } from '../counters.ts';
import { isolateUsage } from '../usage.ts';
import { Duties } from './duties.ts';
import type { ToWorker } from './messages.ts';

const counters = workerData as Counters;
const port = parentPort;
if (port === null) throw new Error('thread-entry.ts is a worker thread of a server: start servers/main.ts');

const duties = new Duties({
  counters,
  usage: () => ({ isolate: isolateUsage(counters, performance.eventLoopUtilization()), process: null }),
  say: (message) => port.postMessage(message),
  // Left to itself, the thread would wait until V8's helper threads have nothing to do for anyone: while others keep
  // starting, finished ones pile up and count towards the limit of connections (48 allowed, 32 at once: 114 of 170 refused).
  // What it said is delivered all the same.
  leave: () => process.exit(),
  crash: () => {
    throw new Error('killed by kill-worker');
  },
});

port.on('message', (message: ToWorker & { readonly socket?: Socket }) => duties.take(message, message.socket));
