/** The report of a run: Markdown and charts as a pure function of its result, the same bytes every time. */
import type { ResultFile } from '../result/result.ts';
import type { Surroundings } from '../result/surroundings.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { plainView } from './charts/frame.ts';
import { layout } from './charts/layout.ts';
import { svg } from './charts/svg.ts';
import { chartsOf } from './describe/charts.ts';
import { renderMarkdown } from './markdown/markdown.ts';

/**
 * @param analysis of that result: it is made from observations, which only the kinds of trials can read out of records
 * @param surroundings of its trials, likewise
 * @returns contents by path relative to the report's folder: `report.md`, `charts/models-ratio.svg`
 */
export function renderReport(
  result: ResultFile,
  analysis: Analysis,
  _surroundings: readonly Surroundings[],
): ReadonlyMap<string, string> {
  const charts = chartsOf(result, analysis);
  const files = new Map([['report.md', renderMarkdown(result, analysis, charts)]]);
  for (const { path, description } of charts) files.set(path, svg(layout(description, plainView)));
  return files;
}
