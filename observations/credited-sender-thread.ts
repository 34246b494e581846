/** Entry of the thread of credited-sender.ts. It waits in its calls, and ends when the connection does. */
import { parentPort, workerData } from 'node:worker_threads';
import { close, MSG_NOSIGNAL, recv, send } from '../native/sockets.ts';
import { counted, headerBytes, mostJoined, type ThreadOrder } from './credited-sender.ts';

const { fd, message, writes, counters } = workerData as ThreadOrder;
const credits = new Uint8Array(1 << 16);
const joined = new Uint8Array(writes === 'joined' ? mostJoined * message.length : 0);
for (let at = 0; at < joined.length; at += message.length) joined.set(message, at);
const [header, body] = [message.subarray(0, headerBytes), message.subarray(headerBytes)];

/** Until all of them are taken, or the connection is gone: then false. */
function sendAll(bytes: Uint8Array): boolean {
  for (let rest = bytes; rest.length > 0;) {
    const took = send(fd, rest, rest.length, MSG_NOSIGNAL);
    if (took === -1) return false;
    Atomics.add(counters, counted.calls, 1);
    if (took < rest.length) Atomics.add(counters, counted.partial, 1);
    rest = rest.subarray(took);
  }
  return true;
}

const patterns = {
  one: () => sendAll(message),
  two: () => sendAll(header) && sendAll(body),
} as const;

function sendMessages(due: number): boolean {
  if (writes === 'joined') {
    for (let left = due; left > 0; left -= mostJoined) {
      if (!sendAll(joined.subarray(0, Math.min(left, mostJoined) * message.length))) return false;
    }
    return true;
  }
  const sendOne = patterns[writes];
  for (let left = due; left > 0; left--) if (!sendOne()) return false;
  return true;
}

try {
  parentPort?.postMessage('ready');
  for (;;) {
    const due = recv(fd, credits, credits.length, 0);
    if (due < 1 || !sendMessages(due)) break;
    Atomics.add(counters, counted.messages, due);
    Atomics.notify(counters, counted.messages);
  }
} finally {
  close(fd);
}
