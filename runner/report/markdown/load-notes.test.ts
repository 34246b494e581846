/** What is said of loads stands in reports that have them, and names experiments where others have another load. */
import { expect, test } from 'vitest';

import { madeUpPlan } from '../../../test/made-up-plan.ts';
import type { ExperimentName } from '../../experiments/index.ts';
import { loadLimits } from './load-notes.ts';

const closed = /^How long users wait(.*): the load is a closed loop at saturation/;
const open = /^What other arrivals than those of the open loop would do(.*): requests come at random instants/;

function limitsOf(experiments: readonly ExperimentName[]): string[] {
  return loadLimits(madeUpPlan({ experiments }).plan);
}

/** What follows the first words of the only such sentence; null where there is none. */
function whereOf(limits: readonly string[], sentence: RegExp): string | null {
  const found = limits.flatMap((limit) => sentence.exec(limit)?.[1] ?? []);
  expect(found.length).toBeLessThan(2);
  return found[0] ?? null;
}

test('a report of closed loops says that it does not tell how long users wait', () => {
  const limits = limitsOf(['models', 'churn', 'startup']);
  expect([whereOf(limits, closed), whereOf(limits, open)]).toEqual(['', null]);
});

test('a report of open loops does not deny them, though its controls are a closed one', () => {
  const limits = limitsOf(['latency', 'capacity']);
  expect([whereOf(limits, closed), whereOf(limits, open)]).toEqual([null, '']);
});

test('where there are both, each names its experiments', () => {
  const limits = limitsOf(['models', 'overload', 'blocking']);
  expect(whereOf(limits, closed)).toBe(' in Concurrency models, echo');
  expect(whereOf(limits, open)).toBe(' in Overload; One slow request in a hundred');
});

test('without a load, and of channels, nothing is said', () => {
  expect(limitsOf(['startup'])).toEqual([]);
  expect(limitsOf(['ipc'])).toEqual([]);
});
