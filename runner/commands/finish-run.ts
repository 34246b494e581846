/** The end of a run: what was measured goes to the disk, then to the user, and last comes what is only convenient. */
import { dirname } from 'node:path';
import { UserError } from '../../protocol/flags.ts';
import { timeSpent } from '../analysis/time-spent.ts';
import { oneLine } from '../report/text/one-line.ts';
import { summaryOf } from '../report/summary/summary.ts';
import { timeLine } from '../report/text/time-line.ts';
import { renderSummary } from '../report/terminal.ts';
import { pointLatestAt } from '../store/directories.ts';
import { writeResult } from '../store/result-file.ts';
import type { ResultFile } from '../result/result.ts';
import { analyseResult } from './load-result.ts';
import { writeIndex } from './results-index.ts';
import { writeReport } from './write-report.ts';

export interface FinishedRun {
  readonly result: ResultFile;
  readonly directory: string;
  /** The folder as the user would type it. */
  readonly name: string;
  /** Whether `latest`, beside the folder, shall point at it. */
  readonly isLatest: boolean;
}

/** Where a user reads. */
export interface Display {
  readonly style: { readonly colour: boolean; readonly columns: number };
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
}

/**
 * Results first: a report can be made again, trials cannot. Returns the exit code: 1 when not one cell could be measured,
 * which is told, and is no result for `latest` to point at. @throws UserError when they cannot be written.
 */
export async function finishRun({ result, directory, name, isLatest }: FinishedRun, display: Display): Promise<number> {
  await writeResult(directory, result);
  const analysed = analyseResult(result);
  await writeReport(directory, analysed);
  const spent = timeSpent(result.plan, result.trials, result.elapsedMs);
  const files = [
    ...(spent === null ? [] : [['time', timeLine(spent)] as const]),
    ['report', `${name}/report.md`],
    ['page', `${name}/report.html`],
    ['charts', `${name}/charts`],
    ['numbers', `${name}/results.json`],
  ] as const;
  display.print(renderSummary(summaryOf(result, analysed.analysis), files, display.style));
  if (!result.trials.some(({ outcome }) => outcome === 'completed')) {
    display.warn(`not one cell could be measured: ${reasonOf(result)}; all reasons are in ${name}/report.md`);
    return 1;
  }
  if (!isLatest) return 0;
  try {
    await pointLatestAt(directory);
    await writeIndex(dirname(directory));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    display.warn(`warning: ${error.message}`);
  }
  return 0;
}

/** Why the first of the cells has no figure; of a failed one before a skipped one. */
function reasonOf({ trials }: ResultFile): string {
  const reasons = { failed: '', skipped: '' };
  for (const trial of trials) {
    if (trial.outcome === 'failed') reasons.failed ||= `${trial.cell}: ${trial.error}`;
    if (trial.outcome === 'skipped') reasons.skipped ||= `${trial.cell} was skipped: ${trial.reason}`;
  }
  return oneLine(reasons.failed || reasons.skipped || 'nothing was planned');
}
