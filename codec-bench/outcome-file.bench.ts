/** The file that `--json` names: asked for at the end, and so looked at before minutes are spent on what goes there. */
import { open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { UserError } from '../protocol/flags.ts';

/** Leaves nothing behind, and what is there as it was. @throws UserError when the file cannot be written. */
export async function refuseUnwritable(flag: string, path: string): Promise<void> {
  try {
    const isNew = await openOnce(path, 'wx');
    if (isNew) await rm(path);
    else await openOnce(path, 'r+');
  } catch (error) {
    throw new UserError(`${flag} ${path}: ${reasonOf(error)}; name a file in a folder that can be written`, {
      cause: error,
    });
  }
}

/** To a folder for temporary files where the file cannot be written after all. @throws UserError that says where it is. */
export async function writeOutcome(flag: string, path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    const instead = join(tmpdir(), `echobench-codec-${process.pid}.json`);
    await writeFile(instead, content, { flag: 'wx' });
    throw new UserError(`${flag} ${path}: ${reasonOf(error)}; what was measured is in ${instead}`, { cause: error });
  }
}

/** False when there is a file already. */
async function openOnce(path: string, flags: 'wx' | 'r+'): Promise<boolean> {
  try {
    await (await open(path, flags)).close();
    return true;
  } catch (error) {
    if (flags === 'wx' && (error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return errno === undefined ? message : getSystemErrorMessage(errno);
}
