import { expect, test } from 'vitest';
import { impossibleIn } from './impossible-counters.ts';
import type { Slice } from './record.ts';
import { settled } from './settle.ts';
import { usual } from './setup.ts';

const setup = settled(usual, 0, 60, null);
const slice: Slice = {
  windowNs: 100e6,
  messages: 9000,
  rampNs: 1e6,
  littleRatio: 1,
  server: { cpuNs: 95e6, messages: 9064, elapsedNs: 104e6, systemCalls: null },
  client: { cpuNs: 90e6, elapsedNs: 104e6 },
  machine: null,
};

test('counters that a machine can have pass: all of them, and a stream that is counted in chunks', () => {
  expect(impossibleIn(slice, setup, 1)).toBeNull();
  const chunks = { ...slice, server: { ...slice.server, messages: 500 } };
  expect(impossibleIn(chunks, { ...setup, framing: 'raw' }, 1)).toBeNull();
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
  expect(impossibleIn(impossible, setup, 1)).toBe(sentence);
});

test('replies without load fail the trial', () => {
  expect(impossibleIn(slice, { ...setup, load: { shape: 'none' } }, 1)).toBe(
    'the client counted 9000 replies without load',
  );
});
