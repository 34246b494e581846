import { expect, test } from 'vitest';
import { around, judgedWith } from '../../../test/made-up-claims.ts';
import { oneExchangeClaim } from './one-exchange.ts';

const key = (arm: string) => `framing/event-loop, 1 KiB/${arm} cpuNsPerMessage`;
const figures = (closedNs: number, keptNs: number) => ({
  [key('until-close')]: around(closedNs),
  [key('length-u32')]: around(keptNs),
});

test('is confirmed where a connection costs less than an exchange', () => {
  expect(judgedWith(oneExchangeClaim, figures(9000, 5500)).verdict).toBe('confirmed');
});

test('depends where it can be afforded, and costs several exchanges', () => {
  const judged = judgedWith(oneExchangeClaim, figures(29_000, 5500));
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'fails']);
});

test('is refuted where it cannot be afforded either', () => {
  expect(judgedWith(oneExchangeClaim, figures(3e6, 5500)).verdict).toBe('refuted');
});

test('cannot be tested where nothing was measured', () => {
  const judged = judgedWith(oneExchangeClaim, { [key('until-close')]: 'there was no time for it' });
  expect(judged.verdict).toBe('cannot be tested here');
});
