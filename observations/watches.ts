/**
 * Ways in which one thread finds out which of its connections have something to receive: it tries them all, without end, or it
 * waits in select(2), poll(2) or epoll(7). Each takes the connections once, and is asked turn by turn.
 */
import {
  addToEpoll,
  createEpoll,
  epollBits,
  epollEvent,
  epollWait,
  fdSetBits,
  poll,
  readyCount,
  select,
} from '../native/readiness.ts';
import { close } from '../native/sockets.ts';

export interface Watch {
  /** Calls `receive` for whoever may have something, after a wait of `longestMs` at most where it waits. */
  turn(receive: (fd: number) => void): void;
  close(): void;
}

/** So that a sender that has gone is noticed. */
const longestMs = 1000;
const longestUs = BigInt(1000 * longestMs);

export const watches = {
  busy: tryAll,
  select: waitInSelect,
  poll: waitInPoll,
  epoll: waitInEpoll,
} as const satisfies Record<string, (connections: readonly number[]) => Watch>;

function tryAll(connections: readonly number[]): Watch {
  return {
    turn(receive) {
      for (const fd of connections) receive(fd);
    },
    close() {},
  };
}

/** @throws Error for a descriptor that glibc's fd_set has no bit for */
function waitInSelect(connections: readonly number[]): Watch {
  const largest = Math.max(...connections);
  if (largest >= fdSetBits) throw new Error(`select has no bit for descriptor ${largest}: it has ${fdSetBits} of them`);
  const watched = new Int32Array(fdSetBits / 32);
  for (const fd of connections) watched[fd >> 5] = (watched[fd >> 5] as number) | (1 << (fd & 31));
  const ready = new Int32Array(watched.length);
  const timeout = new BigInt64Array(2);
  return {
    turn(receive) {
      // The kernel overwrites all of it.
      ready.set(watched);
      timeout[0] = longestUs / 1_000_000n;
      timeout[1] = longestUs % 1_000_000n;
      let left = readyCount('select', select(largest + 1, ready, null, null, timeout));
      for (let word = 0; left > 0; word++) {
        for (let bits = ready[word] as number; bits !== 0; bits &= bits - 1, left--) {
          receive(word * 32 + 31 - Math.clz32(bits & -bits));
        }
      }
    },
    close() {},
  };
}

const POLLIN = 0x1;

/** struct pollfd: a descriptor, then 16 bits of what to wait for, then 16 bits of what came. */
function waitInPoll(connections: readonly number[]): Watch {
  const list = Int32Array.from(connections.flatMap((fd) => [fd, POLLIN]));
  return {
    turn(receive) {
      let left = readyCount('poll', poll(list, connections.length, longestMs));
      for (let at = 0; left > 0; at += 2) {
        if ((list[at + 1] as number) >>> 16 === 0) continue;
        receive(list[at] as number);
        left--;
      }
    },
    close() {},
  };
}

function waitInEpoll(connections: readonly number[]): Watch {
  const most = 64;
  const events = new Int32Array(most * epollEvent.words);
  const epoll = createEpoll();
  for (const fd of connections) {
    const why = addToEpoll(epoll, fd, epollBits.readable);
    if (why === null) continue;
    close(epoll);
    throw new Error(`epoll_ctl: ${why}`);
  }
  return {
    turn(receive) {
      const count = readyCount('epoll_wait', epollWait(epoll, events, most, longestMs));
      for (let nth = 0; nth < count; nth++) receive(events[nth * epollEvent.words + epollEvent.dataWord] as number);
    },
    close: () => void close(epoll),
  };
}
