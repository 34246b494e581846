/** Disturbances by the rules of now, of trials that were stored without. */
import { expect, test } from 'vitest';
import { madeUpResult } from '../../test/made-up-result.ts';
import { kinds } from './index.ts';
import { judgedAgain } from './judge-again.ts';

const machine = { processorCount: 2 };
const { plan, trials } = madeUpResult({ experiments: ['latency'], rounds: 1 });
const stolen = { busyNs: 40e6, idleNs: 50e6, stealNs: 10e6 };
/** Every trial with a tenth of the machine's time given to others, and these labels. */
const withSteal = (labels: readonly string[]) =>
  trials.map((trial) => {
    if (trial.outcome !== 'completed') return trial;
    const slices = trial.record['slices'] as readonly object[];
    return {
      ...trial,
      labels,
      record: { ...trial.record, slices: slices.map((slice) => ({ ...slice, machine: stolen })) },
    };
  });
const labelsOf = (some: typeof trials) =>
  some.flatMap((trial) => (trial.outcome === 'completed' ? [trial.labels] : []));

test('calm trials stay what they are', () => {
  expect(judgedAgain(plan, trials, kinds, machine)).toEqual(trials);
});

test('a disturbance that nobody noted is added once, after the labels that are stored, which stay', () => {
  const before = withSteal(['not-steady']);
  const open = new Set(
    plan.groups.filter(({ experiment }) => experiment === 'latency').flatMap(({ cells }) => cells.map(({ id }) => id)),
  );
  const after = judgedAgain(plan, before, kinds, machine);
  const ofOpen = after.filter(({ cell }) => open.has(cell));
  expect(labelsOf(ofOpen).length).toBeGreaterThan(0);
  for (const labels of labelsOf(ofOpen)) expect(labels).toEqual(['not-steady', 'disturbed-steal']);
  expect(judgedAgain(plan, after, kinds, machine)).toEqual(after);
});

test('one that the plan does not explain is not added', () => {
  const older = { ...plan, kinds: plan.kinds.map((kind) => ({ ...kind, labels: [] })) };
  const before = withSteal([]);
  expect(judgedAgain(older, before, kinds, machine)).toEqual(before);
});
