/**
 * Closed loop: every connection keeps `depth` requests outstanding, and a reply is followed at once by the next
 * request. Answers "how much can it do". Its latency is service time at saturation: the client waits with the server.
 *
 *     request ─▶ … ─▶ reply ─▶ request ─▶ …      per connection, depth at a time
 *
 * A slice of load: a ramp until every connection has had one reply, a window of exact length in which replies count
 * by their completion, and a drain until nothing is outstanding.
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

type Phase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'warm-up'; left: number; readonly endMs: number }
  | { readonly kind: 'ramp'; readonly startMs: number; readonly windowMs: number; waiting: number }
  | { readonly kind: 'window'; readonly startMs: number; readonly endMs: number; readonly rampNs: number }
  | { readonly kind: 'drain' };

const idle: Phase = { kind: 'idle' };

export class ClosedLoop {
  readonly #connections: readonly LoadConnection[];
  readonly #spec: ClosedLoopSpec;
  readonly #recorder: LatencyRecorder;
  #phase: Phase = idle;
  /** Connections that have had a reply since the slice began. */
  readonly #replied: Uint8Array;
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
    this.#replied = new Uint8Array(connections.length);
  }

  /** Loads without measuring until so many replies have come or the time is over, whichever is first. */
  async warmUp(messages: number, ms: number): Promise<{ readonly messages: number; readonly durationMs: number }> {
    const startMs = performance.now();
    const phase: Extract<Phase, { kind: 'warm-up' }> = { kind: 'warm-up', left: messages, endMs: startMs + ms };
    await this.#run(phase, ms);
    return { messages: messages - phase.left, durationMs: performance.now() - startMs };
  }

  /** One slice with a window of `windowMs`. */
  async slice(windowMs: number): Promise<SliceCount> {
    this.#replied.fill(0);
    this.#messages = 0;
    this.#inFlightMs = 0;
    this.#slice = undefined;
    await this.#run(
      { kind: 'ramp', startMs: performance.now(), windowMs, waiting: this.#connections.length },
      windowMs,
    );
    if (this.#slice === undefined) throw new Error('a slice ended without having been measured');
    return this.#slice;
  }

  /** One reply, from the connection that got it. */
  onReply(connection: LoadConnection, sentAtMs: number, atMs: number): void {
    this.#lastReplyMs = atMs;
    this.#inFlight--;
    const phase = this.#phase;
    switch (phase.kind) {
      case 'window':
        if (atMs < phase.endMs) {
          connection.measured++;
          this.#messages++;
          this.#inFlightMs += atMs - Math.max(sentAtMs, phase.startMs);
          this.#recorder.record((atMs - sentAtMs) * 1e6);
        } else {
          this.#inFlightMs += phase.endMs - Math.min(phase.endMs, Math.max(sentAtMs, phase.startMs));
          this.#closeWindow(phase);
        }
        break;
      case 'ramp':
        this.#advanceRamp(phase, connection, atMs);
        break;
      case 'warm-up':
        if (--phase.left <= 0 || atMs >= phase.endMs) this.#phase = { kind: 'drain' };
        break;
      case 'drain':
      case 'idle':
        break;
    }
    if (this.#phase.kind === 'drain') this.#finishWhenDrained();
    else if (this.#phase.kind !== 'idle') this.#request(connection);
  }

  /** The load is over: a connection broke, or a reply was wrong. */
  abort(error: Error): void {
    this.#phase = idle;
    this.#finished?.reject(error);
  }

  /** Opens the window when every connection has had a reply; at the latest after another window's length. */
  #advanceRamp(phase: Extract<Phase, { kind: 'ramp' }>, connection: LoadConnection, atMs: number): void {
    if (this.#replied[connection.index] === 0) {
      this.#replied[connection.index] = 1;
      phase.waiting--;
    }
    if (phase.waiting === 0 || atMs - phase.startMs >= phase.windowMs) this.#openWindow(phase, atMs);
  }

  #openWindow({ startMs, windowMs }: Extract<Phase, { kind: 'ramp' }>, atMs: number): void {
    this.#phase = { kind: 'window', startMs: atMs, endMs: atMs + windowMs, rampNs: (atMs - startMs) * 1e6 };
  }

  #closeWindow(phase: Extract<Phase, { kind: 'window' }>): void {
    for (const connection of this.#connections) {
      connection.eachOutstanding((sentAtMs) => {
        this.#inFlightMs += phase.endMs - Math.min(phase.endMs, Math.max(sentAtMs, phase.startMs));
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
    } else if (phase.kind === 'warm-up' && nowMs >= phase.endMs) {
      this.#phase = { kind: 'drain' };
      this.#finishWhenDrained();
    } else if (phase.kind === 'ramp' && nowMs - phase.startMs >= 2 * phase.windowMs) {
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
