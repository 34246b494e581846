/** A plan from before a metric was a condition. */
import { expect, test } from 'vitest';
import { madeUpMachine } from '../../test/made-up-environment.ts';
import { madeUpResult } from '../../test/made-up-result.ts';
import type { Plan } from '../result/plan.ts';
import { withConditions } from './conditions.ts';
import { kinds } from './index.ts';
import { observe } from './observe.ts';

const { plan, trials } = madeUpResult({ experiments: ['compute'], rounds: 1 });
const older: Plan = {
  ...plan,
  kinds: plan.kinds.map((kind) => ({ ...kind, metrics: kind.metrics.filter(({ name }) => name !== 'clientShare') })),
};

const sharesIn = (of: Plan) =>
  observe(of, trials, kinds, madeUpMachine).flatMap((one) =>
    one.outcome === 'completed' && one.values.has('clientShare') ? [one.values.get('clientShare')] : [],
  );

test('gets it from the kind of today, and its trials have a value of it', () => {
  expect(sharesIn(older)).toEqual([]);
  expect(withConditions(older, kinds)).toEqual({
    ...older,
    kinds: older.kinds.map((kind) => ({ ...kind, metrics: expect.arrayContaining([...kind.metrics]) })),
  });
  expect(sharesIn(withConditions(older, kinds))).toEqual(sharesIn(plan));
  expect(sharesIn(plan)).toHaveLength(trials.length);
});

test('keeps the words of its own where it has it already', () => {
  const words = (of: Plan): Plan => ({
    ...of,
    kinds: of.kinds.map((kind) => ({
      ...kind,
      metrics: kind.metrics.map((metric) =>
        metric.condition === undefined ? metric : { ...metric, column: 'Before' },
      ),
    })),
  });
  expect(withConditions(words(plan), kinds)).toEqual(words(plan));
});
