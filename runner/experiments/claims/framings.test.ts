import { expect, test } from 'vitest';
import { around, judgedWith } from '../../../test/made-up-claims.ts';
import { framingsClaim } from './framings.ts';

const key = (arm: string) => `framing/event-loop, 1 KiB/${arm} cpuNsPerMessage`;

function figures(ns: { fixed: number; delimited: number; length: number; close: number }) {
  return {
    [key('fixed')]: around(ns.fixed),
    [key('delimited')]: around(ns.delimited),
    [key('length-u32')]: around(ns.length),
    [key('until-close')]: around(ns.close),
  };
}

test('is confirmed where they cost in the order of the HOWTO', () => {
  const judged = judgedWith(framingsClaim, figures({ fixed: 10_000, delimited: 8000, length: 5000, close: 6000 }));
  expect(judged.verdict).toBe('confirmed');
});

test('is refuted where all cost the same, and closing several times as much', () => {
  const judged = judgedWith(framingsClaim, figures({ fixed: 5500, delimited: 5600, length: 5500, close: 29_000 }));
  expect(judged.verdict).toBe('refuted');
});

test('depends where only the search for a delimiter costs', () => {
  const judged = judgedWith(framingsClaim, figures({ fixed: 5500, delimited: 8000, length: 5500, close: 29_000 }));
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['fails', 'fails', 'holds', 'fails']);
});

test('cannot be tested where nothing was measured', () => {
  const judged = judgedWith(framingsClaim, { [key('length-u32')]: 'there was no time for it' });
  expect(judged.verdict).toBe('cannot be tested here');
});
