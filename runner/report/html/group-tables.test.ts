import { expect, test } from 'vitest';
import { changed } from '../../../test/made-up-charts.ts';
import { suiteRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { groupSection } from './group-tables.ts';

function sectionOf({ analysis }: MadeUpRun): string {
  const [experiment] = analysis.experiments;
  const [group] = experiment?.groups ?? [];
  if (experiment === undefined || group === undefined) throw new Error('no group');
  return groupSection(group, experiment, { isDeclared: true }).text;
}

test('a median of the service time far below its mean has the mean beside it, and what that comes from', () => {
  const run = suiteRun(['models']);
  const uneven = changed(run, (row) => {
    const median = row.figures.get('serviceTimeP50Ns');
    if (median === undefined) return row;
    const least: Estimate = { ...median, value: median.value / 100 };
    return { ...row, figures: new Map([...row.figures, ['serviceTimeP50Ns', least]]) };
  });
  expect(sectionOf(uneven)).toContain('A median far below the mean is that of replies that came at once');
  expect(sectionOf(run)).not.toContain('A median far below');
});
