/**
 * A thread that sends messages on a connection: as many as the other end has sent it bytes. So the reader decides how many are
 * in flight, as a client does that sends its next request when a reply has come.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { close, SHUT_RDWR, shutdown } from '../native/sockets.ts';
import { openTcpPair } from './tcp-pair.ts';

export interface Sending {
  /** It is sent again and again. */
  readonly message: Uint8Array;
  /** By how many calls of send(2) the messages go that are due together: one each, two each (the header first), or one for many. */
  readonly writes: Writes;
}

export const writePatterns = ['one', 'two', 'joined'] as const;
export type Writes = (typeof writePatterns)[number];

/** The first bytes of a message, where they go by themselves. */
export const headerBytes = 5;
/** As many messages as one call sends at most. */
export const mostJoined = 256;

/** What the thread counts, as places in its counters. */
export const counted = { calls: 0, partial: 1, messages: 2 } as const;

export interface ThreadOrder extends Sending {
  readonly fd: number;
  readonly counters: Int32Array;
}

export interface Sends {
  readonly calls: number;
  readonly partial: number;
}

export interface CreditedSender extends AsyncDisposable {
  /**
   * The calls of send(2) so far, once so many messages have been sent since the start, and those that took less than they were
   * given. A call may return a little after its bytes have been read: this blocks until it has.
   * @throws Error when they are not sent in 10 s
   */
  readonly sendsOf: (messages: number) => Sends;
}

/**
 * The thread owns the descriptor, a blocking one, and closes it when the other end is shut down: disposing waits for that.
 * @throws Error when the thread does not start
 */
export async function startSender(fd: number, sending: Sending): Promise<CreditedSender> {
  const counters = new Int32Array(new SharedArrayBuffer(12));
  const workerData: ThreadOrder = { ...sending, fd, counters };
  const thread = new Worker(new URL('credited-sender-thread.ts', import.meta.url), { workerData, execArgv: [] });
  const ended = new Promise<void>((resolve, reject) => thread.once('error', reject).once('exit', () => resolve()));
  // Whoever disposes hears of it; until then it is no unhandled rejection.
  ended.catch(() => {});
  await once(thread, 'message');
  return {
    sendsOf: (messages) => readCounters(counters, messages),
    [Symbol.asyncDispose]: () => ended,
  };
}

const longestSendMs = 10_000;

function readCounters(counters: Int32Array, messages: number): Sends {
  for (;;) {
    const sent = Atomics.load(counters, counted.messages);
    if (sent >= messages) break;
    if (Atomics.wait(counters, counted.messages, sent, longestSendMs) === 'timed-out')
      throw new Error(`the sending thread has sent ${sent} of ${messages} messages, and does not go on`);
  }
  return { calls: Atomics.load(counters, counted.calls), partial: Atomics.load(counters, counted.partial) };
}

export interface CreditedConnection extends CreditedSender {
  /** The reader's end, a blocking descriptor. */
  readonly reader: number;
}

/** A connection of one's own with such a sender at its other end. Disposing ends both. */
export async function openCreditedConnection(sending: Sending): Promise<CreditedConnection> {
  const { near, far } = openTcpPair('blocking');
  const end = () => {
    shutdown(far, SHUT_RDWR);
    close(far);
  };
  try {
    const sender = await startSender(near, sending);
    return {
      reader: far,
      sendsOf: sender.sendsOf,
      async [Symbol.asyncDispose]() {
        end();
        await sender[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}
