/**
 * What was started on this machine through ssh, and is gone when the agent ends. Programs end with their input; one that
 * does not would go on unseen when ssh is ended at the other machine: sshd has no terminal to hang up.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeOwnedFolder } from '../../../../native/owned-folder.ts';
import { isStillRunning } from '../../../../native/process-start.ts';
import { checkout } from '../../../../native/user-folder.ts';

/** As long as at home: see program.ts. */
const usualKillAfterMs = 8000;
const pollMs = 20;

export class StartedPrograms implements AsyncDisposable {
  /** Of files with process ids, each written by the shell that becomes the program. */
  readonly folder: string;

  readonly #killAfterMs: number;

  private constructor(folder: string, killAfterMs: number) {
    this.folder = folder;
    this.#killAfterMs = killAfterMs;
  }

  static async open(killAfterMs = usualKillAfterMs): Promise<StartedPrograms> {
    return new StartedPrograms(await makeOwnedFolder('agent'), killAfterMs);
  }

  /** Waits for the end of one, which has been asked to end, and brings it about when that takes too long. */
  async untilGone(name: string): Promise<void> {
    const file = join(this.folder, name);
    const pid = readPid(file);
    // None: it was not even started.
    if (pid !== null) await endProcess(pid, this.#killAfterMs);
    await rm(file, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all((await readdir(this.folder)).map((name) => this.untilGone(name)));
    await rm(this.folder, { recursive: true, force: true });
  }
}

function readPid(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 1 ? pid : null;
  } catch {
    // No such file.
    return null;
  }
}

async function endProcess(pid: number, killAfterMs: number): Promise<void> {
  const untilMs = performance.now() + killAfterMs;
  while (isOurs(pid) && performance.now() < untilMs) await sleep(pollMs);
  if (!isOurs(pid)) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself just now.
  }
  while (isOurs(pid)) await sleep(pollMs);
}

/** A pid is used again sooner or later: what is not in the checkout, where programs are started, is somebody else's. */
function isOurs(pid: number): boolean {
  if (process.platform !== 'linux') return isStillRunning(pid, '');
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === checkout;
  } catch {
    // It is gone, or a zombie.
    return false;
  }
}
