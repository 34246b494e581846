/** A child process that serves one connection with blocking calls in its main thread, and ends with it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { mapSharedMemory } from '../../native/shared-memory.ts';
import { dieWithParent, interruption } from '../../native/signals.ts';
import { setBlocking } from '../../native/sockets.ts';
import { BlockingConnection } from '../blocking/blocking-connection.ts';
import { connectionFd, memoryFd, type BlockingProcessStart } from '../blocking/process.ts';
import { Row } from '../blocking/row.ts';
import { countGarbageCollections } from '../connection-group.ts';

const start = JSON.parse(process.argv[2] ?? '') as BlockingProcessStart;
dieWithParent(start.parentPid);
// Terminals send the first two to the whole process group; the parent decides, and interrupts with the third.
for (const signal of ['SIGINT', 'SIGTERM', interruption] as const) process.on(signal, () => {});

setBlocking(connectionFd);
const row = new Row(mapSharedMemory(memoryFd, start.memoryBytes), start.index);
const connection = new BlockingConnection(connectionFd, start.serving, row);
countGarbageCollections(row.counters);
while (connection.serve() === 'pausing') await nextTurn();
