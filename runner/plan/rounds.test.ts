/** How many rounds a run has, and what is refused. */
import { describe, expect, test } from 'vitest';
import { madeUpPlan, type PlanOptions } from '../../test/made-up-plan.ts';
import type { Processors } from '../experiments/experiment.ts';
import { experimentNames, experiments } from '../experiments/index.ts';
import { profileNames, type ProfileName } from '../result/plan.ts';

const planOf = (options: PlanOptions = {}) => madeUpPlan({ experiments: ['models', 'compute'], ...options });

describe('a budget', () => {
  test('that is too short is refused with what would do', () => {
    expect(() => planOf({ budget: { ms: 60_000, typed: '1m' } })).toThrow(
      /^--budget 1m: this takes \d+m; use that or more, fewer experiments, or --profile smoke$/,
    );
  });

  test('that the smallest profile is too long for does not advise that profile', () => {
    expect(() => planOf({ profile: 'smoke', budget: { ms: 1000, typed: '1s' } })).toThrow(
      /^--budget 1s: this takes \d+s; use that or more, or fewer experiments$/,
    );
  });

  test('that is longer buys rounds, up to twenty', () => {
    const { plan } = planOf({ budget: { ms: 900_000, typed: '15m' } });
    expect(plan.rounds).toBeGreaterThan(8);
    expect(plan.estimatedMs).toBeLessThanOrEqual(900_000);
    expect(planOf({ budget: { ms: 36_000_000, typed: '10h' } }).plan.rounds).toBe(20);
  });

  test('is kept in the plan, for a run that is resumed', () => {
    expect(planOf({ budget: { ms: 900_000, typed: '15m' } }).plan.budgetMs).toBe(900_000);
    expect(planOf().plan.budgetMs).toBeNull();
  });
});

describe('comparisons', () => {
  test('that are more than the rounds can decide are refused, with the rounds that would do', () => {
    const { models } = experiments;
    const greedy = {
      ...models,
      groups: (profile: ProfileName, processors: Processors) =>
        models
          .groups(profile, processors)
          .flatMap((group) => [1, 2, 3, 4].map((part) => ({ ...group, label: `part ${part}` }))),
    };
    expect(() => planOf({ experiments: [greedy] })).toThrow(
      'models: 8 comparisons need 9 rounds to be decidable, this profile has 8',
    );
  });

  test.each(profileNames)('that the experiments declare can all be decided in the profile %s', (profile) => {
    expect(() => planOf({ experiments: experimentNames, profile })).not.toThrow();
  });
});

describe('--rounds', () => {
  test('are as many as were said', () => {
    expect(planOf({ exactRounds: 12 }).plan.rounds).toBe(12);
    expect(planOf({ experiments: ['ipc'], exactRounds: 8 }).plan.rounds).toBe(8);
  });

  test.each<[NonNullable<PlanOptions['experiments']>, number, string]>([
    [['models'], 5, '--rounds 5: models: 2 comparisons need 7 rounds to be decidable; use --rounds 7 or more'],
    [['models', 'ipc'], 7, '--rounds 7: ipc: 6 comparisons need 8 rounds to be decidable; use --rounds 8 or more'],
  ])('of %j that cannot carry the comparisons are refused with those that would: %d', (names, exactRounds, message) => {
    expect(() => planOf({ experiments: names, exactRounds })).toThrow(message);
  });

  test('take longer, as a plan says', () => {
    const tookMs = (exactRounds: number) => planOf({ exactRounds }).plan.estimatedMs;
    expect(tookMs(16)).toBeGreaterThan(1.7 * tookMs(8));
  });
});

test('a budget that only a machine of the fastest kind can keep is refused when this one is known to be slower', () => {
  const { estimatedMs } = planOf().plan;
  const budget = { ms: 0.8 * estimatedMs, typed: 'so much' };
  expect(planOf({ budget }).plan.rounds).toBe(8);
  expect(() => planOf({ budget, spentMs: 5000 })).toThrow(/^--budget so much: this takes/);
});
