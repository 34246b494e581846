/**
 * report.md: a first screen that answers, then a section for each question with one chart and one table, then what is needed
 * to trust the figures and to measure them again. Everything else is in report.html and in the data that the links name.
 */
import type { ResultFile } from '../../result/result.ts';
import type { Analysis } from '../../analysis/analysis.ts';
import type { PlacedChart } from '../describe/charts.ts';
import { summaryOf } from '../summary/summary.ts';
import { experimentSection } from './brief/experiment.ts';
import { firstScreen } from './brief/first-screen.ts';
import { howToRead, whatThisDoesNotTell } from './brief/guide.ts';
import { filesSection, machineAndPlan, repeatSection } from './brief/run.ts';
import { controlsSection, failuresSection } from './brief/trust.ts';

export function renderMarkdown(result: ResultFile, analysis: Analysis, charts: readonly PlacedChart[]): string {
  const { experiments, controls } = analysis;
  const sections = [
    firstScreen(result, analysis, summaryOf(result, analysis), charts),
    ...experiments.map((experiment, index) => experimentSection(experiment, charts, experiments.slice(0, index))),
    controlsSection(controls, charts),
    ...failuresSection(result),
    howToRead(result, analysis),
    whatThisDoesNotTell(result),
    machineAndPlan(result),
    repeatSection(result),
    filesSection(),
  ];
  return `${sections.join('\n\n')}\n`;
}
