/**
 * One connection in a thread or process of its own: recv and send, one after the other, and both wait. The HOWTO's
 * client_thread to the letter.
 *
 *     recv ─▶ dialogue ─▶ send ─▶ recv …
 *
 * Back-pressure needs no thought here: while send waits for the peer, nothing is read.
 */
import type { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { transferFailure } from '../../native/failures.ts';
import { lastErrno, systemError } from '../../native/libc.ts';
import {
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  recv,
  resetOnClose,
  send,
  setTimeouts,
  SHUT_WR,
  shutdown,
} from '../../native/sockets.ts';
import { ByteWriter } from '../../protocol/byte-writer.ts';
import { framings } from '../../protocol/framing/index.ts';
import { answerHere, type ServingSpec } from '../connection-group.ts';
import { add, column } from '../counters.ts';
import { Dialogue } from '../dialogue.ts';
import { Input } from '../input.ts';
import { lingerBytes, lingerMs } from '../serve-connection.ts';
import { command, type Row } from './row.ts';

/** As good as for ever; without any limit, signals would not interrupt (see setTimeouts). */
const longMs = 86_400_000;
/** Receives after which the thread is given back for a moment, for what Node does between system calls. */
const receivesPerTurn = 4096;
/** Of what arrived before the server's stop, so much is read at least: as much as two turns of Node's loop would. */
const lastReceives = 64;

export class BlockingConnection {
  readonly #fd: number;
  readonly #row: Row;
  readonly #out = new ByteWriter();
  readonly #input: Input;
  readonly #dialogue: Dialogue;
  /** Chunks are sent back as they are. */
  readonly #isStream: boolean;
  #peerEnded = false;
  /** Nothing can or may be sent any more. */
  #isCut = false;
  #isStopping = false;

  /** The descriptor, a blocking one, stays its owner's, who closes it afterwards. */
  constructor(fd: number, spec: ServingSpec, row: Row) {
    this.#fd = fd;
    this.#row = row;
    this.#input = new Input(spec.receiveBufferBytes);
    const framing = framings[spec.framing];
    this.#isStream = framing.boundary === 'none';
    const answer = answerHere(spec.service);
    const conversing = { framing, limits: spec.limits, counters: row.counters };
    this.#dialogue = new Dialogue(conversing, this.#out, (sequence, bytes, start, end) =>
      answer(this.#dialogue, sequence, bytes, start, end),
    );
    setTimeouts(fd, longMs, longMs);
    // By whoever serves it: a worker that could not be started has not.
    add(row.counters, column.accepted, 1);
  }

  /** Serves until the connection is over, or has had many turns. */
  serve(): 'pausing' | 'over' {
    for (let turn = 0; turn < receivesPerTurn; turn++) {
      if (this.#row.command !== command.none) this.#obey();
      if (!this.#dialogue.isOver && !this.#isCut) this.#take(this.#receive(0));
      if (this.#isCut) return 'over';
      if (this.#dialogue.isOver) {
        this.#end();
        return 'over';
      }
    }
    return 'pausing';
  }

  #receive(flags: number): number {
    const { bytes } = this.#input;
    const got = recv(this.#fd, bytes, bytes.length, flags);
    // Afterwards: it may wait for long, and counts when it has been.
    add(this.#row.counters, column.systemCalls, 1);
    return got;
  }

  /** `got` is what recv returned. */
  #take(got: number): void {
    if (got > 0) {
      this.#converse(got);
    } else if (got === 0) {
      this.#peerEnded = true;
      this.#dialogue.endOfInput();
      this.#sendOut();
    } else {
      this.#onFailure('recv');
    }
  }

  #converse(got: number): void {
    if (this.#isStream) {
      this.#dialogue.countEchoed(got);
      this.#sendAll(this.#input.bytes, got);
    } else {
      this.#dialogue.receive(this.#input.view(got));
      this.#sendOut();
    }
  }

  #sendOut(): void {
    if (this.#out.length > 0) this.#sendAll(this.#out.buffer, this.#out.length);
    this.#out.rewind();
  }

  #sendAll(bytes: Buffer, length: number): void {
    let sent = 0;
    while (sent < length && !this.#isCut) {
      const rest = sent === 0 ? bytes : bytes.subarray(sent, length);
      // Before: when the peer has its reply, all that it took is counted.
      add(this.#row.counters, column.systemCalls, 1);
      const taken = send(this.#fd, rest, length - sent, MSG_NOSIGNAL);
      if (taken > 0) sent += taken;
      else this.#onFailure('send');
      if (sent < length) this.#hear();
    }
  }

  /** What the server wants at once, also while something waits to be sent. */
  #hear(): void {
    const wanted = this.#row.hear();
    if (wanted === command.crash) throw new Error('killed by kill-worker');
    if (wanted !== command.reset) return;
    resetOnClose(this.#fd);
    this.#isCut = true;
  }

  #obey(): void {
    this.#hear();
    if (this.#isStopping || this.#isCut) return;
    this.#isStopping = true;
    for (let round = 0; round < lastReceives && !this.#dialogue.isOver && !this.#isCut; round++) {
      const got = this.#receive(MSG_DONTWAIT);
      this.#take(got);
      if (got <= 0) break;
    }
    this.#dialogue.finish();
  }

  /** All replies are with the kernel: the FIN behind them, and then the peer may go on for a moment, unheard. */
  #end(): void {
    shutdown(this.#fd, SHUT_WR);
    const deadline = performance.now() + lingerMs;
    let discarded = 0;
    while (!this.#peerEnded && !this.#isCut && discarded <= lingerBytes) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return;
      setTimeouts(this.#fd, leftMs, leftMs);
      const got = this.#receive(0);
      if (got > 0) discarded += got;
      else if (got === 0) this.#peerEnded = true;
      else this.#onFailure('recv');
      this.#hear();
    }
  }

  /** After a call that returned -1: whether a signal or the clock cut it short, or the connection is over. */
  #onFailure(call: 'recv' | 'send'): void {
    const failure = transferFailure(lastErrno());
    if (failure === 'again') return;
    if (failure === 'defect') throw systemError(call);
    this.#isCut = true;
    if (failure === 'gone') return;
    this.#dialogue.breakOff(systemError(call).message);
    resetOnClose(this.#fd);
  }
}
