import { expect, test } from 'vitest';
import { syntheticResult } from '../../test/synthetic.ts';
import { longestChurnWindowMs } from '../trials/server/churn-window.ts';
import { measurementContradiction } from './measurement-contradictions.ts';
import type { Cell } from './trial.ts';

test.each([
  ['kept connections, a longer window', null, 2, /windowNs: .* and the plan has windows of/],
  ['churn, a longer window', 1, 2, null],
  ['churn, a shorter window', 1, 0.5, /windowNs: .* and the plan has windows of/],
  ['churn, longer than any window', 1, longestChurnWindowMs, /windowNs: .* and the plan has windows of/],
])('%s', (_what, exchangesPerConnection, times, problem) => {
  const { plan, trials, environment } = syntheticResult({ rounds: 1 });
  const [group] = plan.groups;
  const trial = trials.find(({ cell, outcome }) => cell === group?.cells[0]?.id && outcome === 'completed');
  if (group === undefined || trial?.outcome !== 'completed') throw new Error('no trial');
  const cell: Cell = { ...(group.cells[0] as Cell), exchangesPerConnection };
  const slices = trial.measurement.slices.map((slice) => ({ ...slice, windowNs: slice.windowNs * times }));
  const measurement = { ...trial.measurement, slices };
  const found = measurementContradiction({
    ...{ measurement, place: 'trial', cell, group, plan },
    count: environment.processor.count,
  });
  if (problem === null) expect(found).toBeNull();
  else expect(found).toMatch(problem);
});
