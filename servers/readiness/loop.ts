/**
 * A reactor of our own: one thread that waits for its descriptors with select, poll or epoll, accepts, and lets each
 * connection that is ready do one recv and send. It blocks its thread, and gives it back only when it was woken, so
 * that the thread hears what the main thread wants.
 *
 * Beside an epoll echo server in C (`raw`, 64 connections, 64 bytes, server and client on one processor each, alternating):
 * `epoll-loop` took 1.06 times its processor time per message (12 pairs), `event-loop` 1.59 times (8 pairs).
 */
import { performance } from 'node:perf_hooks';
import { close, resetOnClose } from '../../native/sockets.ts';
import { sleep } from '../../native/sleep.ts';
import { ByteWriter } from '../../protocol/byte-writer.ts';
import { framings } from '../../protocol/framing/index.ts';
import { answerHere, type ServingSpec } from '../connection-group.ts';
import { add, column, type Counters } from '../counters.ts';
import { DescriptorAcceptor, exhaustedPauseMs } from '../descriptor-acceptor.ts';
import { Input } from '../input.ts';
import { lingerMs } from '../serve-connection.ts';
import { LoopConnection, type LoopServing } from './loop-connection.ts';
import { readable, type Readiness } from './readiness.ts';

/** Connections that are accepted before those that are already open have their turn again. */
const acceptBatch = 64;
/** Waits after which the thread is given back for a moment, for what Node does between its own waits. */
const waitsPerTurn = 65_536;
/** Until the kernel is asked again that had no memory to wait with. */
const memoryPauseMs = 10;

export class Loop {
  readonly #readiness: Readiness;
  readonly #listener: number;
  readonly #wake: number;
  readonly #acceptor: DescriptorAcceptor;
  readonly #serving: LoopServing;
  readonly #counters: Counters;
  readonly #onFirstRefusal: (why: string) => void;
  /** By descriptor: they are small numbers, since the system gives out the smallest that is free. */
  readonly #connections: (LoopConnection | undefined)[] = [];
  /** Until when to wait for peers that do not close their side, soonest first, in ms of the monotonic clock. */
  readonly #lingering = new Map<LoopConnection, number>();
  #isAccepting = true;
  /** When to accept again, after there was no room to; never, while nothing keeps us from it. */
  #acceptAgain = Number.POSITIVE_INFINITY;
  /** When those that are still open are reset: some time after the stop. */
  #deadline = Number.POSITIVE_INFINITY;
  #wasWoken = false;

  /** Owns `listener` from now on, but not `wake`, which can be read when the thread is wanted. */
  constructor(
    spec: ServingSpec,
    { listener, wake }: { readonly listener: number; readonly wake: number },
    readiness: Readiness,
    counters: Counters,
    onFirstRefusal: (why: string) => void,
  ) {
    this.#readiness = readiness;
    this.#listener = listener;
    this.#wake = wake;
    this.#counters = counters;
    this.#onFirstRefusal = onFirstRefusal;
    this.#acceptor = new DescriptorAcceptor(listener, 'non-blocking');
    this.#serving = {
      framing: framings[spec.framing],
      limits: spec.limits,
      counters,
      isStream: framings[spec.framing].boundary === 'none',
      answer: answerHere(spec.service),
      out: new ByteWriter(),
      readiness,
      input: new Input(spec.receiveBufferBytes),
      onFinSent: (connection) => void this.#lingering.set(connection, performance.now() + lingerMs),
      onClosed: (connection) => this.#forget(connection),
    };
    for (const fd of [listener, wake]) {
      const obstacle = readiness.add(fd);
      if (obstacle !== null) throw new Error(`a loop cannot be started: ${obstacle}`);
    }
  }

  /** Serves until it is woken, has had many turns, or has come to its end after `stop`. */
  run(): 'pausing' | 'ended' {
    this.#wasWoken = false;
    for (let waits = 0; waits < waitsPerTurn && !this.#wasWoken; waits++) {
      if (this.#isEnded) return 'ended';
      if (!this.#isTimed) {
        this.#serveReady(-1);
        continue;
      }
      this.#serveReady(this.#untilDueMs());
      this.#expire();
    }
    return 'pausing';
  }

  /** No new connections; open exchanges get `graceMs`, what is left is reset. `run` takes it to its end. */
  stop(graceMs: number): void {
    // What has arrived by now is read: one round for the connections that wait to be accepted, one for what they sent.
    for (let round = 0; round < 2; round++) this.#serveReady(0);
    this.#isAccepting = false;
    this.#readiness.remove(this.#listener);
    close(this.#listener);
    this.#acceptor.close();
    this.#deadline = performance.now() + graceMs;
    for (const connection of this.#connections) connection?.finish();
  }

  get #isEnded(): boolean {
    return !this.#isAccepting && this.#counters[column.open] === 0;
  }

  #serveReady(timeoutMs: number): void {
    const count = this.#readiness.wait(timeoutMs);
    if (count === -1) {
      // Nothing is known of anybody, nor whether the thread is wanted: it is given back to find out.
      sleep(memoryPauseMs);
      this.#wasWoken = true;
    }
    const { ready, bits } = this.#readiness;
    for (let i = 0; i < count; i++) {
      const fd = ready[i] as number;
      const connection = this.#connections[fd];
      if (connection !== undefined) connection.onReady(bits[i] as number);
      else if (fd === this.#wake) this.#wasWoken = true;
      else if (fd === this.#listener && this.#isAccepting) this.#accept();
    }
  }

  #accept(): void {
    for (let accepted = 0; accepted < acceptBatch; accepted++) {
      const fd = this.#acceptor.accept();
      if (typeof fd === 'number') this.#serve(fd);
      else if (fd === 'refused') this.#countRefusal('no descriptor is free (ulimit -n)');
      else if (fd === 'exhausted') return this.#pauseAccepting();
      else return;
    }
  }

  #serve(fd: number): void {
    const obstacle = this.#readiness.add(fd);
    if (obstacle === null) {
      this.#connections[fd] = new LoopConnection(fd, this.#serving);
      add(this.#counters, column.open, 1);
      add(this.#counters, column.accepted, 1);
    } else {
      resetOnClose(fd);
      close(fd);
      this.#countRefusal(obstacle);
    }
  }

  /** The listener stays ready, and would be told at every wait. */
  #pauseAccepting(): void {
    this.#readiness.change(this.#listener, 0);
    this.#acceptAgain = performance.now() + exhaustedPauseMs;
  }

  #resumeAccepting(): void {
    this.#acceptAgain = Number.POSITIVE_INFINITY;
    if (this.#isAccepting) this.#readiness.change(this.#listener, readable);
  }

  #countRefusal(why: string): void {
    if (this.#counters[column.refused] === 0) this.#onFirstRefusal(why);
    add(this.#counters, column.refused, 1);
  }

  #forget(connection: LoopConnection): void {
    this.#connections[connection.fd] = undefined;
    this.#lingering.delete(connection);
    add(this.#counters, column.open, -1);
    // Its descriptor is free.
    if (this.#acceptAgain !== Number.POSITIVE_INFINITY) this.#resumeAccepting();
  }

  /** Something will happen by the clock, which is not read otherwise. */
  get #isTimed(): boolean {
    return this.#lingering.size > 0 || Math.min(this.#acceptAgain, this.#deadline) !== Number.POSITIVE_INFINITY;
  }

  #untilDueMs(): number {
    const soonest = Math.min(this.#acceptAgain, this.#deadline);
    const [soonestLinger = soonest] = this.#lingering.values();
    return Math.max(0, Math.ceil(Math.min(soonest, soonestLinger) - performance.now()));
  }

  #expire(): void {
    const now = performance.now();
    for (const [connection, due] of this.#lingering) {
      if (due > now) break;
      connection.close();
    }
    if (this.#acceptAgain <= now) this.#resumeAccepting();
    if (this.#deadline > now) return;
    for (const connection of this.#connections) connection?.reset();
  }
}
