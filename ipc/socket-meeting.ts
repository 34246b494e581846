/** Two processes meet at a socket: the near end listens for one connection, and the far end makes it. */
import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { rm } from 'node:fs/promises';
import { once } from 'node:events';
import { makeOwnedFolder } from '../native/owned-folder.ts';
import type { End, Meeting } from './channel.ts';
import { streamEnd } from './stream-end.ts';

/** @param close takes down what was made for it */
export async function listenAt(
  address: { readonly host: string; readonly port: number } | { readonly path: string },
  close: () => Promise<void> = async () => {},
): Promise<Meeting> {
  const accepted = Promise.withResolvers<Socket>();
  const server = createServer((socket) => {
    // One connection is all there is: nobody else may come in between.
    server.close();
    accepted.resolve(socket);
  });
  try {
    server.listen(address);
    await once(server, 'listening');
  } catch (error) {
    await close();
    throw error;
  }
  const bound = server.address();
  return {
    place: typeof bound === 'string' ? { path: bound } : { host: '127.0.0.1', port: bound?.port },
    async near() {
      const end = endOf(await accepted.promise);
      // Nobody needs the path any more: who is killed from here on leaves nothing behind.
      await close();
      return end;
    },
    close: async () => {
      server.close();
      await close();
    },
  };
}

export async function connectTo(place: NetConnectOpts): Promise<End> {
  const socket = connect(place);
  await once(socket, 'connect');
  return endOf(socket);
}

function endOf(socket: Socket): End {
  socket.setNoDelay(true);
  return streamEnd(socket, socket, () => socket.destroy());
}

/** A folder of its own in the system's folder for such things, and how it is removed. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await makeOwnedFolder('ipc');
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
