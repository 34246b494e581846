/** The report of a result: computed from its raw trials alone, and written beside them. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { npmCommand, pathForUser } from '../../native/user-folder.ts';
import { experiments, type ExperimentName } from '../experiments/index.ts';
import { renderReport } from '../report/report.ts';
import type { ResultFile } from '../result/result.ts';
import { analyse, type Analysis } from '../analysis/analysis.ts';
import { storageError } from '../store/storage-error.ts';

/** Writes report.md and charts/ into the folder; a chart of an earlier report that is no longer made is removed. */
export async function writeReport(directory: string, result: ResultFile): Promise<void> {
  const analysis = analyse(result);
  const files = renderReport(result, analysis, findingsOf(analysis.experiments));
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

/** The sentence that answers each experiment's question. An experiment that this version does not know has none. */
export function findingsOf(analysed: Analysis['experiments']): ReadonlyMap<string, string> {
  return new Map(
    analysed
      .filter(({ name }) => name in experiments)
      .map((experiment) => [experiment.name, experiments[experiment.name as ExperimentName].finding(experiment)]),
  );
}
