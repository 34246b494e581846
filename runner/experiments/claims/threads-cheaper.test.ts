import { expect, test } from 'vitest';
import { around, judgedWith } from '../../../test/made-up-claims.ts';
import { threadsCheaperClaim } from './threads-cheaper.ts';

const key = (arm: string, metric: string) => `churn/10 connections at once/${arm} ${metric}`;

/** @param thread of what a process takes */
function figures(thread: { cpu: number; rate: number; bytes: number }) {
  return {
    [key('thread-per-connection', 'cpuNsPerConnection')]: around(5e7 * thread.cpu),
    [key('process-per-connection', 'cpuNsPerConnection')]: around(5e7),
    [key('thread-per-connection', 'connectionsPerSecond')]: around(20 * thread.rate),
    [key('process-per-connection', 'connectionsPerSecond')]: around(20),
    'idle thread bytes': around(1.2e7 * thread.bytes),
    'idle process bytes': around(1.2e7),
  };
}

test('is confirmed where a thread takes less of everything', () => {
  expect(judgedWith(threadsCheaperClaim, figures({ cpu: 0.6, rate: 1.7, bytes: 0.8 })).verdict).toBe('confirmed');
});

test('is refuted where a process takes less of everything', () => {
  expect(judgedWith(threadsCheaperClaim, figures({ cpu: 1.5, rate: 0.7, bytes: 1.2 })).verdict).toBe('refuted');
});

test('depends where a thread is quicker, and larger', () => {
  const judged = judgedWith(threadsCheaperClaim, figures({ cpu: 0.6, rate: 1.7, bytes: 1.2 }));
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'fails']);
});

test('cannot be tested where there cannot be as many workers', () => {
  const why = 'not enough memory for ten processes';
  const judged = judgedWith(threadsCheaperClaim, {
    [key('process-per-connection', 'cpuNsPerConnection')]: why,
    'idle process bytes': why,
  });
  expect(judged.verdict).toBe('cannot be tested here');
  expect(judged.reason).toContain(why);
});
