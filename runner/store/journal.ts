/**
 * trials.jsonl: a run in progress, so that an interrupt or a crash loses at most the block that was being measured.
 *
 *     line 1        the result without its trials
 *     line 2 …      one trial each, synced to the disk block by block
 *
 * It becomes results.json at the end (result-file.ts). A last line without its line feed was cut off by a crash and is
 * dropped; damage anywhere else is an error, because nobody knows what else it took.
 */
import type { Buffer } from 'node:buffer';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../protocol/flags.ts';
import { refuseByteOrderMark } from './byte-order-mark.ts';
import { syncDirectory } from '../../native/durable-file.ts';
import type { ResultHeader } from '../result/result.ts';
import type { Kinds } from '../trials/index.ts';
import { parseHeader, parseTrial, parseTrials, type Parsed } from './parse.ts';
import { nodeOf, resumeCommand } from './resume-command.ts';
import { storageError } from '../../native/storage-error.ts';
import type { Trial } from '../result/trial.ts';

export const journalName = 'trials.jsonl';

/** What a journal needs of an open file: the seam at which tests put a full disk. */
export interface JournalFile {
  appendFile(text: string): Promise<void>;
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

export type OpenJournalFile = (path: string, flags: 'ax' | 'a') => Promise<JournalFile>;

export interface JournalContent {
  readonly header: ResultHeader;
  readonly trials: readonly Trial[];
}

/** Appends trials to an open trials.jsonl. One `append` at a time. */
export class Journal implements AsyncDisposable {
  readonly path: string;
  /** What to type after a failure. */
  readonly #resume: string;
  readonly #file: JournalFile;
  #saved: number;
  /** Set by the first failure: a line may be cut now, and nothing must be written behind it. */
  #failure: UserError | null = null;

  constructor(directory: string, { commandLine }: ResultHeader, file: JournalFile, saved: number) {
    this.#resume = resumeCommand(directory, nodeOf(commandLine));
    this.path = join(directory, journalName);
    this.#file = file;
    this.#saved = saved;
  }

  /**
   * Saves a block's trials: on the disk when this resolves.
   * @throws UserError when the disk is full or refuses, then and ever after; says what is safe, and where.
   * @throws TypeError for a trial that could not be read back, such as one with a NaN in it: a defect of ours.
   */
  async append(trials: readonly Trial[]): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    for (const trial of trials) {
      const parsed = parseTrial(trial);
      if (!parsed.ok) throw new TypeError(`trial of ${trial.cell}, round ${trial.round}: ${parsed.problem}`);
    }
    try {
      await this.#file.appendFile(lines(trials));
      await this.#file.sync();
      this.#saved += trials.length;
    } catch (error) {
      this.#failure = storageError(this.path, error, this.#whatIsSafe());
      throw this.#failure;
    }
  }

  #whatIsSafe(): string {
    const safe = this.#saved === 1 ? 'the one trial saved so far is' : `the ${this.#saved} trials saved so far are`;
    return `${safe} safe in this file: put that right, then go on with ${this.#resume}`;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Starts the journal of a new run. @throws UserError when the folder holds one already or cannot be written. */
export async function createJournal(
  directory: string,
  header: ResultHeader,
  openFile: OpenJournalFile = open,
): Promise<Journal> {
  const path = join(directory, journalName);
  const advice = 'nothing has been measured yet: put that right, or choose another folder with --out';
  let file: JournalFile;
  try {
    file = await openFile(path, 'ax');
  } catch (error) {
    throw storageError(path, error, advice);
  }
  try {
    await file.appendFile(lines([header]));
    await file.sync();
    await syncDirectory(directory);
    return new Journal(directory, header, file, 0);
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw storageError(path, error, advice);
  }
}

/** Goes on with the journal of an earlier run, without a last line that was cut off. @throws UserError */
export async function resumeJournal(
  directory: string,
  kinds: Kinds,
  openFile: OpenJournalFile = open,
): Promise<JournalContent & { readonly journal: Journal }> {
  const { header, trials, completeBytes } = await readLines(directory, kinds);
  const path = join(directory, journalName);
  try {
    const file = await openFile(path, 'a');
    await file.truncate(completeBytes);
    await file.sync();
    return { header, trials, journal: new Journal(directory, header, file, trials.length) };
  } catch (error) {
    throw storageError(path, error, 'put that right, then try again');
  }
}

/** Reads the journal of a run that was cut off. @throws UserError: missing, damaged, or not one of this edition. */
export async function readJournal(directory: string, kinds: Kinds): Promise<JournalContent> {
  const { header, trials } = await readLines(directory, kinds);
  return { header, trials };
}

/** `completeBytes`: length of the whole lines; what follows was cut off. */
async function readLines(
  directory: string,
  kinds: Kinds,
): Promise<JournalContent & { readonly completeBytes: number }> {
  const path = join(directory, journalName);
  const bytes = await readBytes(path);
  refuseByteOrderMark(path, bytes.toString('utf8', 0, 3));
  const completeBytes = bytes.lastIndexOf('\n') + 1;
  if (completeBytes === 0) {
    throw new UserError(`${path}: was cut off before the first trial: nothing is lost: start anew`);
  }
  const [headerLine = '', ...trialLines] = bytes.toString('utf8', 0, completeBytes - 1).split('\n');
  const header = parseLine(path, 1, headerLine, (value) => parseHeader(value, kinds));
  const trials = trialLines.map((line, index) => parseLine(path, index + 2, line, parseTrial));
  const fitting = parseTrials(header, trials, kinds);
  if (!fitting.ok) throw new UserError(`${path}: ${fitting.problem}`);
  return { header, trials, completeBytes };
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw storageError(path, error, 'name the folder of a run that was cut off');
  }
}

function parseLine<Value>(path: string, line: number, text: string, check: (value: unknown) => Parsed<Value>): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const advice = line === 1 ? 'start anew' : 'delete it and what follows, then resume: the lines before it are good';
    throw new UserError(`${path}: line ${line} is damaged: ${advice}`, { cause });
  }
  const parsed = check(value);
  if (!parsed.ok) throw new UserError(`${path}: line ${line} ${parsed.problem}`);
  return parsed.value;
}

function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
