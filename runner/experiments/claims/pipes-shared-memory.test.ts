import { expect, test } from 'vitest';
import { around, judgedWith } from '../../../test/made-up-claims.ts';
import { pipesSharedMemoryClaim } from './pipes-shared-memory.ts';

const key = (arm: string) => `ipc/apart/${arm} roundTripNs`;

function figures(ns: { tcp: number; pipe: number; block: number; spin: number }) {
  return {
    [key('tcp-loopback')]: around(ns.tcp),
    [key('pipe')]: around(ns.pipe),
    [key('shm-ring-block')]: around(ns.block),
    [key('shm-ring-spin')]: around(ns.spin),
  };
}

test('is confirmed where all take much less time than a socket', () => {
  const judged = judgedWith(pipesSharedMemoryClaim, figures({ tcp: 8e4, pipe: 5e4, block: 4e4, spin: 600 }));
  expect(judged.verdict).toBe('confirmed');
});

test('depends on who waits where only spinning is worth the change', () => {
  const judged = judgedWith(pipesSharedMemoryClaim, figures({ tcp: 8e4, pipe: 7e4, block: 6.5e4, spin: 600 }));
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual([
    'holds',
    'fails',
    'holds',
    'fails',
    'holds',
    'holds',
  ]);
});

test('is refuted where a socket is quickest', () => {
  const judged = judgedWith(pipesSharedMemoryClaim, figures({ tcp: 8e4, pipe: 9e4, block: 9e4, spin: 9e6 }));
  expect(judged.verdict).toBe('refuted');
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const judged = judgedWith(pipesSharedMemoryClaim, {
    [key('pipe')]: why,
    [key('shm-ring-block')]: why,
    [key('shm-ring-spin')]: why,
  });
  expect(judged.verdict).toBe('cannot be tested here');
  expect(judged.reason).toContain(why);
});
