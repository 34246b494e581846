/**
 * Closed loop: every connection keeps `depth` requests outstanding, and a reply is followed at once by the next
 * request. Answers "how much can it do". Its latency is service time at saturation: the client waits with the server.
 *
 *     request ─▶ … ─▶ reply ─▶ request ─▶ …      per connection, depth at a time
 *
 * A slice of load: a short ramp, a window of exact length in which replies count by their completion, and a drain until
 * nothing is outstanding. The first replies of a slice count, but their latencies are not recorded: their requests met
 * a queue that was only being filled, and a slow server would look quick with them.
 */
import type { LoadConnection } from '../connection.ts';
import type { LatencyRecorder } from '../latency-recorder.ts';

export interface ClosedLoopSpec {
  readonly depth: number;
  /** A server that gives no reply for so long has failed. */
  readonly silenceMs: number;
}

/** One slice. All of it can be added up over the processes of a client. */
export interface SliceCount {
  readonly windowNs: number;
  readonly messages: number;
  readonly rampNs: number;
  /** Requests in flight, integrated over the window: what Little's law is checked with. */
  readonly inFlightNs: number;
}

/**
 * The window opens when every connection has had a reply, or after this long: a server that is busy from its first
 * request on has its rate by then, and its queue is judged by latencies of later requests only.
 */
export const longestRampMs = 10;

const warmUpSliceMs = 100;

interface Ramp {
  readonly kind: 'ramp';
  readonly startMs: number;
  readonly opensMs: number | null;
  readonly windowMs: number;
}

interface Window {
  readonly kind: 'window';
  readonly startMs: number;
  readonly endMs: number;
  readonly rampNs: number;
}

type Phase = { readonly kind: 'idle' } | Ramp | Window | { readonly kind: 'drain' };

const idle: Phase = { kind: 'idle' };

export class ClosedLoop {
  readonly #connections: readonly LoadConnection[];
  readonly #spec: ClosedLoopSpec;
  readonly #recorder: LatencyRecorder;
  #phase: Phase = idle;
  /** Per connection, how many of the slice's first requests still have no reply. */
  readonly #first: Uint16Array;
  /** Connections that have had no reply yet in the slice. */
  #waiting = 0;
  #messages = 0;
  #inFlightMs = 0;
  #lastReplyMs = 0;
  /** Requests without a reply, all connections together. */
  #inFlight = 0;
  #slice: SliceCount | undefined;
  #finished: PromiseWithResolvers<void> | undefined;

  constructor(connections: readonly LoadConnection[], spec: ClosedLoopSpec, recorder: LatencyRecorder) {
    this.#connections = connections;
    this.#spec = spec;
    this.#recorder = recorder;
    this.#first = new Uint16Array(connections.length);
  }

  /**
   * Loads until so many replies have come or the time is over, whichever is first, and forgets what it measured. Made
   * of slices, so that the compiler has seen all of what will be measured: a warm-up with code of its own leaves the
   * branches of the window to be compiled in the first slices, which are then a fifth slower [seen here].
   */
  async warmUp(messages: number, ms: number): Promise<{ readonly messages: number; readonly durationMs: number }> {
    const startMs = performance.now();
    let replies = 0;
    for (let leftMs = ms; leftMs > 0 && replies < messages; leftMs = startMs + ms - performance.now()) {
      replies += (await this.slice(Math.min(warmUpSliceMs, Math.max(1, leftMs)))).messages;
    }
    this.forget();
    return { messages: replies, durationMs: performance.now() - startMs };
  }

  /** What was measured so far was warm-up. */
  forget(): void {
    this.#recorder.clear();
    for (const connection of this.#connections) connection.measured = 0;
  }

  /**
   * One slice with a window of `windowMs`. It opens when the ramp is over, or at an instant that several processes
   * agreed on (`opensMs`, of performance.now()): rates can only be added up over one and the same window.
   */
  async slice(windowMs: number, opensMs: number | null = null): Promise<SliceCount> {
    this.#first.fill(this.#spec.depth);
    this.#waiting = this.#connections.length;
    this.#messages = 0;
    this.#inFlightMs = 0;
    this.#slice = undefined;
    await this.#run({ kind: 'ramp', startMs: performance.now(), opensMs, windowMs }, windowMs);
    if (this.#slice === undefined) throw new Error('a slice ended without having been measured');
    return this.#slice;
  }

  /** One reply, from the connection that got it. */
  onReply(connection: LoadConnection, sentAtMs: number, atMs: number): void {
    this.#lastReplyMs = atMs;
    this.#inFlight--;
    const meaningful = this.#isMeaningful(connection.index);
    if (this.#phase.kind === 'ramp' && this.#isRampOver(this.#phase, atMs)) this.#openWindow(this.#phase, atMs);
    // The reply that opened the window stands on its edge.
    if (this.#phase.kind === 'window' && atMs > this.#phase.startMs) {
      this.#countReply(this.#phase, connection, sentAtMs, atMs, meaningful);
    }
    if (this.#phase.kind === 'drain') this.#finishWhenDrained();
    else if (this.#phase.kind !== 'idle') this.#request(connection);
  }

  #countReply(phase: Window, connection: LoadConnection, sentAtMs: number, atMs: number, meaningful: boolean): void {
    const sinceMs = Math.max(sentAtMs, phase.startMs);
    if (atMs >= phase.endMs) {
      this.#inFlightMs += Math.max(0, phase.endMs - sinceMs);
      this.#closeWindow(phase);
      return;
    }
    connection.measured++;
    this.#messages++;
    this.#inFlightMs += atMs - sinceMs;
    if (meaningful) this.#recorder.record((atMs - sentAtMs) * 1e6);
  }

  /** The load is over: a connection broke, or a reply was wrong. */
  abort(error: Error): void {
    this.#phase = idle;
    this.#finished?.reject(error);
  }

  /** Whether the latency of this reply is one of a filled queue; counts the first replies of a slice down. */
  #isMeaningful(connection: number): boolean {
    const left = this.#first[connection] as number;
    if (left === 0) return true;
    if (left === this.#spec.depth) this.#waiting--;
    this.#first[connection] = left - 1;
    return false;
  }

  #isRampOver({ startMs, opensMs }: Ramp, nowMs: number): boolean {
    if (opensMs !== null) return nowMs >= opensMs;
    return this.#waiting === 0 || nowMs - startMs >= longestRampMs;
  }

  #openWindow({ startMs, opensMs, windowMs }: Ramp, nowMs: number): void {
    // An agreed window has its place whenever this process came to look at the clock.
    const atMs = opensMs ?? nowMs;
    this.#phase = { kind: 'window', startMs: atMs, endMs: atMs + windowMs, rampNs: (atMs - startMs) * 1e6 };
  }

  #closeWindow(phase: Window): void {
    for (const connection of this.#connections) {
      connection.eachOutstanding((sentAtMs) => {
        this.#inFlightMs += Math.max(0, phase.endMs - Math.max(sentAtMs, phase.startMs));
      });
    }
    this.#slice = {
      windowNs: (phase.endMs - phase.startMs) * 1e6,
      messages: this.#messages,
      rampNs: phase.rampNs,
      inFlightNs: this.#inFlightMs * 1e6,
    };
    this.#phase = { kind: 'drain' };
  }

  async #run(phase: Phase, ms: number): Promise<void> {
    this.#finished = Promise.withResolvers();
    this.#phase = phase;
    this.#lastReplyMs = performance.now();
    const watch = setInterval(() => this.#watch(), Math.max(20, ms / 4));
    for (const connection of this.#connections) {
      for (let i = 0; i < this.#spec.depth; i++) this.#request(connection);
      connection.flush();
    }
    try {
      await this.#finished.promise;
    } finally {
      clearInterval(watch);
      this.#phase = idle;
    }
  }

  /** Ends phases by the clock when no reply does, and a load to which nobody replies any more. */
  #watch(): void {
    const nowMs = performance.now();
    const phase = this.#phase;
    if (nowMs - this.#lastReplyMs > this.#spec.silenceMs) {
      this.abort(new Error(`no reply for ${this.#spec.silenceMs} ms`));
    } else if (phase.kind === 'ramp' && this.#isRampOver(phase, nowMs)) {
      this.#openWindow(phase, nowMs);
    } else if (phase.kind === 'window' && nowMs >= phase.endMs) {
      this.#closeWindow(phase);
    }
  }

  #request(connection: LoadConnection): void {
    this.#inFlight++;
    connection.request();
  }

  #finishWhenDrained(): void {
    if (this.#inFlight === 0) this.#finished?.resolve();
  }
}
