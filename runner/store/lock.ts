/**
 * Who measures into a folder: `run.<pid>.lock`, there while a run goes on. Each contender first leaves its own file and
 * then looks for others, so that of two at least one sees the other; a file is given up only by its owner, or when that
 * is dead. Two that start within the same millisecond may both give way: better than both measuring.
 */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isStillRunning, startOfProcess } from '../../native/process-start.ts';
import { UserError } from '../../protocol/flags.ts';
import { kernelFiles } from '../machine/kernel-files.ts';
import { storageError } from '../../native/storage-error.ts';

const lockName = /^run\.(\d{1,10})\.lock$/;

/** Disposed of when the run ends. One left by a process that was killed holds nobody up. */
export class RunLock implements AsyncDisposable {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Idempotent. */
  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

/** @throws UserError when another process measures into this folder, or it cannot be written. */
export async function lockRun(directory: string): Promise<RunLock> {
  const path = join(directory, `run.${process.pid}.lock`);
  try {
    await writeFile(path, startOfProcess(process.pid) ?? '');
    const other = await livingOther(directory);
    if (other === null) return new RunLock(path);
    await rm(path, { force: true });
    throw new UserError(`${directory}: process ${other} is measuring into this folder: wait for it, or stop it first`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw storageError(directory, error, 'name the folder of a run that was cut off, and that can be written');
  }
}

/** The pid of another run in this folder; locks of dead processes are taken away. */
async function livingOther(directory: string): Promise<number | null> {
  for (const name of await readdir(directory)) {
    const pid = Number(lockName.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid) continue;
    const path = join(directory, name);
    if (isStillRunning(pid, kernelFiles.read(path) ?? '')) return pid;
    await rm(path, { force: true });
  }
  return null;
}
