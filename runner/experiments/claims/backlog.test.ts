import { expect, test } from 'vitest';
import { always, judgedWith } from '../../../test/made-up-claims.ts';
import { backlogClaim } from './backlog.ts';

test('is confirmed where five are queued, and the others are refused', () => {
  const figures = { 'backlog 5 count': always(5), 'backlog 5 share': { events: 472, of: 512 } };
  expect(judgedWith(backlogClaim, figures).verdict).toBe('confirmed');
});

test('is refuted where one more is queued, and the others are ignored', () => {
  const figures = { 'backlog 5 count': always(6), 'backlog 5 share': { events: 0, of: 512 } };
  expect(judgedWith(backlogClaim, figures).verdict).toBe('refuted');
});

test('depends where one more is queued, and the others are refused', () => {
  const figures = { 'backlog 5 count': always(6), 'backlog 5 share': { events: 464, of: 512 } };
  const judged = judgedWith(backlogClaim, figures);
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['fails', 'holds']);
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const judged = judgedWith(backlogClaim, { 'backlog 5 count': why });
  expect(judged.verdict).toBe('cannot be tested here');
  expect(judged.reason).toContain(why);
});
