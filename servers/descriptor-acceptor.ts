/** Accepting connections as descriptors, in the thread that serves them or in one that does nothing else. */
import { acceptFailure } from '../native/failures.ts';
import { lastErrno, systemError } from '../native/libc.ts';
import { awaitConnection, createCounterDescriptor } from '../native/readiness.ts';
import { acceptConnection, close, resetOnClose, setNoDelay, type Waiting } from '../native/sockets.ts';

/**
 * A new descriptor, or why there is none.
 *
 * - `refused`: descriptors have run out, and the connection was reset.
 * - `none`: nobody waits; from a listener that blocks, also that a signal came.
 * - `exhausted`: there is no room to accept now, not even to refuse. Whoever waits goes on waiting, and the listener stays
 *   ready: look again after a pause, or when something has been closed.
 * - `ended`: the listener was shut down.
 */
export type Accepted = number | 'refused' | 'none' | 'exhausted' | 'ended';

/** How long to leave a listener alone that is `exhausted`. */
export const exhaustedPauseMs = 50;
/** Connections in a row that were lost while they waited; more look like an error that stays. */
const mostLost = 64;

export class DescriptorAcceptor {
  readonly #listener: number;
  readonly #waiting: Waiting;
  #lost = 0;
  /**
   * Given up for a moment when descriptors have run out: the connection that cannot be had is accepted with it and
   * closed. Otherwise it would stay at the head of the queue, and the listener ready for ever (as in libuv). Null while
   * somebody else has it: another thread was faster.
   */
  #reserve: number | null = openReserve();

  /** Does not own the listener. Connections will block, or not, as the listener does. */
  constructor(listener: number, waiting: Waiting) {
    this.#listener = listener;
    this.#waiting = waiting;
  }

  /** The next connection. @throws SystemError when the listener is none. */
  accept(): Accepted {
    const accepted = this.#acceptOrRefuse();
    // With no room for it, the kernel does not tell that the listener was shut down.
    if (accepted === 'exhausted' && awaitConnection(this.#listener, 0) === 'ended') return 'ended';
    return accepted;
  }

  close(): void {
    if (this.#reserve !== null) close(this.#reserve);
    this.#reserve = null;
  }

  #acceptOrRefuse(): Accepted {
    this.#reserve ??= openReserve();
    const accepted = this.#next();
    if (accepted !== 'no descriptor') return accepted;
    if (this.#waiting === 'non-blocking') return this.#refuse();
    // It failed with nobody waiting, perhaps: with the reserve given up, accept would wait for somebody to refuse.
    if (awaitConnection(this.#listener, -1) === 'ended') return 'ended';
    const later = this.#next();
    return later === 'no descriptor' ? this.#refuse() : later;
  }

  #next(): Accepted | 'no descriptor' {
    const fd = acceptConnection(this.#listener, this.#waiting);
    if (fd !== -1) {
      this.#lost = 0;
      setNoDelay(fd);
      return fd;
    }
    const failure = acceptFailure(lastErrno());
    if (failure === 'defect') throw systemError('accept4');
    if (failure === 'no room') return 'exhausted';
    if (failure !== 'lost') return failure;
    if (++this.#lost < mostLost) return this.#next();
    this.#lost = 0;
    return 'exhausted';
  }

  #refuse(): Accepted {
    if (this.#reserve === null) return 'exhausted';
    this.close();
    const accepted = this.#next();
    if (typeof accepted === 'number') {
      resetOnClose(accepted);
      close(accepted);
    }
    this.#reserve = openReserve();
    if (typeof accepted === 'number') return 'refused';
    return accepted === 'no descriptor' ? 'exhausted' : accepted;
  }
}

/**
 * Through libc, as it is closed: Node remembers what a thread opens through it, and closes those numbers with the thread,
 * whoever has them by then. Null when there is no descriptor.
 */
function openReserve(): number | null {
  try {
    return createCounterDescriptor();
  } catch {
    return null;
  }
}
