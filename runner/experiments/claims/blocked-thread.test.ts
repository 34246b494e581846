import { expect, test } from 'vitest';
import { always, around, judgedWith } from '../../../test/made-up-claims.ts';
import { blockedThreadClaim } from './blocked-thread.ts';

function figures(each: { cpuNs: number; switches: number; bytes: number }) {
  return {
    'blocked thread cpuNs': around(each.cpuNs),
    'blocked thread count': always(each.switches),
    'blocked thread bytes': around(each.bytes),
  };
}

test('is confirmed where a thread takes next to nothing', () => {
  const judged = judgedWith(blockedThreadClaim, figures({ cpuNs: 100, switches: 0, bytes: 60_000 }));
  expect(judged.verdict).toBe('confirmed');
});

test('depends on the resource where it takes memory alone', () => {
  const judged = judgedWith(blockedThreadClaim, figures({ cpuNs: 100, switches: 0, bytes: 1e7 }));
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'fails']);
});

test('is refuted where it wakes up again and again, and takes memory', () => {
  const judged = judgedWith(blockedThreadClaim, figures({ cpuNs: 1e6, switches: 50, bytes: 1e7 }));
  expect(judged.verdict).toBe('refuted');
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const judged = judgedWith(blockedThreadClaim, { 'blocked thread cpuNs': why });
  expect(judged.verdict).toBe('cannot be tested here');
  expect(judged.reason).toContain(why);
});
