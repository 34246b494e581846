/** `npm run report -- DIR`: the report of a result once more, from its raw trials. */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathForUser } from '../../native/user-folder.ts';
import { UserError } from '../../protocol/flags.ts';
import { resultName } from '../store/result-file.ts';
import { loadResult } from './load-result.ts';
import { writeReport } from './write-report.ts';

/** Takes the folder or its results.json; returns what to tell the user. @throws UserError */
export async function rebuildReport(path: string): Promise<string> {
  const loaded = await loadResult(path);
  const { directory } = loaded;
  if (!(await stat(path)).isDirectory()) refuseOtherName(path);
  await writeReport(directory, loaded);
  const [report, charts] = ['report.md', 'charts'].map((name) => pathForUser(join(directory, name)));
  return `report:  ${report}\ncharts:  ${charts}`;
}

/** A result under another name may lie among files of other people, of which a report would replace some. */
function refuseOtherName(path: string): void {
  if (basename(path) === resultName) return;
  throw new UserError(
    `${path}: a report is written beside its result: put the file into a folder of its own, as ${resultName}, and name that`,
  );
}
