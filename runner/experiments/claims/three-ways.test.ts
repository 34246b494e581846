import { expect, test } from 'vitest';
import { around, judgedWith } from '../../../test/made-up-claims.ts';
import { threeWaysClaim } from './three-ways.ts';

const key = (arm: string, metric = 'cpuNsPerConnection') => `churn/10 connections at once/${arm} ${metric}`;

function figures(ns: { thread: number; process: number; multiplexed: number }) {
  return {
    [key('thread-per-connection')]: around(ns.thread),
    [key('process-per-connection')]: around(ns.process),
    [key('event-loop')]: around(ns.multiplexed),
    [key('thread-per-connection', 'connectionsPerSecond')]: around(1e9 / ns.thread),
    [key('event-loop', 'connectionsPerSecond')]: around(1e9 / ns.multiplexed),
  };
}

test('is confirmed where all three serve, and multiplexing takes least', () => {
  expect(judgedWith(threeWaysClaim, figures({ thread: 3e7, process: 6e7, multiplexed: 6e4 })).verdict).toBe(
    'confirmed',
  );
});

test('depends where all three serve, and multiplexing takes most', () => {
  const judged = judgedWith(threeWaysClaim, figures({ thread: 2e4, process: 3e4, multiplexed: 6e4 }));
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual([
    'holds',
    'holds',
    'holds',
    'fails',
    'fails',
    'fails',
  ]);
});

test('is refuted where none serves, and multiplexing takes most', () => {
  expect(judgedWith(threeWaysClaim, figures({ thread: 2e9, process: 3e9, multiplexed: 6e9 })).verdict).toBe('refuted');
});

test('says what was not measured where a process for each connection cannot be had', () => {
  const why = 'not enough memory for ten processes';
  const judged = judgedWith(threeWaysClaim, {
    ...figures({ thread: 3e7, process: 0, multiplexed: 6e4 }),
    [key('process-per-connection')]: why,
  });
  expect(judged.predictions.map(({ outcome }) => outcome)).toContain('not measured');
  expect(judged.reason).toContain(why);
});
