/** A made-up run with everything that a page has, and that page. */
import type { AnalysedResult } from '../../runner/commands/load-result.ts';
import { analyseResult } from '../../runner/commands/load-result.ts';
import { pageParts } from '../../runner/commands/page-parts.ts';
import { adviceFor } from '../../runner/commands/write-report.ts';
import { renderPage } from '../../runner/report/html/document.ts';
import { suiteRun } from '../made-up-run.ts';

export async function pageOf({ result, analysis, surroundings }: AnalysedResult): Promise<string> {
  return renderPage({ result, analysis, surroundings, advice: adviceFor(result.plan) }, await pageParts());
}

const hostile = '</script><img src=x onerror="document.title=1">';

/** Levels, differences, a curve, an order that is followed; with trials that failed and rows that are labelled. */
export const made: AnalysedResult = analyseResult(
  suiteRun(['models', 'connections', 'compute', 'churn', 'idle', 'latency', 'paths-models'], {
    failure: ({ arm, experiment }) =>
      arm === 'process-offload' && experiment === 'churn' ? { error: hostile, phase: 'start', log: hostile } : null,
    values: ({ arm }, round) => (arm === 'epoll-loop' && round < 6 ? { labels: ['not-steady'] } : {}),
  }).result,
);
