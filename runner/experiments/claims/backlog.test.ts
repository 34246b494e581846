import { expect, test } from 'vitest';
import { always, judgedWith } from '../../../test/made-up-claims.ts';
import { backlogClaim } from './backlog.ts';

const five = (queued: number, refused: number) => ({
  'backlog 5 count': always(queued),
  'backlog 5 share': { events: refused, of: 512 },
});
/** Eight bursts in each of eight rounds. */
const accepted = (delayed: number) => ({ 'backlog 5, accepted at once share': { events: delayed, of: 64 } });

test('is confirmed where five are queued, the others are refused, and none is where a thread accepts', () => {
  const figures = { ...five(5, 472), ...accepted(0) };
  expect(judgedWith(backlogClaim, figures).verdict).toBe('confirmed');
});

test('is refuted where one more is queued, the others are ignored, and a thread that accepts is too slow', () => {
  const figures = { ...five(6, 0), ...accepted(60) };
  expect(judgedWith(backlogClaim, figures).verdict).toBe('refuted');
});

test('depends where one more is queued, and the others are refused', () => {
  const judged = judgedWith(backlogClaim, { ...five(6, 464), ...accepted(60) });
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['fails', 'holds', 'fails']);
});

test('depends where 5 is plenty for a thread that accepts, and one more is queued where nobody does', () => {
  const judged = judgedWith(backlogClaim, { ...five(6, 0), ...accepted(0) });
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['fails', 'fails', 'holds']);
});

test('is refuted too where some bursts come through beside a thread that accepts, and many do not', () => {
  expect(judgedWith(backlogClaim, { ...five(6, 0), ...accepted(24) }).verdict).toBe('refuted');
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const judged = judgedWith(backlogClaim, { 'backlog 5 count': why });
  expect(judged.verdict).toBe('cannot be tested here');
  expect(judged.reason).toContain(why);
});
