/** The parent's handle on one worker of a pool, thread or process. */
import type { Socket } from 'node:net';
import type { WorkerUsage } from './messages.ts';

export interface PoolWorker {
  readonly runsIn: 'thread' | 'process';
  /** Resolves when it can take connections. @throws when it ended before that. */
  readonly started: Promise<void>;
  /** Resolves, with how it ended, when it is gone. */
  readonly ended: Promise<string>;
  readonly alive: boolean;
  /**
   * Gives a paused, unread socket away. If the worker is gone before the socket has arrived there, its peer sees the
   * connection close.
   */
  handOff(socket: Socket): void;
  /** Its counters; the last known ones when it is gone. */
  usage(): Promise<WorkerUsage>;
  /** See RunningServer.calibrate. */
  calibrate(payloadBytes: number): Promise<number>;
  /** Finishes open exchanges, then ends. */
  close(graceMs: number): void;
  /** As an accident would: a thread by an uncaught error, a process by SIGKILL. */
  kill(): void;
}
