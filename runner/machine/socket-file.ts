/** A socket file of ours: in a folder that only this user can look into, which goes with its process (owned-folder.ts). */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOwnedFolder, ownedFolderBytes } from '../../native/owned-folder.ts';
import type { Supported } from '../../protocol/framing/framing.ts';

/** sun_path holds 108 bytes with its terminating zero (unix(7)), on macOS and the BSDs 104. */
const longestPath = process.platform === 'linux' ? 107 : 103;
const kind = 'socket';
/** Short, since a folder for temporary files may have a long path. */
const name = 's';

/** Where a server may listen, until it is disposed of. */
export interface SocketFile extends AsyncDisposable {
  readonly path: string;
}

/** @throws Error when the folder cannot be made */
export async function makeSocketFile(): Promise<SocketFile> {
  const folder = await makeOwnedFolder(kind);
  return {
    path: join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Whether its path would be short enough. */
export function judgeSocketPath(temporary: string = tmpdir()): Supported {
  const bytes = ownedFolderBytes(kind, temporary) + `/${name}`.length;
  if (bytes <= longestPath) return { ok: true };
  const why = `the path of a socket below ${temporary} has ${bytes} bytes, and may have ${longestPath}`;
  return { ok: false, reason: `${why}: name a folder with a shorter path with TMPDIR` };
}
