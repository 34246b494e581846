/** The report of a run: Markdown and charts as a pure function of its result, the same bytes every time. */
import type { ResultFile } from '../result.ts';
import type { Analysis } from '../statistics/analysis.ts';
import { chartsOf } from './charts.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSvg } from './vega.ts';

/**
 * @param findings the sentence that answers each experiment's question, by the experiment's name
 * @returns contents by path relative to the report's folder: `report.md`, `charts/models-ratio.svg`
 */
export async function renderReport(
  result: ResultFile,
  analysis: Analysis,
  findings: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const charts = chartsOf(result, analysis);
  const files = new Map([['report.md', renderMarkdown(result, analysis, findings, charts)]]);
  // One after the other: Vega numbers its definitions with a counter that all charts share.
  for (const { path, spec, caption } of charts) files.set(path, await renderSvg(spec, caption));
  return files;
}
