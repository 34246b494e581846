/** Accepting connections as descriptors, in the thread that serves them or in one that does nothing else. */
import { openSync } from 'node:fs';
import { lastErrno } from '../native/libc.ts';
import {
  acceptConnection,
  close,
  EAGAIN,
  EINVAL,
  EMFILE,
  ENFILE,
  resetOnClose,
  setNoDelay,
  type Waiting,
} from '../native/sockets.ts';

/** `none`: nobody waits (of a listener that does not block). `ended`: the listener was shut down. */
export type Accepted = number | 'none' | 'ended';

export class DescriptorAcceptor {
  readonly #listener: number;
  readonly #waiting: Waiting;
  readonly #onRefused: () => void;
  /**
   * Given up for a moment when descriptors have run out: the connection that cannot be had is accepted with it and
   * closed. Otherwise it would stay at the head of the queue, and the listener ready for ever (as in libuv).
   */
  #reserve: number | null = openReserve();

  /** Does not own the listener. Connections will block, or not, as the listener does. */
  constructor(listener: number, waiting: Waiting, onRefused: () => void) {
    this.#listener = listener;
    this.#waiting = waiting;
    this.#onRefused = onRefused;
  }

  /** The next connection. Those that went away while they waited are passed over. */
  accept(): Accepted {
    for (;;) {
      const fd = acceptConnection(this.#listener, this.#waiting);
      if (fd !== -1) {
        setNoDelay(fd);
        return fd;
      }
      const errno = lastErrno();
      if (errno === EAGAIN) return 'none';
      if (errno === EINVAL) return 'ended';
      if (errno === EMFILE || errno === ENFILE) this.#refuse();
    }
  }

  close(): void {
    if (this.#reserve !== null) close(this.#reserve);
    this.#reserve = null;
  }

  #refuse(): void {
    this.close();
    const fd = acceptConnection(this.#listener, this.#waiting);
    if (fd !== -1) {
      resetOnClose(fd);
      close(fd);
      this.#onRefused();
    }
    this.#reserve = openReserve();
  }
}

/** Null when another thread took the last descriptor: the next refusal tries again. */
function openReserve(): number | null {
  try {
    return openSync('/dev/null', 'r');
  } catch {
    return null;
  }
}
