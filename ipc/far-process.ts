/** Entry of a far end that is a process. Lines on descriptor 3 steer it, and it ends when they do. */
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { FarOrder, FarWord } from './far.ts';
import { joinChannel } from './far-end.ts';

const control = new Socket({ fd: 3 });
const say = (word: FarWord) => void control.write(`${JSON.stringify(word)}\n`);
const fail = ({ message }: Error) => {
  const word: FarWord = { kind: 'failed', message };
  control.write(`${JSON.stringify(word)}\n`, () => process.exit(1));
};
// Ctrl-C reaches the near end, which ends this one in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
control.on('error', () => process.exit(1));

const parent = process.ppid;
const lines = createInterface({ input: control })[Symbol.asyncIterator]();

try {
  const first = await lines.next();
  if (first.done === true) process.exit(0);
  say({ kind: 'started', threadId: null });
  const serve = await joinChannel(JSON.parse(first.value) as FarOrder, {
    say,
    fail,
    // Who has lost its parent is given another one.
    isPeerAlive: () => process.ppid === parent,
  });
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) serve();
  process.exit(0);
} catch (error) {
  fail(error as Error);
}
