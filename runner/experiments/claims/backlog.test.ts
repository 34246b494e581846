import { expect, test } from 'vitest';
import { always, around, judgedWith } from '../../../test/made-up-claims.ts';
import { backlogClaim } from './backlog.ts';

test('is confirmed where five are queued, the others are refused, and nobody waits', () => {
  const { verdict } = judgedWith(backlogClaim, {
    'backlog 5 count': always(5),
    'backlog 5 share': { events: 472, of: 512 },
    'backlog 5 durationNs': around(3e6),
    'backlog 511 durationNs': around(3e6),
  });
  expect(verdict).toBe('confirmed');
});

test('is refuted where one more is queued, the others are ignored, and the last one waits for a second', () => {
  const { verdict } = judgedWith(backlogClaim, {
    'backlog 5 count': always(6),
    'backlog 5 share': { events: 0, of: 512 },
    'backlog 5 durationNs': around(1.03e9),
    'backlog 511 durationNs': around(3e6),
  });
  expect(verdict).toBe('refuted');
});

test('depends where a burst fits, or is refused', () => {
  const judged = judgedWith(backlogClaim, {
    'backlog 5 count': always(6),
    'backlog 5 share': { events: 464, of: 512 },
    'backlog 5 durationNs': around(3e6),
    'backlog 511 durationNs': around(3e6),
  });
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['fails', 'holds', 'holds']);
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const judged = judgedWith(backlogClaim, {
    'backlog 5 count': why,
    'backlog 511 durationNs': why,
  });
  expect(judged.verdict).toBe('cannot be tested here');
  expect(judged.reason).toContain(why);
});
