/** The parent's handle on one worker, thread or process. */
import type { Socket } from 'node:net';
import type { WorkerUsage } from './messages.ts';

/** How a worker ended. */
export interface Ending {
  readonly how: string;
  /** It was not told to end, and had not done what it was there for. */
  readonly byAccident: boolean;
  /** Sockets that were given to it and never left: still paused, unread, and as good as new. */
  readonly undelivered: readonly Socket[];
}

export interface PoolWorker {
  readonly runsIn: 'thread' | 'process';
  /** Resolves when it can do its duty. @throws when it ended before that; nobody has to listen. */
  readonly started: Promise<void>;
  /** Resolves when it is gone. */
  readonly ended: Promise<Ending>;
  /** False from the first sign of its end on. */
  readonly alive: boolean;
  /**
   * Gives a paused, unread socket away, also before it has started. If the worker is gone before the socket has
   * arrived there, the peer sees the connection close, or it is one of the undelivered.
   * @throws when the system has no room for it; it is still the caller's then
   */
  handOff(socket: Socket): void;
  /** Asks for its counters; `usage` has them then. */
  refresh(): Promise<void>;
  /** As far as known: with the last counters before its end once it is gone, and then without a process. */
  readonly usage: WorkerUsage;
  /** See RunningServer.calibrate. */
  calibrate(payloadBytes: number): Promise<number>;
  /** Finishes open exchanges, then ends. */
  close(graceMs: number): void;
  /** As an accident would: a thread by an uncaught error, a process by SIGKILL. */
  kill(): void;
  /** Whatever it is doing. */
  terminate(): void;
}
