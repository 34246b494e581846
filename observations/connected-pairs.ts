/** Connections of which this program has both ends, as descriptors that do not wait. */
import { setOut, socketAddress } from '../native/client-sockets.ts';
import { awaitConnection, fdSetBits } from '../native/readiness.ts';
import { acceptConnection, boundEndpoint, close, moveDescriptor, openListener, setNoDelay } from '../native/sockets.ts';

export interface ConnectedPairs extends Disposable {
  /** Numbers that select(2) can watch, as long as there are fewer than a thousand. */
  readonly accepted: readonly number[];
  /** In the same order. Their numbers are above those that select(2) can watch. */
  readonly connecting: readonly number[];
  /** Hands over those that were accepted: whoever takes them closes them. */
  takeAccepted(): readonly number[];
}

const longestMs = 5000;

/** @throws Error without descriptors: two for each connection */
export function connectPairs(count: number): ConnectedPairs {
  const accepted: number[] = [];
  const connecting: number[] = [];
  const listener = openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, 16, 'non-blocking');
  const closeAll = () => {
    for (const fd of [...accepted.splice(0), ...connecting.splice(0)]) close(fd);
  };
  try {
    const to = socketAddress(boundEndpoint(listener));
    for (let made = 0; made < count; made++) {
      const fd = setOut(to, null);
      connecting.push(fd);
      connecting[made] = moveDescriptor(fd, fdSetBits);
      awaitConnection(listener, longestMs);
      const own = acceptConnection(listener, 'non-blocking');
      if (own === -1)
        throw new Error(`connection ${made + 1} of ${count} did not come; raise the limit of descriptors`);
      accepted.push(own);
      setNoDelay(own);
    }
  } catch (error) {
    closeAll();
    throw error;
  } finally {
    close(listener);
  }
  return { accepted, connecting, takeAccepted: () => accepted.splice(0), [Symbol.dispose]: closeAll };
}
