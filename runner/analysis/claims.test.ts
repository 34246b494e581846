/** The rule by which claims are judged, on both sides of each of its bounds. What a claim predicts is for its own test. */
import { describe, expect, test } from 'vitest';
import { always, around, judgedWith, type MadeUpFigure } from '../../test/made-up-claims.ts';
import type { DeclaredClaim, Predicted } from '../experiments/claims/claim.ts';

const setup = { observation: 'backlog', takesMs: 1 };

function claimOf(...predictions: readonly Predicted[]): DeclaredClaim {
  return {
    ...{ number: 1, name: 'made-up', section: 'Nowhere', says: 'Something.', test: 'Something else.' },
    ...{ mechanism: 'None.', sources: ['nobody'] },
    figures: { share: 'How often' },
    observed: ['a', 'b'].map((name) => ({ name, setup })),
    predictions,
  };
}

const share = (arm: string, bounds: Pick<Predicted, 'least' | 'most'>): Predicted => ({
  text: `${arm} often`,
  of: { arm, metric: 'share' },
  ...bounds,
});
const few = { events: 1, of: 1000 };
const half = { events: 500, of: 1000 };
const many = { events: 990, of: 1000 };

function outcomeOf(prediction: Predicted, figures: Readonly<Record<string, MadeUpFigure>>) {
  return judgedWith(claimOf(prediction), figures).predictions[0];
}

describe('a prediction', () => {
  test.each([
    ['holds', { most: 0.01 }, few],
    ['fails', { most: 0.01 }, half],
    ['undecided', { most: 0.01 }, { events: 10, of: 1000 }],
    ['holds', { least: 0.9 }, many],
    ['fails', { least: 0.9 }, half],
    ['undecided', { least: 0.99 }, many],
    ['holds', { least: 0.4, most: 0.6 }, half],
    ['fails', { least: 0.4, most: 0.6 }, many],
    ['undecided', { least: 0.5, most: 0.6 }, half],
  ] as const)('%s with %j of %j', (outcome, bounds, figure) => {
    expect(outcomeOf(share('a', bounds), { 'a share': figure })?.outcome).toBe(outcome);
  });

  test('of a ratio is judged by that of each round', () => {
    const ratio: Predicted = {
      text: 'a takes at least three times as long as b',
      of: { arm: 'a', metric: 'durationNs' },
      against: { arm: 'b', metric: 'durationNs' },
      least: 3,
    };
    // Both drift by a factor of four from round to round, their ratio by one per cent.
    const drift = [1, 2, 4, 1, 2, 4, 1, 2];
    const b = around(1000).map((value, round) => value * (drift[round] ?? 1));
    const times = (factor: number) => b.map((value) => value * factor);
    expect(outcomeOf(ratio, { 'a durationNs': times(4), 'b durationNs': b })?.outcome).toBe('holds');
    expect(outcomeOf(ratio, { 'a durationNs': times(2), 'b durationNs': b })?.outcome).toBe('fails');
    expect(outcomeOf(ratio, { 'a durationNs': times(2), 'b durationNs': b })?.figure?.value).toBeCloseTo(2, 10);
  });

  test('of a count that never varies is decided by it', () => {
    const count: Predicted = { text: 'five', of: { arm: 'a', metric: 'count' }, least: 5, most: 5 };
    expect(outcomeOf(count, { 'a count': always(5) })?.outcome).toBe('holds');
    expect(outcomeOf(count, { 'a count': always(6) })?.outcome).toBe('fails');
  });

  test('has no interval after one round, and says how many it takes', () => {
    const time: Predicted = { text: 'soon', of: { arm: 'a', metric: 'durationNs' }, most: 10 };
    const judged = outcomeOf(time, { 'a durationNs': [5] });
    expect(judged?.outcome).toBe('undecided');
    expect(judged?.why).toContain('1 round, and a 95 % interval needs at least');
  });

  test('tells why it was not measured', () => {
    const judged = outcomeOf(share('a', { most: 1 }), { 'a share': 'no namespaces here' });
    expect(judged).toMatchObject({ outcome: 'not measured', why: 'no namespaces here', figure: null });
  });

  test('covers at once with the others of its claim', () => {
    const one = outcomeOf(share('a', { most: 0.01 }), { 'a share': few });
    const both = judgedWith(claimOf(share('a', { most: 0.01 }), share('b', { most: 0.01 })), {
      'a share': few,
      'b share': few,
    }).predictions[0];
    expect(one?.figure?.coverage).toBeCloseTo(0.95, 10);
    expect(both?.figure?.coverage).toBeGreaterThan(0.97);
    expect(both?.figure?.interval?.high).toBeGreaterThan(one?.figure?.interval?.high ?? 1);
  });
});

describe('a claim', () => {
  const claim = claimOf(share('a', { least: 0.9 }), share('b', { least: 0.9 }));
  test.each([
    ['confirmed', many, many],
    ['refuted', half, few],
    ['depends', many, few],
    // One that is open could make it depend.
    ['cannot be tested here', many, { events: 900, of: 1000 }],
    ['cannot be tested here', half, { events: 900, of: 1000 }],
    ['cannot be tested here', 'no root', 'no root'],
    // Nor does the part that was measured decide for the rest.
    ['cannot be tested here', many, 'no root'],
    ['cannot be tested here', few, 'no root'],
  ] as const)('is %s with %j and %j', (verdict, a, b) => {
    const judged = judgedWith(claim, { 'a share': a, 'b share': b });
    expect(judged.verdict).toBe(verdict);
    if (b === 'no root') expect(judged.reason).toContain('no root');
  });
});
