/** The report of a result: computed from its raw trials alone, and written beside them. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { npmCommand, pathForUser } from '../../native/user-folder.ts';
import { storageError } from '../../native/storage-error.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { experiments } from '../experiments/index.ts';
import { pageName, renderPage } from '../report/html/document.ts';
import { renderReport } from '../report/report.ts';
import type { Advice, Offer } from '../result/advice.ts';
import type { Plan } from '../result/plan.ts';
import { adviceOf } from '../trials/advice.ts';
import { kinds } from '../trials/index.ts';
import type { AnalysedResult } from './load-result.ts';
import { pageParts } from './page-parts.ts';

/** Writes report.md, report.html and charts/ into the folder; a chart of an earlier report that is no longer made is removed. */
export async function writeReport(
  directory: string,
  { result, analysis, surroundings }: AnalysedResult,
): Promise<void> {
  const files = new Map(renderReport(result, analysis, surroundings));
  const advice = adviceFor(result.plan);
  files.set(pageName, renderPage({ result, analysis, surroundings, advice }, await pageParts()));
  try {
    await rm(join(directory, 'charts'), { recursive: true, force: true });
    for (const [name, content] of files) {
      const path = join(directory, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  } catch (error) {
    const command = npmCommand('report', [pathForUser(directory)]);
    throw storageError(directory, error, `put that right, then make the report with ${command}`);
  }
}

/** With what the suite of today could measure besides: a guide sends people there. */
export function adviceFor(plan: Plan): Advice {
  const all: readonly Experiment[] = Object.values(experiments);
  const offers = all.flatMap(({ name, answers }): Offer[] =>
    answers === undefined ? [] : [{ experiment: name, ...answers }],
  );
  return { ...adviceOf(plan, kinds), offers };
}
