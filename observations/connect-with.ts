/** A connection with options that node:net does not set. Linux only. */
import { Socket } from 'node:net';
import { pendingError, setOut, socketAddress } from '../native/client-sockets.ts';
import { setKeepAlive, setUserTimeout, type KeepAlive } from '../native/liveness.ts';
import { close } from '../native/sockets.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { writableOf } from './writable.ts';

export interface Options {
  readonly keepAlive?: KeepAlive;
  readonly userTimeoutMs?: number;
}

const connectMs = 5000;

/** @throws Error when it is not there in five seconds */
export function connectWith(server: Endpoint, { keepAlive, userTimeoutMs }: Options): Socket {
  const fd = setOut(socketAddress(server), null);
  try {
    if (writableOf([fd], connectMs).size === 0)
      throw new Error(`the server did not answer a connect in ${connectMs} ms`);
    const error = pendingError(fd);
    if (error !== 0) throw new Error(`connecting to the server failed with error ${error}`);
    if (keepAlive !== undefined) setKeepAlive(fd, keepAlive);
    if (userTimeoutMs !== undefined) setUserTimeout(fd, userTimeoutMs);
  } catch (error) {
    close(fd);
    throw error;
  }
  return new Socket({ fd, readable: true, writable: true, allowHalfOpen: true });
}
