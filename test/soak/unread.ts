/** A peer that sends for ever and does not read: what the server holds for it meanwhile. Then it reads everything. */
import { Buffer } from 'node:buffer';
import { formatQuantity } from '../../runner/report/text/format.ts';
import { binaryBytes } from '../../runner/result/quantity.ts';
import { Peer } from '../conformance/peer.ts';
import { usageOf } from '../conformance/subject.ts';
import { payload, wire } from '../conformance/wire.ts';
import { always, pause, type Part } from './part.ts';

const message = wire('length-u32', [payload(65_536)]);
/** For how long nothing is read, after which nothing should have changed any more. */
const unreadMs = 3000;
/** What one connection may cost a server: chunks in flight, a message being put together, what its pool holds. */
const mostBytes = 64 << 20;

export const unread: Part = {
  name: 'unread',
  of: 'models',
  title: 'offered by a peer that does not read: memory stays bounded, and every byte comes back when it reads',
  size: 1024,
  unit: 'MiB',
  limitMs: 120_000,
  applies: always,
  async run(subject, size) {
    const { server, endpoint } = await subject.start();
    using peer = await Peer.connect(endpoint);
    // The worker is there, and warm, before its memory is the baseline.
    for (let i = 0; i < 200; i++) await peer.echoes(message);
    const { rssBytes: before, messages: warm } = await usageOf(server);
    let peak = before;
    const look = async () => {
      const usage = await usageOf(server);
      peak = Math.max(peak, usage.rssBytes);
      return usage;
    };
    const count = Math.ceil((size << 20) / message.length);
    peer.socket.removeAllListeners('data');
    peer.socket.pause();
    // The same memory each time: what waits on our side is a queue of references.
    for (let i = 0; i < count; i++) peer.socket.write(message);
    const endMs = performance.now() + unreadMs;
    while (performance.now() < endMs) {
      await look();
      await pause(50);
    }
    const held = peak - before;
    const taken = (await look()).messages - warm;
    const readMs = performance.now();
    const wrong = await readAll(peer, count, look);
    const elapsedMs = performance.now() - readMs;
    return {
      failures: [
        ...(taken < count ? [] : ['the server went on reading']),
        ...(held < mostBytes ? [] : [`memory grew by ${formatQuantity(held, binaryBytes)} while nothing was read`]),
        ...(wrong === undefined ? [] : [wrong]),
      ],
      figures: {
        offered: formatQuantity(count * message.length, binaryBytes),
        'answered unread': formatQuantity(taken * message.length, binaryBytes),
        'memory unread': `+${formatQuantity(Math.max(0, held), binaryBytes)}`,
        'memory while read': `+${formatQuantity(Math.max(0, peak - before), binaryBytes)}`,
        'read at': `${formatQuantity((count * message.length) / (elapsedMs / 1000), binaryBytes)}/s`,
      },
    };
  },
};

/** Reads so many messages and compares every byte; says what was wrong. */
async function readAll(peer: Peer, count: number, look: () => Promise<unknown>): Promise<string | undefined> {
  const expected = Buffer.concat([message, message]);
  const total = count * message.length;
  let received = 0;
  let wrong: string | undefined;
  const done = Promise.withResolvers<void>();
  peer.socket.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length;) {
      const from = (received + at) % message.length;
      const length = Math.min(chunk.length - at, expected.length - from);
      if (expected.compare(chunk, at, at + length, from, from + length) !== 0) {
        wrong ??= `a wrong byte between ${received + at} and ${received + at + length}`;
      }
      at += length;
    }
    received += chunk.length;
    if (received >= total) done.resolve();
  });
  peer.socket.on('close', () => {
    wrong ??= `the connection ended after ${received} of ${total} bytes`;
    done.resolve();
  });
  peer.socket.resume();
  const read = new AbortController();
  const watching = (async () => {
    for (; !read.signal.aborted; await pause(200)) await look();
  })();
  await done.promise;
  read.abort();
  await watching;
  return wrong;
}
