/** What the section of the controls says of a run in which a known slowdown was put in, and of one without. */
import { expect, test } from 'vitest';
import { models } from '../../../../test/made-up-charts.ts';
import { madeUpRun } from '../../../../test/made-up-run.ts';
import { chartsOf } from '../../describe/charts.ts';
import { controlsSection } from './trust.ts';

const { result, analysis } = madeUpRun([models]);
const charts = chartsOf(result, analysis);

test('names the known slowdown where one was put in', () => {
  const section = controlsSection(analysis.controls, charts);
  expect(section).toContain('came out equal, and a slowdown that was put in was found: ');
  expect(section).toContain('![Chart of controls: identical cells, and a known slowdown](');
});

test('says that none was put in, and shows none, where there is none', () => {
  const section = controlsSection({ ...analysis.controls, slowdown: null }, charts);
  expect(section).toContain('came out equal; no known slowdown was put in: ');
  expect(section).toContain('![Chart of controls: identical cells](');
});
