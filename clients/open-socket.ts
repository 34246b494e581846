/** A connection of a driver as something to wait for. Loads open theirs by themselves: they are not waited for singly. */
import { ConnectError } from './connect-error.ts';
import type { Dialled } from './dial.ts';
import type { Driver, DriverSocket, SocketEvents } from './drivers/driver.ts';

/** Resolves when it is there; from then on `events` is told. @throws ConnectError when it cannot be had within the time */
export async function openSocket(
  driver: Driver,
  where: Dialled,
  events: Omit<SocketEvents, 'onConnect'>,
  deadlineMs: number,
): Promise<DriverSocket> {
  const opening = Promise.withResolvers<void>();
  let isOpen = false;
  const socket = driver.connect(where, {
    onConnect: () => {
      isOpen = true;
      opening.resolve();
    },
    onRead: (bytes, atMs) => events.onRead(bytes, atMs),
    onEnd: (atMs) => events.onEnd(atMs),
    onError: (error) => (isOpen ? events.onError(error) : opening.reject(error)),
    onClose: () => events.onClose(),
  });
  const deadline = setTimeout(() => {
    const message = `no connection within ${deadlineMs} ms`;
    opening.reject(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
  }, deadlineMs);
  try {
    await opening.promise;
    return socket;
  } catch (error) {
    socket.destroy();
    throw new ConnectError(error as NodeJS.ErrnoException);
  } finally {
    clearTimeout(deadline);
  }
}
