import { describe, expect, test } from 'vitest';
import { judgedWith } from '../../../test/made-up-claims.ts';
import { backlogClaim } from './backlog.ts';
import { readBy, storedClaim, type DeclaredClaim, type Predicted } from './claim.ts';

const claimOf = (prediction: Omit<Predicted, 'text'>): DeclaredClaim => ({
  ...backlogClaim,
  predictions: [{ text: 'nine of ten', ...prediction }],
});
const pooled = claimOf({ of: { arm: 'one', pooledWith: ['two', 'three'], metric: 'share' }, least: 0.9 });

describe('a prediction about several arms', () => {
  test('adds what was counted of each, and its interval is that of the sum', () => {
    const { predictions } = judgedWith(pooled, {
      'one share': { events: 99, of: 100 },
      'two share': { events: 200, of: 200 },
      'three share': { events: 7, of: 10 },
    });
    const [{ counted, figure, outcome } = { counted: null, figure: null, outcome: null }] = predictions;
    expect(counted).toEqual({ events: 306, of: 310 });
    expect(figure?.value).toBeCloseTo(306 / 310);
    expect(outcome).toBe('holds');
  });

  test('is decided where each alone would not be', () => {
    const few = { events: 16, of: 16 };
    const alone = judgedWith(claimOf({ of: { arm: 'one', metric: 'share' }, least: 0.9 }), { 'one share': few });
    expect(alone.verdict).toBe('cannot be tested here');
    const all = judgedWith(pooled, { 'one share': few, 'two share': few, 'three share': few });
    expect(all.verdict).toBe('confirmed');
  });

  test('leaves out those that are not there, unless none is', () => {
    const some = judgedWith(pooled, {
      'one share': 'no such call',
      'two share': { events: 100, of: 100 },
      'three share': 'no such call',
    });
    expect(some.predictions[0]?.counted).toEqual({ events: 100, of: 100 });
    const gone = judgedWith(pooled, { 'one share': 'no such call', 'two share': 'no file', 'three share': 'no net' });
    expect(gone.predictions[0]).toMatchObject({ outcome: 'not measured', why: 'no such call; no file; no net' });
  });

  test('is not measured where one of them failed', () => {
    const { predictions } = judgedWith(pooled, {
      'one share': { events: 100, of: 100 },
      'two share': { events: 100, of: 100 },
    });
    expect(predictions[0]?.outcome).toBe('not measured');
    expect(predictions[0]?.why).toMatch(/^three: /);
  });

  test('is refused of what has no counts, and against another figure', () => {
    const refusal = 'claim 6 backlog, “nine of ten”: shares alone are pooled, and are compared with nothing';
    const count = claimOf({ of: { arm: 'one', pooledWith: ['two'], metric: 'count' }, least: 1 });
    expect(() => storedClaim(count)).toThrow(refusal);
    const { predictions: _, ...rest } = pooled;
    const of = { arm: 'one', pooledWith: ['two'], metric: 'share' } as const;
    const compared = { ...rest, predictions: [{ text: 'nine of ten', of, against: { arm: 'x', metric: 'share' } }] };
    expect(() => storedClaim(compared)).toThrow(refusal);
  });

  test('brings all of them, where another experiment measures them', () => {
    const from = { experiment: 'churn', group: 'a group' };
    const read = claimOf({ of: { from, arm: 'one', pooledWith: ['two'], metric: 'share' }, least: 0.9 });
    expect(readBy(read)).toEqual([
      { ...from, arm: 'one' },
      { ...from, arm: 'two' },
    ]);
  });
});
