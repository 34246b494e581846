/**
 * results.json: read with every doubt, written so that it is there in full or not at all. Its shape is in
 * ../result/result.ts, the journal of a run in progress in journal.ts, its folder in directories.ts.
 */
import { createHash } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout, npmCommand, pathForUser } from '../../native/user-folder.ts';
import { UserError } from '../../protocol/flags.ts';
import { refuseByteOrderMark } from './byte-order-mark.ts';
import { replaceFile } from '../../native/durable-file.ts';
import { journalName } from './journal.ts';
import type { ResultFile } from '../result/result.ts';
import type { Kinds } from '../trials/index.ts';
import { parseResult } from './parse.ts';
import { nodeOf, resumeCommand } from './resume-command.ts';
import { storageError } from '../../native/storage-error.ts';
import { exists } from '../../native/exists.ts';

export const resultName = 'results.json';

/**
 * Reads a results.json, given as itself or as its folder.
 * @throws UserError, one sentence: missing, unreadable, cut short, another program's, newer, or edited to nonsense.
 */
export async function readResult(pathOrDirectory: string, kinds: Kinds): Promise<ResultFile> {
  const path = await resultPath(pathOrDirectory);
  const text = await readText(path);
  refuseByteOrderMark(path, text);
  const json = parseJson(path, text);
  const parsed = parseResult(json, kinds);
  if (!parsed.ok) {
    const advice = parsed.remedy === undefined ? '' : `; ${parsed.remedy}`;
    throw new UserError(`${path}: ${parsed.problem}${advice}`);
  }
  refuseEdited(path, json as object);
  const { sha256: _, ...result } = parsed.value;
  return result;
}

/** What fits its schema may still say something else than was measured. */
function refuseEdited(path: string, { sha256, ...rest }: { readonly sha256?: string }): void {
  if (sha256 === undefined || sha256 === digestOf(rest)) return;
  throw new UserError(
    `${path}: was changed after the run wrote it (its sha256 is that of other contents): take it from where it was saved, or measure again`,
  );
}

/** Of compact JSON, which is the same before a file is written and after it was read. */
function digestOf(result: object): string {
  return createHash('sha256').update(JSON.stringify(result)).digest('hex');
}

/**
 * Writes `<directory>/results.json`: whole, or not at all, whenever the machine stops. Then the journal goes, unless
 * the run was interrupted (`finishedAt` is null): `--resume` will need it. Returns the path.
 * @throws UserError when the disk is full or refuses; the journal is untouched then.
 */
export async function writeResult(directory: string, result: ResultFile): Promise<string> {
  const path = join(directory, resultName);
  const journal = join(directory, journalName);
  try {
    await replaceFile(directory, resultName, formatResult(result));
  } catch (error) {
    const command = resumeCommand(directory, nodeOf(result.commandLine));
    const resume = `every trial is safe in ${journal}: put that right, then go on with ${command}`;
    throw storageError(path, error, (await isThere(journal)) ? resume : 'put that right, then try again');
  }
  if (result.finishedAt !== null) await rm(journal, { force: true });
  return path;
}

/** @throws UserError when the folder holds a run that has nothing left to measure; says where its report is. */
export async function refuseFinished(directory: string): Promise<void> {
  if (await isThere(join(directory, journalName))) return;
  if (!(await isThere(join(directory, resultName)))) return;
  const report = join(directory, 'report.md');
  const advice = (await isThere(report))
    ? `its report is ${pathForUser(report)}`
    : `make its report with ${npmCommand('report', [pathForUser(directory)])}`;
  throw new UserError(`--resume ${directory}: this run is finished: ${advice}`);
}

/** One trial to a line: a file that people can page through and that version control can compare. */
function formatResult(result: ResultFile): string {
  const { trials, sha256: _, ...header } = result;
  const head = JSON.stringify(header, null, 2).slice(0, -'\n}'.length);
  const lines = trials.map((trial) => `    ${JSON.stringify(trial)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `${head},\n  "trials": ${list},\n  "sha256": "${digestOf({ ...header, trials })}"\n}\n`;
}

async function resultPath(pathOrDirectory: string): Promise<string> {
  let isDirectory: boolean;
  try {
    isDirectory = (await stat(pathOrDirectory)).isDirectory();
  } catch (error) {
    throw storageError(pathOrDirectory, error, advice);
  }
  if (!isDirectory) return pathOrDirectory;
  const path = join(pathOrDirectory, resultName);
  if (await isThere(path)) return path;
  if (await isThere(join(pathOrDirectory, journalName))) {
    // Its runtime is in the journal, where --resume finds it.
    const advice = `finish it with ${resumeCommand(pathOrDirectory, null)}`;
    throw new UserError(`${pathOrDirectory}: holds a run that was cut off, and no ${resultName}: ${advice}`);
  }
  throw new UserError(`${pathOrDirectory}: holds no ${resultName}: ${advice}`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw storageError(path, error, advice);
  }
}

const latest = pathForUser(join(checkout, 'results', 'latest'));
const advice = `name a folder that npm run bench made, such as ${latest}, or its ${resultName}`;

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${path}: was cut short or is no JSON: copy it again, or measure again`, { cause });
  }
}

async function isThere(path: string): Promise<boolean> {
  return await exists(path, advice);
}
