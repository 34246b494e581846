/**
 * One accepted socket, served: what all models on Node's sockets share.
 *
 *     socket 'data' ─▶ dialogue ─▶ service ─▶ dialogue ─▶ socket.write
 *
 * - Back-pressure: while the peer does not take replies, or too many requests wait for theirs, nothing is read.
 * - Half-close: after the peer's FIN every pending reply still goes out, then our FIN. Where a message ends with the
 *   stream, the FIN is what completes the request.
 * - A fault (broken framing, a message over the limit, a request that cannot be served) ends this connection only:
 *   replies to earlier requests go out, then FIN, then what the peer still sends is read and dropped for a moment.
 *   Closing with unread input would make the kernel send RST, which can destroy those replies at the peer.
 */
import type { Socket } from 'node:net';
import { ByteWriter } from '../protocol/byte-writer.ts';
import type { OnRequest } from '../protocol/session.ts';
import { add, column } from './counters.ts';
import { Dialogue, type Conversing } from './dialogue.ts';

/**
 * Requests of one connection that may wait for their replies before reading stops, and their payload bytes (models
 * that compute elsewhere). One chunk is read beyond them: 64 KiB, or what completes a message.
 */
const mostPending = 1024;
const mostPendingBytes = 1 << 20;
/** How long, and for how many bytes, a connection that was ended by a fault is still read. */
export const lingerMs = 1000;
export const lingerBytes = 16 << 20;

/** What the connections of one isolate have in common. */
export interface Serving extends Conversing {
  /** `elsewhere`: every chunk of `raw` too is a request, so that a model computes where it says it does. */
  readonly computes: 'here' | 'elsewhere';
  /**
   * Answers a request through `connection.reply`, before it returns or later from a copy; or says later, through
   * `connection.fail`, that there will be no reply.
   * @throws ServiceError for a request that cannot be served.
   */
  readonly answer: (connection: Connection, sequence: number, bytes: Uint8Array, start: number, end: number) => void;
}

/** Encoded replies on their way into a socket. One for the thread: every connection empties it at once. */
const out = new ByteWriter();

export class Connection {
  readonly #socket: Socket;
  readonly #serving: Serving;
  readonly #dialogue: Dialogue;
  readonly #onClosed: (connection: Connection) => void;
  /** Our FIN is on its way, or the connection is gone. */
  #isEnded = false;
  /** True while `receive` runs: replies are written together when it is done. */
  #receiving = false;
  #discardedBytes = 0;
  #linger: NodeJS.Timeout | undefined;

  constructor(socket: Socket, serving: Serving, onClosed: (connection: Connection) => void) {
    this.#socket = socket;
    this.#serving = serving;
    this.#onClosed = onClosed;
    this.#dialogue = new Dialogue(serving, out, this.#onRequest);
    socket.setNoDelay(true);
    // Lost on the way through child.send; without it Node answers a FIN with a FIN and drops pending replies.
    socket.allowHalfOpen = true;
    const isEchoed = serving.framing.boundary === 'none' && serving.computes === 'here';
    socket.on('data', isEchoed ? this.#onStream : this.#onChunk);
    socket.on('drain', this.#onDrain);
    socket.on('end', this.#onEnd);
    // A reset is the peer's way to go; 'close' follows.
    socket.on('error', () => {});
    socket.on('close', this.#onClose);
    // Sockets that were handed over arrive paused.
    socket.resume();
    add(serving.counters, column.open, 1);
    add(serving.counters, column.accepted, 1);
  }

  /** Answers a request. Sent at once, or together with the others of the same chunk. */
  reply(sequence: number, bytes: Uint8Array, start: number, end: number): void {
    // The peer went away while its request was computed elsewhere.
    if (this.#isEnded) return;
    this.#dialogue.reply(sequence, bytes, start, end);
    if (!this.#receiving) this.#send();
  }

  /** A request that was taken before will have no reply: this connection ends, after the replies to earlier ones. */
  fail(sequence: number, why: string): void {
    if (this.#isEnded) return;
    this.#dialogue.fail(sequence, why);
    this.#send();
  }

  /** The open exchange, if there is one, comes to its end: the rest of its request, its reply. Then FIN. */
  finish(): void {
    this.#dialogue.finish();
    this.#endWhenAnswered();
  }

  /** Closes at once, with RST. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** `raw`: what came goes back as it is. */
  readonly #onStream = (chunk: Buffer): void => {
    if (this.#dialogue.isOver) return this.#discard(chunk);
    this.#dialogue.countEchoed(chunk.length);
    if (!this.#socket.write(chunk)) this.#socket.pause();
  };

  readonly #onChunk = (chunk: Buffer): void => {
    if (this.#dialogue.isOver) return this.#discard(chunk);
    this.#receiving = true;
    this.#dialogue.receive(chunk);
    this.#receiving = false;
    this.#send();
  };

  readonly #onRequest: OnRequest = (sequence, bytes, start, end) => {
    this.#serving.answer(this, sequence, bytes, start, end);
  };

  #send(): void {
    if (out.length > 0) this.#write();
    this.#endWhenAnswered();
    // What the peer of a broken one still sends is read and dropped, also when replies had stopped the reading.
    if (this.#dialogue.isFaulty) this.#socket.resume();
    if (this.#dialogue.isOver) return;
    if (this.#socket.writableNeedDrain || this.#isBusy) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  /** Into the kernel straight from the shared memory where it takes them; what has to wait is a copy of its own. */
  #write(): void {
    if (this.#socket.writableLength > 0) {
      this.#socket.write(Buffer.from(out.view()));
      out.rewind();
      return;
    }
    this.#socket.write(out.view());
    if (this.#socket.writableLength === 0) out.rewind();
    else out.leave();
  }

  get #isBusy(): boolean {
    return this.#dialogue.pending > mostPending || this.#dialogue.pendingBytes > mostPendingBytes;
  }

  readonly #onDrain = (): void => {
    if (!this.#isBusy) this.#socket.resume();
  };

  readonly #onEnd = (): void => {
    if (this.#dialogue.isOver) return;
    this.#receiving = true;
    this.#dialogue.endOfInput();
    this.#receiving = false;
    this.#send();
  };

  #endWhenAnswered(): void {
    if (this.#isEnded || !this.#dialogue.isAnswered) return;
    this.#isEnded = true;
    this.#socket.end(this.#onFinSent);
  }

  /** All replies are with the kernel, the FIN behind them. A peer that does not close its side is not waited for. */
  readonly #onFinSent = (): void => {
    if (this.#socket.readableEnded || this.#socket.destroyed) return;
    this.#socket.resume();
    this.#linger = setTimeout(() => this.#socket.destroy(), lingerMs);
  };

  #discard(chunk: Buffer): void {
    this.#discardedBytes += chunk.length;
    if (this.#discardedBytes > lingerBytes) this.#socket.destroy();
  }

  readonly #onClose = (): void => {
    clearTimeout(this.#linger);
    this.#isEnded = true;
    add(this.#serving.counters, column.open, -1);
    this.#onClosed(this);
  };
}
