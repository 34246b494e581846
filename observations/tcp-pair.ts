/** A TCP connection over loopback whose both ends are descriptors of this process, each of which somebody has to close. */
import { setOut, socketAddress } from '../native/client-sockets.ts';
import {
  acceptConnection,
  boundEndpoint,
  close,
  openListener,
  setBlocking,
  setNoDelay,
  type Waiting,
} from '../native/sockets.ts';
import { check } from '../native/libc.ts';

export interface TcpPair {
  /** The end that connected. Small segments go out at once from both. */
  readonly near: number;
  /** The end that was accepted. */
  readonly far: number;
}

/** @throws SystemError without descriptors or ports */
export function openTcpPair(waiting: Waiting): TcpPair {
  const listener = openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, 1, 'blocking');
  const opened: number[] = [];
  try {
    const near = setOut(socketAddress(boundEndpoint(listener)), null);
    opened.push(near);
    const far = check('accept4', acceptConnection(listener, waiting));
    opened.push(far);
    setNoDelay(far);
    if (waiting === 'blocking') setBlocking(near);
    return { near, far };
  } catch (error) {
    for (const fd of opened) close(fd);
    throw error;
  } finally {
    close(listener);
  }
}
