import { expect, test } from 'vitest';
import { impossibleIn } from './impossible-counters.ts';
import type { Slice } from './record.ts';
import { settled } from './settle.ts';
import { usual } from './setup.ts';

const setup = settled(usual, 0, 60, null);
const slice = {
  windowNs: 100e6,
  messages: 9000,
  rampNs: 1e6,
  littleRatio: 1,
  server: { cpuNs: 95e6, messages: 9064, elapsedNs: 104e6, systemCalls: null },
  client: { cpuNs: 90e6, elapsedNs: 104e6 },
  machine: null,
} satisfies Slice;

const single = { server: 1, client: 1 };

test('counters that a machine can have pass: all of them, and a stream that is counted in chunks', () => {
  expect(impossibleIn(slice, setup, single)).toBeNull();
  const chunks = { ...slice, server: { ...slice.server, messages: 500 } };
  expect(impossibleIn(chunks, { ...setup, framing: 'raw' }, single)).toBeNull();
});

test.each<[what: string, slice: Slice, sentence: string]>([
  ['more replies than nanoseconds', { ...slice, windowNs: 8000 }, 'the client counted 9000 replies in 0.008 ms'],
  [
    'more messages than nanoseconds',
    { ...slice, server: { ...slice.server, messages: 1e12 } },
    'the server counted 1000000000000 messages in 104 ms',
  ],
  [
    'more replies than answers',
    { ...slice, server: { ...slice.server, messages: 8999 } },
    'the client counted 9000 replies, and the server answered 8999',
  ],
  [
    'more processor time than processors',
    { ...slice, server: { ...slice.server, cpuNs: 170e6 } },
    'the server used the time of 1.6 processors, and the machine has 1',
  ],
  [
    'a clock that does not move',
    { ...slice, client: { cpuNs: 0, elapsedNs: 0 } },
    'the clock of the client stood still',
  ],
])('%s fail the trial', (_, impossible, sentence) => {
  expect(impossibleIn(impossible, setup, single)).toBe(sentence);
});

test('replies without load fail the trial', () => {
  expect(impossibleIn(slice, { ...setup, load: { shape: 'none' } }, single)).toBe(
    'the client counted 9000 replies without load',
  );
});

test('of a server that tells nothing, what the client tells is looked at all the same', () => {
  const alone = { ...slice, server: null };
  expect(impossibleIn(alone, setup, single)).toBeNull();
  expect(impossibleIn({ ...alone, windowNs: 8000 }, setup, single)).toBe('the client counted 9000 replies in 0.008 ms');
});

test('each side is judged by the machine that it is on', () => {
  const busy = { ...slice, server: { ...slice.server, cpuNs: 3 * slice.server.elapsedNs } };
  expect(impossibleIn(busy, setup, { server: 4, client: 1 })).toBeNull();
  expect(impossibleIn(busy, setup, { server: 1, client: 4 })).toMatch(/^the server used the time of 3.0 processors/);
});
