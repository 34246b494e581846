/**
 * What carries a client's connections. Load models, exchanges, verification and recording know a driver by this file
 * and do not know which one it is.
 *
 *     driver.connect(where, events) ─▶ onConnect ─▶ onRead … ─▶ onEnd ─▶ onClose
 *                                             └─▶ onError, at any time and then nothing more
 */
import type { Dialled } from '../dial.ts';

export interface Driver {
  /** A connection on its way. What becomes of it is told to `events`, and never before this has returned. */
  connect(where: Dialled, events: SocketEvents): DriverSocket;
  /**
   * Calls `pacer.run` as soon after each `dueMs` as it can, between and among the events of sockets, until it is Infinity
   * or is stopped; never before this has returned. Keeps the process alive. One at a time. @throws while there is another
   */
  pace(pacer: Pacer, way: PacingWay): Pace;
  /** Gives back what its sockets have in common. They have been destroyed, or have come to their end. */
  close(): void;
}

/** What is told of a connection, never from inside of a call of one of its own methods. */
export interface SocketEvents {
  /** It is there, and can be written to. */
  onConnect(): void;
  /** Bytes that are good until the call returns, and when they were received (`performance.now()`). */
  onRead(bytes: Uint8Array, atMs: number): void;
  /** The peer will send no more: its FIN. We still can. */
  onEnd(atMs: number): void;
  /** It could not be had, or is lost: the last that is told of it. `code` is the system's name for why. */
  onError(error: NodeJS.ErrnoException): void;
  /** Both sides have ended, and it is gone. */
  onClose(): void;
}

export interface DriverSocket {
  /**
   * Sends bytes, behind those that wait. They must not change before the next event of this connection is told; and
   * never again where false is returned, since they are sent from where they are when there is room for them.
   */
  write(bytes: Uint8Array): boolean;
  /** Sends these bytes, and our FIN behind all that waits. What `write` returns holds for them. */
  end(bytes?: Uint8Array): boolean;
  /** Closes at once; nothing more is told. What the peer sent and nobody has read makes it a reset. */
  destroy(): void;
}

/** What is to be done at instants of its own, more precisely than a timer's millisecond: sending requests of an open loop. */
export interface Pacer {
  /** Instant of the next thing to do, of `performance.now()`; Infinity when nothing is left. Never goes back. */
  readonly dueMs: number;
  /** Does all that is due at `nowMs` (a fresh clock reading, at or after `dueMs`), and moves `dueMs` on. May write to sockets. */
  run(nowMs: number): void;
}

/**
 * How a driver waits for the next instant. `spin`: sleeps until shortly before it, then asks the clock; for a client that
 * has a processor of its own. `sleep`: leaves the processor to others until then.
 */
export type PacingWay = 'spin' | 'sleep';

export interface Pace {
  /** Time so far in which there was nothing to do: sleeping, or asking the clock and the sockets in vain; in ms. */
  readonly idleMs: number;
  /** No further calls. */
  stop(): void;
}
