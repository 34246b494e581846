/** Entry of a far end that is a thread. It is told of slices by messages, and ended by its parent. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FarOrder, FarWord } from './far.ts';
import { joinChannel } from './far-end.ts';
import { kernelThreadId } from './kernel-thread.ts';

const say = (word: FarWord) => parentPort?.postMessage(word);
const fail = ({ message }: Error) => {
  say({ kind: 'failed', message });
  process.exit(1);
};

try {
  say({ kind: 'started', threadId: await kernelThreadId() });
  // The process is one: with the near end, this thread ends too.
  const serve = await joinChannel(workerData as FarOrder, { say, fail, isPeerAlive: () => true });
  parentPort?.on('message', serve);
} catch (error) {
  fail(error as Error);
}
