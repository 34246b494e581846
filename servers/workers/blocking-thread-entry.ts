/** A worker thread that serves one connection with blocking calls, and ends with it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { currentThreadId } from '../../native/clocks.ts';
import { BlockingConnection } from '../blocking/blocking-connection.ts';
import { Row } from '../blocking/row.ts';
import type { BlockingThreadStart } from '../blocking/thread.ts';
import { countGarbageCollections } from '../connection-group.ts';

const { serving, fd, memory, index } = workerData as BlockingThreadStart;
const row = new Row(memory, index);
const connection = new BlockingConnection(fd, serving, row);
countGarbageCollections(row.counters);
row.threadId = currentThreadId();
while (connection.serve() === 'pausing') await nextTurn();
// Left to itself, the thread would wait until V8's helper threads have nothing to do for anyone: while others keep
// starting, hundreds that are done pile up (700 connections, 64 at once: 260 waiting, 35 a second; so: none, 48).
process.exit();
