import { expect, test } from 'vitest';
import { around, judgedWith } from '../../../test/made-up-claims.ts';
import { chunkSizeClaim } from './chunk-size.ts';

const key = (arm: string) => `chunk/epoll-loop/${arm} cpuNsPerMessage`;

function figures(ns: { tiny: number; small: number; medium: number; large: number }) {
  return {
    [key('256 B')]: around(ns.tiny),
    [key('4096 B')]: around(ns.small),
    [key('8192 B')]: around(ns.medium),
    [key('65536 B')]: around(ns.large),
  };
}

test('is confirmed where larger buffers gain nothing, and small ones lose', () => {
  const judged = judgedWith(chunkSizeClaim, figures({ tiny: 160_000, small: 19_000, medium: 18_500, large: 18_500 }));
  expect(judged.verdict).toBe('confirmed');
});

test('depends where a larger buffer gains too', () => {
  const judged = judgedWith(chunkSizeClaim, figures({ tiny: 160_000, small: 28_000, medium: 22_500, large: 18_000 }));
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'fails', 'fails']);
});

test('is refuted where a small buffer does as well, and a large one better', () => {
  const judged = judgedWith(chunkSizeClaim, figures({ tiny: 30_000, small: 28_000, medium: 22_500, large: 18_000 }));
  expect(judged.verdict).toBe('refuted');
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const judged = judgedWith(chunkSizeClaim, { [key('4096 B')]: why, [key('65536 B')]: why });
  expect(judged.verdict).toBe('cannot be tested here');
  expect(judged.reason).toContain(why);
});
