import { expect, test } from 'vitest';
import { judgedWith, type MadeUpFigure } from '../../../test/made-up-claims.ts';
import { readinessClaim } from './readiness.ts';

const arms = {
  recv: 'recv, 1 thread share',
  recvShared: 'recv, 4 threads, 1 ms later share',
  accept: 'accept, 1 thread, 1 ms later share',
  acceptShared: 'accept, 4 threads, 1 ms later share',
  idle: 'send, idle peer share',
  reading: 'send, peer that reads share',
} as const;

function judged(figures: Readonly<Record<keyof typeof arms, MadeUpFigure>>) {
  const named = Object.entries(arms).map(([name, arm]) => [arm, figures[name as keyof typeof arms]] as const);
  return judgedWith(readinessClaim, Object.fromEntries(named));
}

/** As many as eight rounds count. */
const never = {
  recv: { events: 0, of: 12_800 },
  recvShared: { events: 0, of: 12_800 },
  accept: { events: 0, of: 800 },
  acceptShared: { events: 0, of: 800 },
  idle: { events: 0, of: 1600 },
  reading: { events: 0, of: 8000 },
} as const;

test('is confirmed where what is ready always has something', () => {
  expect(judged(never).verdict).toBe('confirmed');
});

test('is refuted where what is ready often has nothing', () => {
  const often = Object.fromEntries(Object.entries(never).map(([name, { of }]) => [name, { events: of / 4, of }]));
  expect(judged(often as typeof never).verdict).toBe('refuted');
});

test('depends on how many watch the socket', () => {
  const { verdict, predictions } = judged({
    ...never,
    recvShared: { events: 1200, of: 1600 },
    acceptShared: { events: 1200, of: 1600 },
  });
  expect(verdict).toBe('depends');
  expect(predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'fails', 'holds', 'fails', 'holds', 'holds']);
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const { verdict, reason } = judged({
    recv: why,
    recvShared: why,
    accept: why,
    acceptShared: why,
    idle: why,
    reading: why,
  });
  expect(verdict).toBe('cannot be tested here');
  expect(reason).toContain(why);
});
