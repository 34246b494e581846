/** Where a run leaves its results: `results/<UTC time>-<profile>/`, and `results/latest` pointing at the newest. */
import { access, constants, mkdir, readdir, rename, rm, rmdir, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../protocol/flags.ts';
import { errorCode, storageError } from '../../native/storage-error.ts';

const latestName = 'latest';

/** The folder of a new run. Disposed of, it takes the folders that were made for it away again where they are empty. */
export class NewDirectory implements AsyncDisposable {
  readonly path: string;
  /** Each inside the one before. */
  readonly #made: readonly string[];

  constructor(path: string, made: readonly string[]) {
    this.path = path;
    this.#made = made;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const directory of this.#made.toReversed()) {
      try {
        await rmdir(directory);
      } catch (error) {
        // Something is in it, as there should be; and an empty folder that cannot be removed harms nobody.
        if (errorCode(error) === null) throw error;
        return;
      }
    }
  }
}

/**
 * Makes the folder of a new run below `root` (the `results` folder). Two runs in one second get `-2`, `-3` ….
 * @throws UserError when it cannot be made or written.
 */
export async function createResultDirectory(root: string, startedAt: Date, profile: string): Promise<NewDirectory> {
  const name = `${startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${profile}`;
  try {
    const made = await makeDirectories(root);
    const path = await makeFirstFree(join(root, name));
    return new NewDirectory(path, [...made, path]);
  } catch (error) {
    throw storageError(root, error, 'name a folder that can be written with --out DIR');
  }
}

/**
 * Makes the folder that a flag names. Results are never mixed with, or written over, something else.
 * @throws UserError unless it is new or empty, and can be written.
 */
export async function createOutDirectory(directory: string, flag = '--out'): Promise<NewDirectory> {
  try {
    const made = await makeDirectories(directory);
    await access(directory, constants.W_OK | constants.X_OK);
    if ((await readdir(directory)).length === 0) return new NewDirectory(directory, made);
  } catch (error) {
    throw storageError(`${flag} ${directory}`, error, 'name a new or empty folder that can be written');
  }
  throw new UserError(`${flag} ${directory}: holds files already: name a new or empty folder`);
}

/**
 * Points `latest`, beside the folder, at it: a relative link, so that `results` can be moved, replaced in one step.
 * @throws UserError when something that is no link has that name.
 */
export async function pointLatestAt(directory: string): Promise<void> {
  const root = dirname(directory);
  const link = join(root, latestName);
  const temporary = join(root, `.${latestName}.${process.pid}.tmp`);
  try {
    await rm(temporary, { force: true });
    await symlink(basename(directory), temporary);
    await rename(temporary, link);
  } catch (error) {
    await rm(temporary, { force: true });
    throw storageError(link, error, `remove it; the results are in ${directory}`);
  }
}

async function makeFirstFree(path: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const directory = attempt === 1 ? path : `${path}-${attempt}`;
    try {
      await mkdir(directory);
      return directory;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

/**
 * The folder and those above it; returns those that were not there, outermost first. Node's own recursive mkdir never returns where a folder that exists answers ENOENT, as
 * /proc does.
 */
async function makeDirectories(directory: string): Promise<string[]> {
  try {
    await mkdir(directory);
    return [directory];
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && (await stat(directory)).isDirectory()) return [];
    if (errorCode(error) !== 'ENOENT' || (await exists(dirname(directory)))) throw error;
    const above = await makeDirectories(dirname(directory));
    await mkdir(directory);
    return [...above, directory];
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
