/** What a blocked worker runs, as a thread or as a process: it says that it is there, and waits until the connection ends. */
import { Buffer } from 'node:buffer';
import { writeSync } from 'node:fs';
import { constants } from 'node:os';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { currentThreadId } from '../native/clocks.ts';
import { lastErrno } from '../native/libc.ts';
import { recv } from '../native/sockets.ts';

/** Of a process, behind the three that every program has. */
const inheritedDescriptor = 3;

if (isMainThread) writeSync(1, 'waiting\n');
else parentPort?.postMessage(currentThreadId());
const fd = isMainThread ? inheritedDescriptor : (workerData as number);
const input = Buffer.alloc(1);
// A signal may cut a wait short; whatever else goes wrong will not get better.
while (recv(fd, input, input.length, 0) === -1 && lastErrno() === constants.errno.EINTR);
process.exit();
