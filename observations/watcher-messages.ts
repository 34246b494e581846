/** What the threads that watch descriptors share with whoever lets something happen on these. */

export const watchCalls = ['poll', 'epoll', 'epoll-exclusive'] as const;
export type WatchCall = (typeof watchCalls)[number];

export interface WatcherStart {
  /** Of this process: all threads watch the same ones, and whoever started them closes them. */
  readonly descriptors: readonly number[];
  /** `accept`: they are listening sockets. `receive`: they are connections. */
  readonly take: 'accept' | 'receive';
  readonly call: WatchCall;
  /** An eventfd(2) that is readable when they are to look whether they are to end: one that sleeps hears nothing else. */
  readonly wake: number;
  /** From being told to taking: a loop that serves what it is told of in turn has others before this one. 0: at once. */
  readonly laterMs: number;
  /** Words as in `word`, of all watchers together. */
  readonly counters: SharedArrayBuffer;
}

/** Places in the counters. */
export const word = {
  /** 1: they are to end. */
  stop: 0,
  /** How often a thread was told that a descriptor can be read. */
  readable: 1,
  /** How often it then got nothing (EAGAIN). */
  nothing: 2,
  /** How often it got the end of the input. */
  ended: 3,
  /** Connections, or bytes, that they took: changes wake who waits for it. */
  taken: 4,
  /** Threads that wait to be told: changes wake who waits for all of them. */
  waiting: 5,
} as const;
export const words = 6;
