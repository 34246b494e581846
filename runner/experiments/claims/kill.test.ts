import { expect, test } from 'vitest';
import { always, judgedWith } from '../../../test/made-up-claims.ts';
import { killClaim } from './kill.ts';

const all = { events: 24, of: 24 };
const none = { events: 0, of: 24 };

test('is confirmed where nothing that a thread had is given back, and what a process had is', () => {
  const { verdict } = judgedWith(killClaim, {
    'thread, socket of libc, waiting count': always(3),
    'thread, socket of libc, blocked in recv share': all,
    'thread, lock, computing share': all,
    'thread, socket of node:net, waiting share': all,
    'process, socket of libc, blocked in recv share': none,
  });
  expect(verdict).toBe('confirmed');
});

test('is refuted where threads give everything back, and processes do not', () => {
  const { verdict } = judgedWith(killClaim, {
    'thread, socket of libc, waiting count': always(0),
    'thread, socket of libc, blocked in recv share': none,
    'thread, lock, computing share': none,
    'thread, socket of node:net, waiting share': none,
    'process, socket of libc, blocked in recv share': all,
  });
  expect(verdict).toBe('refuted');
});

test('depends on who opened what the thread had', () => {
  const { verdict, predictions } = judgedWith(killClaim, {
    'thread, socket of libc, waiting count': always(3),
    'thread, socket of libc, blocked in recv share': all,
    'thread, lock, computing share': all,
    'thread, socket of node:net, waiting share': none,
    'process, socket of libc, blocked in recv share': none,
  });
  expect(verdict).toBe('depends');
  expect(predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'holds', 'fails', 'holds']);
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const { verdict, reason } = judgedWith(killClaim, {
    'thread, socket of libc, waiting count': why,
    'thread, socket of libc, blocked in recv share': why,
    'thread, lock, computing share': why,
    'thread, socket of node:net, waiting share': why,
    'process, socket of libc, blocked in recv share': why,
  });
  expect(verdict).toBe('cannot be tested here');
  expect(reason).toContain(why);
});
