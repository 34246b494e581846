import { expect, test } from 'vitest';
import { judgedWith } from '../../../test/made-up-claims.ts';
import { flushClaim } from './flush.ts';

/** How many of all rounds' requests arrived though nobody flushed. */
const judged = (corked: number, compressed: number) =>
  judgedWith(flushClaim, {
    'corked in Node share': { events: corked, of: 160 },
    'compressed share': { events: compressed, of: 160 },
  });

test('is confirmed where buffers of the program keep what they have', () => {
  expect(judged(0, 2).verdict).toBe('confirmed');
});

test('is refuted where it leaves by itself', () => {
  expect(judged(160, 150).verdict).toBe('refuted');
});

test('depends on the buffer where only one keeps it', () => {
  const { verdict, predictions } = judged(0, 160);
  expect(verdict).toBe('depends');
  expect(predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'fails']);
});

test('is left open where too little was seen to say so', () => {
  const few = { events: 0, of: 10 };
  const { verdict, reason } = judgedWith(flushClaim, { 'corked in Node share': few, 'compressed share': few });
  expect(verdict).toBe('cannot be tested here');
  expect(reason).toContain('the interval reaches over the bound');
});
