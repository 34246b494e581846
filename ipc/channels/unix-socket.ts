/** A Unix socket (AF_UNIX, SOCK_STREAM) with a path, with Node's sockets at both ends. */
import { join } from 'node:path';
import { mostBytes, type Channel } from '../channel.ts';
import { connectTo, listenAt, temporaryFolder } from '../socket-meeting.ts';

export const unixSocket: Channel = {
  name: 'unix-socket',
  description: 'a Unix socket, Node’s sockets at both ends',
  between: 'processes',
  family: 'sockets',
  carries: 'bytes',
  takesObjects: true,
  spins: false,
  largestBytes: mostBytes,
  supports: () =>
    process.platform === 'win32' ? { ok: false, reason: 'there are no Unix sockets on Windows' } : { ok: true },
  async meet() {
    const folder = await temporaryFolder();
    return await listenAt({ path: join(folder.path, 'socket') }, () => folder.remove());
  },
  join: (place: { readonly path: string }) => connectTo(place),
};
