import { expect, test } from 'vitest';
import { around, judgedWith } from '../../../test/made-up-claims.ts';
import { loopbackShortcutClaim } from './loopback-shortcut.ts';

const key = (arm: string, metric: string) => `paths/64 connections/${arm} ${metric}`;

/** @param loss of throughput and of processor time, over veth, and of the latter at the own address */
function figures(loss: { throughput: number; cpu: number; own: number }) {
  return {
    [key('loopback', 'messagesPerSecond')]: around(200_000),
    [key('veth', 'messagesPerSecond')]: around(200_000 / loss.throughput),
    [key('loopback', 'cpuNsPerMessage')]: around(5000),
    [key('veth', 'cpuNsPerMessage')]: around(5000 * loss.cpu),
    [key('own-address', 'cpuNsPerMessage')]: around(5000 * loss.own),
  };
}

test('is confirmed where every other way costs half as much again', () => {
  expect(judgedWith(loopbackShortcutClaim, figures({ throughput: 1.5, cpu: 1.5, own: 1.5 })).verdict).toBe('confirmed');
});

test('is refuted where it costs a few percent', () => {
  expect(judgedWith(loopbackShortcutClaim, figures({ throughput: 1.03, cpu: 1.04, own: 1 })).verdict).toBe('refuted');
});

test('depends where the way over interfaces costs, and the own address takes none of these', () => {
  const judged = judgedWith(loopbackShortcutClaim, figures({ throughput: 1.5, cpu: 1.5, own: 1 }));
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'fails']);
});

test('cannot be tested without network namespaces', () => {
  const why = 'network namespaces cannot be made';
  const judged = judgedWith(loopbackShortcutClaim, { [key('veth', 'messagesPerSecond')]: why });
  expect(judged.verdict).toBe('cannot be tested here');
  expect(judged.reason).toContain(why);
});
