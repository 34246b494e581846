/**
 * What every closed load has in common: slices. A short ramp, a window of exact length in which replies count by their
 * completion, and a drain until nothing is in flight.
 *
 *     ── ramp ──┼────────── window ──────────┼── drain ──
 *       filling   counted                      emptying
 *
 * The first replies of a slice count, but their latencies are not recorded: their requests met a queue that was only
 * being filled, and a slow server would look quick with them. What is in flight, requests or whole connections, and
 * what follows a reply, is the load model's policy: its file.
 */
import type { ConnectionLatencies } from '../../latency/connection-latencies.ts';
import type { LatencyRecorder } from '../../latency/recorder.ts';
import type { Shape } from '../shape.ts';
import type { OpenSlice } from './open-slice.ts';
import type { ClassRecords } from '../class-records.ts';
import type { ClosedRecorders } from './recorders.ts';

export interface LoadModel {
  /** Loads until so many replies have come or the time is over, whichever is first, and forgets what it measured. */
  warmUp(messages: number, ms: number): Promise<{ readonly messages: number; readonly durationMs: number }>;
  /** What was measured so far was warm-up. */
  forget(): void;
  /**
   * One slice with a window of `windowMs`. It opens when the ramp is over, or at an instant that several processes
   * agreed on (`opensMs`, of performance.now()): rates can only be added up over one and the same window. In the shape
   * that the load was asked for, unless it is told another one; only connections that are kept have more than one.
   */
  slice(windowMs: number, opensMs: number | null, shape?: Shape): Promise<SliceCount>;
  /** The load is over: a connection broke, or a reply was wrong. */
  abort(error: Error): void;
}

/** One slice. All of it can be added up over the processes of a client, except the times of window and ramp. */
export interface SliceCount {
  readonly windowNs: number;
  readonly messages: number;
  /** Connections that both sides had closed inside the window; 0 where connections are kept. */
  readonly connections: number;
  /** Connections opened over the whole slice, ramp and drain included; 0 where connections are kept. */
  readonly connectionsOpened: number;
  readonly rampNs: number;
  /** What was in flight, integrated over the window: what Little's law is checked with. 0 in an open loop. */
  readonly inFlightNs: number;
  /** Only of an open loop. */
  readonly open?: OpenSlice;
}

export interface SlicedLoadSpec {
  /** Requests that each connection keeps outstanding. */
  readonly depth: number;
  /** A server that gives no reply for so long, on any connection, has failed. */
  readonly silenceMs: number;
}

/** A connection, as far as its replies are counted. */
export interface Counted {
  /** Its place in the list of all of them. */
  readonly index: number;
  /** Replies so far in measured windows. */
  measured: number;
}

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

export abstract class SlicedLoad implements LoadModel {
  readonly #connections: readonly Counted[];
  readonly #spec: SlicedLoadSpec;
  /** The window opens when every connection has had a reply, or after this long. */
  readonly #longestRampMs: number;
  readonly #recorder: LatencyRecorder;
  /** null where nothing is mixed. */
  readonly #perClass: ClassRecords | null;
  readonly #perConnection: ConnectionLatencies | null;
  #phase: Phase = idle;
  /** Per connection, how many of the slice's first requests still have no reply. */
  readonly #first: Uint16Array;
  /** Connections that have had no reply yet in the slice. */
  #waiting = 0;
  #messages = 0;
  #inFlight = 0;
  #inFlightMs = 0;
  #lastReplyMs = 0;
  #slice: SliceCount | undefined;
  #finished: PromiseWithResolvers<void> | undefined;

  constructor(
    connections: readonly Counted[],
    spec: SlicedLoadSpec,
    longestRampMs: number,
    { serviceTime, perClass, perConnection }: ClosedRecorders,
  ) {
    this.#connections = connections;
    this.#spec = spec;
    this.#longestRampMs = longestRampMs;
    this.#recorder = serviceTime;
    this.#perClass = perClass;
    this.#perConnection = perConnection;
    this.#first = new Uint16Array(connections.length);
  }

  /** Sets the load going, at the start of a slice. */
  protected abstract begin(): void;
  /** Calls for all that is in flight with the time since when it is. */
  protected abstract eachInFlight(visit: (sinceMs: number) => void): void;

  /**
   * Made of slices, so that the compiler has seen all of what will be measured: a warm-up with code of its own leaves
   * the branches of the window to be compiled in the first slices, which are then a fifth slower [seen here].
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

  forget(): void {
    this.#recorder.clear();
    this.#perClass?.clear();
    this.#perConnection?.clear();
    for (const connection of this.#connections) connection.measured = 0;
  }

  async slice(windowMs: number, opensMs: number | null = null): Promise<SliceCount> {
    this.#first.fill(this.#spec.depth);
    this.#waiting = this.#connections.length;
    this.#messages = 0;
    this.#inFlight = 0;
    this.#inFlightMs = 0;
    this.#slice = undefined;
    await this.#run({ kind: 'ramp', startMs: performance.now(), opensMs, windowMs }, windowMs);
    if (this.#slice === undefined) throw new Error('a slice ended without having been measured');
    return this.#slice;
  }

  abort(error: Error): void {
    this.#phase = idle;
    this.#finished?.reject(error);
  }

  /** Something more is in flight. */
  protected enter(): void {
    this.#inFlight++;
  }

  /** A reply came at `atMs`, to the request of `sentAtMs`. */
  protected count(connection: Counted, sentAtMs: number, atMs: number, requestClass: number): void {
    this.#lastReplyMs = atMs;
    const meaningful = this.#isMeaningful(connection.index);
    if (this.#phase.kind === 'ramp') this.#openWindowWhenDue(this.#phase, atMs);
    if (!this.isInsideWindow(atMs)) return;
    connection.measured++;
    this.#messages++;
    if (this.#perClass !== null) this.#perClass.count(requestClass);
    if (!meaningful) return;
    const ns = (atMs - sentAtMs) * 1e6;
    this.#recorder.record(ns);
    if (this.#perClass !== null) this.#perClass.record(requestClass, ns);
    if (this.#perConnection !== null) this.#perConnection.record(connection.index, ns);
  }

  /** What was in flight since `sinceMs` is so no more. */
  protected leave(sinceMs: number, atMs: number): void {
    this.#inFlight--;
    if (this.#phase.kind === 'ramp') this.#openWindowWhenDue(this.#phase, atMs);
    if (this.#phase.kind === 'window') this.#inFlightMs += overlapMs(this.#phase, sinceMs, atMs);
  }

  /** What opened the window stands on its edge, and is not inside. */
  protected isInsideWindow(atMs: number): boolean {
    const phase = this.#phase;
    return phase.kind === 'window' && atMs > phase.startMs && atMs < phase.endMs;
  }

  /** Whether the load goes on at `atMs`, after all that happened then was told; else it drains, or has drained. */
  protected goesOn(atMs: number): boolean {
    const phase = this.#phase;
    if (phase.kind === 'window' && atMs >= phase.endMs) this.#closeWindow(phase);
    if (this.#phase.kind === 'drain' && this.#inFlight === 0) this.#finished?.resolve();
    return this.#phase.kind === 'ramp' || this.#phase.kind === 'window';
  }

  /** Whether the latency of this reply is one of a filled queue; counts the first replies of a slice down. */
  #isMeaningful(connection: number): boolean {
    const left = this.#first[connection] as number;
    if (left === 0) return true;
    if (left === this.#spec.depth) this.#waiting--;
    this.#first[connection] = left - 1;
    return false;
  }

  #openWindowWhenDue({ startMs, opensMs, windowMs }: Ramp, nowMs: number): void {
    const isDue = opensMs === null ? this.#waiting === 0 || nowMs - startMs >= this.#longestRampMs : nowMs >= opensMs;
    if (!isDue) return;
    // An agreed window has its place whenever this process came to look at the clock.
    const atMs = opensMs ?? nowMs;
    this.#phase = { kind: 'window', startMs: atMs, endMs: atMs + windowMs, rampNs: (atMs - startMs) * 1e6 };
  }

  #closeWindow(phase: Window): void {
    this.eachInFlight((sinceMs) => (this.#inFlightMs += overlapMs(phase, sinceMs, phase.endMs)));
    this.#slice = {
      windowNs: (phase.endMs - phase.startMs) * 1e6,
      messages: this.#messages,
      connections: 0,
      connectionsOpened: 0,
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
    this.begin();
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
      this.abort(
        new Error(
          `no reply for ${this.#spec.silenceMs} ms: look at the server's log; it may have stopped, or its work takes longer`,
        ),
      );
    } else if (phase.kind === 'ramp') {
      this.#openWindowWhenDue(phase, nowMs);
    } else {
      this.goesOn(nowMs);
    }
  }
}

/** How much of the time from `sinceMs` to `atMs` lies in the window. */
function overlapMs({ startMs, endMs }: Window, sinceMs: number, atMs: number): number {
  return Math.max(0, Math.min(atMs, endMs) - Math.max(sinceMs, startMs));
}
