/** recv(2) and send(2) on a connection over loopback, for loops of which both ends run in this thread. */
import { Buffer } from 'node:buffer';
import { constants } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { check, lastErrno } from '../../native/libc.ts';
import { close, MSG_NOSIGNAL, recv, send, SHUT_WR, shutdown } from '../../native/sockets.ts';
import { openTcpPair } from '../../observations/tcp-pair.ts';
import type { Recv, Send } from './mysocket.ts';

interface Connection extends Disposable {
  readonly send: Send;
  /** Of the other end. */
  readonly recv: Recv;
  /** No more is sent. */
  endSending(): void;
}

export function openConnection(): Connection {
  const { near, far } = openTcpPair('non-blocking');
  return {
    send: (bytes) => onceItCan('send', () => send(near, bytes, bytes.length, MSG_NOSIGNAL)),
    recv: async (most) => {
      const place = Buffer.alloc(most);
      return place.subarray(0, await onceItCan('recv', () => recv(far, place, most, 0)));
    },
    endSending: () => void shutdown(near, SHUT_WR),
    [Symbol.dispose]() {
      close(near);
      close(far);
    },
  };
}

/** Where nothing can be handled yet, the other end has its turn. */
async function onceItCan(name: string, call: () => number): Promise<number> {
  for (;;) {
    const handled = call();
    if (handled !== -1 || lastErrno() !== constants.errno.EAGAIN) return check(name, handled);
    await setImmediate();
  }
}
