/** Several calls at a time: the same results by one system call as one after the other. */
import { Buffer } from 'node:buffer';
import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from './availability.ts';

const { EAGAIN, EBADF, EPIPE } = constants.errno;

describe.skipIf(libcUnavailable !== null)('calls of sockets', async () => {
  const { CallRing, CallsInTurn, mostCalls } = await import('./socket-calls.ts');
  const { addressOf, openSocketPair } = await import('./pipes.ts');
  const { close } = await import('./sockets.ts');

  const open = { ring: () => new CallRing(), 'in turn': () => new CallsInTurn() };
  const isThere = (name: keyof typeof open): boolean => {
    try {
      return open[name]() !== undefined;
    } catch {
      return false;
    }
  };

  describe.each((['ring', 'in turn'] as const).filter(isThere))('%s', (name) => {
    const memory = Buffer.allocUnsafeSlow(1 << 16);
    const location = addressOf(memory);

    test.each([1, 2, mostCalls - 1, mostCalls])('%i at a time, again and again, each with its own result', (count) => {
      const calls = open[name]();
      const pairs = Array.from({ length: count }, () => openSocketPair());
      for (let round = 1; round <= 5; round++) {
        memory.fill(round);
        for (const [nth, [one]] of pairs.entries()) calls.putSend(one, location, nth + round);
        calls.run();
        expect([...calls.results.subarray(0, count)]).toEqual(pairs.map((_, nth) => nth + round));
        memory.fill(0);
        for (const [nth, [, other]] of pairs.entries()) calls.putReceive(other, location + nth * 256, 256);
        calls.run();
        expect([...calls.results.subarray(0, count)]).toEqual(pairs.map((_, nth) => nth + round));
        const places = pairs.map((_, nth) => memory.subarray(nth * 256, (nth + 1) * 256));
        expect(places.map((place) => place.lastIndexOf(round) + 1)).toEqual(pairs.map((_, nth) => nth + round));
      }
      for (const fd of pairs.flat()) close(fd);
    });

    test('what cannot be done is an error of its own: nothing there, no room, nobody there, no descriptor', () => {
      const calls = open[name]();
      const [one, other] = openSocketPair();
      const [left, gone] = openSocketPair();
      close(gone);
      calls.putReceive(other, location, 1);
      calls.putReceive(left, location, 1);
      calls.putSend(left, location, 1);
      calls.putSend(-1, location, 1);
      calls.putSend(one, location, 5);
      calls.run();
      expect([...calls.results.subarray(0, 5)]).toEqual([-EAGAIN, 0, -EPIPE, -EBADF, 5]);
      // Until the kernel has no room: part of it, and then nothing.
      const taken: number[] = [];
      for (let sent = 1; sent > 0; taken.push(sent)) {
        calls.putSend(one, location, memory.length);
        calls.run();
        sent = calls.results[0] as number;
      }
      expect(taken.at(-1)).toBe(-EAGAIN);
      for (const fd of [one, other, left]) close(fd);
    });
  });
});
