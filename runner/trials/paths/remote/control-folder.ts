/** A private folder for the sockets by which ssh shares its connections, with a path that is short enough for them. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { makeOwnedFolder } from '../../../../native/owned-folder.ts';
import { UserError } from '../../../../protocol/flags.ts';
import { errorText } from '../../../../native/storage-error.ts';

export interface ControlFolder extends AsyncDisposable {
  /** Of a socket that is not there yet. */
  nextSocket(): string;
}

/**
 * sun_path holds 104 bytes with the terminating zero where it is shortest (macOS), and ssh listens under the name with 17
 * more before it renames the socket.
 */
const longestSocket = 103 - 17;
/** In such a path ssh would replace what follows % or ${ by names of hosts and variables. */
const plainPath = /^[\w./+@=-]+$/;

/** @throws UserError when none can be made */
export async function openControlFolder(places: readonly string[] = [tmpdir(), '/tmp']): Promise<ControlFolder> {
  const problems: string[] = [];
  for (const place of new Set(places)) {
    let folder: string;
    try {
      folder = await makeOwnedFolder('ssh', place);
    } catch (error) {
      problems.push(`${place}: ${errorText(error)}`);
      continue;
    }
    let sockets = 0;
    const nextSocket = () => join(folder, String(++sockets));
    const remove = () => rm(folder, { recursive: true, force: true });
    if (plainPath.test(folder) && Buffer.byteLength(folder) + '/999'.length <= longestSocket) {
      return { nextSocket, [Symbol.asyncDispose]: remove };
    }
    await remove();
    problems.push(`${place}: too long for the path of a socket, or with signs that mean something to ssh`);
  }
  throw new UserError(
    `no folder for the socket by which ssh shares a connection: ${problems.join('; ')}; name one with TMPDIR`,
  );
}
