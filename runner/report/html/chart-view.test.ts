import { expect, test } from 'vitest';
import { suiteRun } from '../../../test/made-up-run.ts';
import { describeSummary } from '../describe/summary.ts';
import { drawn } from './chart-view.ts';

test('the chart of all questions has what is beyond a factor of 4 at its end, as arrows', () => {
  const speeds: Readonly<Record<string, number>> = { 'thread-pool-handoff': 0.2, 'process-pool-handoff': 0.002 };
  const { result, analysis } = suiteRun(['models'], { values: ({ arm }) => ({ speed: speeds[arm] ?? 1 }) });
  const draft = describeSummary(result, analysis.controls, analysis.experiments);
  if (draft === null) throw new Error('nothing is compared');
  const { points, markup } = drawn({ ...draft, id: 'main-comparisons' }, 900);
  const placeOf = (arm: string) => points.find(({ key }) => key.includes(`/${arm} `))?.x;
  expect(placeOf('thread-pool-handoff')).toBeTypeOf('number');
  expect(placeOf('process-pool-handoff')).toBe(placeOf('thread-pool-handoff'));
  expect(markup.text).toContain('arrows: beyond a factor of 4');
});
