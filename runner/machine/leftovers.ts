/**
 * What runs that were killed, or lost their power, have left in folders for temporary files. Removed is what bears the
 * mark of a process that is gone (native/owned-folder.ts), and belongs to whoever asks. Everything else is told of and
 * left: what a running process made, what is another user's, another machine's in a shared folder, and what merely has
 * a similar name. Network namespaces are not among it: they end with the runner, however that ends (holder.ts).
 */
import { lstat, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerOf, ownPrefix } from '../../native/owned-folder.ts';
import { isStillRunning } from '../../native/process-start.ts';
import { keptCache } from './compile-cache.ts';
import { errorCode, errorText } from '../../native/storage-error.ts';

export interface Leftovers {
  /** Folders that nobody uses any more. */
  readonly abandoned: readonly string[];
  /** Folders of such a name, each with the reason why it is left. */
  readonly leftAlone: readonly LeftAlone[];
}

export interface LeftAlone {
  readonly path: string;
  /** The rest of a sentence: `is used by process 4711`. */
  readonly why: string;
}

/** Folders that the suite makes temporary ones in. Sockets of ssh are in /tmp where the usual folder has a long path. */
const usualPlaces = (): readonly string[] => [...new Set([tmpdir(), '/tmp', keptCache])];

export async function findLeftovers(places: readonly string[] = usualPlaces()): Promise<Leftovers> {
  const abandoned: string[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const path of (await Promise.all(places.map(ourFolders))).flat()) {
    const why = await whyLeft(path);
    if (why === null) abandoned.push(path);
    else if (why !== 'gone') leftAlone.push({ path, why });
  }
  return { abandoned, leftAlone };
}

/** Removes what `findLeftovers` found abandoned. Gives those that could not be removed, with the reason. */
export async function removeLeftovers({ abandoned }: Leftovers): Promise<readonly LeftAlone[]> {
  const kept: LeftAlone[] = [];
  for (const path of abandoned) {
    try {
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      kept.push({ path, why: `cannot be removed: ${errorText(error)}` });
    }
  }
  return kept;
}

/** Files of such a name are not ours, or what somebody is to find: the outcome of the codec benchmark. */
async function ourFolders(place: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(place, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() && entry.name.startsWith(ownPrefix));
    return folders.map(({ name }) => join(place, name)).toSorted();
  } catch (error) {
    // Nothing was ever kept there, or it is not for us to look into.
    if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}

/** Null: nobody uses it any more, and it is ours to remove. `gone`: somebody has removed it meanwhile. */
async function whyLeft(path: string): Promise<string | null> {
  let owner: number;
  try {
    ({ uid: owner } = await lstat(path));
  } catch {
    return 'gone';
  }
  // On Windows nobody has a number.
  const self = process.geteuid?.();
  if (self !== undefined && owner !== self) return `belongs to another user (${owner})`;
  const mark = ownerOf(path.slice(path.lastIndexOf(ownPrefix)));
  if (mark === null) {
    return 'does not say which process made it: look into it, and remove it by hand when nobody uses it';
  }
  if (!mark.isFromHere) return 'was made on another machine, or in another container: clean up there';
  return isStillRunning(mark.pid, mark.start) ? `is used by process ${mark.pid}` : null;
}
