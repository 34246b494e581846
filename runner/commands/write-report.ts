/** The report of a result: computed from its raw trials alone, and written beside them. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { npmCommand, pathForUser } from '../../native/user-folder.ts';
import { storageError } from '../../native/storage-error.ts';
import { renderReport } from '../report/report.ts';
import type { AnalysedResult } from './load-result.ts';

/** Writes report.md and charts/ into the folder; a chart of an earlier report that is no longer made is removed. */
export async function writeReport(
  directory: string,
  { result, analysis, surroundings }: AnalysedResult,
): Promise<void> {
  const files = renderReport(result, analysis, surroundings);
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
