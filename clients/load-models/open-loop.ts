/**
 * Open loop: requests are sent when a schedule says so (schedule.ts), whatever the server does. Answers "how long do users
 * wait": a server that stops for a while has everybody wait who came meanwhile, as it has in production. A closed loop
 * would have waited with the server, and hidden that (coordinated omission).
 *
 *     ── head ──┼────────── window ──────────┼── tail ──┼── drain ──
 *                measured are the requests that are due in the window
 *
 * Latency counts from the instant at which a request was due. One that the client is too late with is sent late, never
 * dropped and never moved. Three distributions: response time (reply − due), service time (reply − sent), send lag
 * (sent − due).
 *
 * The drain ends when the server has been silent for the deadline, and at the latest when it has gone on for
 * `longestDrainMs`. What has no reply by then counts as having waited until then, also what the client never came to send.
 */
import type { LoadConnection } from '../connection.ts';
import type { Driver, Pace, Pacer, PacingWay } from '../drivers/driver.ts';
import { Backlog } from './backlog.ts';
import type { OpenSlice } from './open-slice.ts';
import { headMs, longestDrainMs, scheduledMs, startInMs } from './open-window.ts';
import type { Recorders } from './recorders.ts';
import { createSchedule, distanceFromPoisson, shareOfSchedule, type Schedule } from './schedule.ts';
import type { SliceCount } from './sliced-load.ts';

export interface OpenLoopSpec {
  readonly seed: number;
  /** Connections of all processes together, and the number of our first one among them. */
  readonly connections: number;
  readonly first: number;
  /** A server that gives no reply for so long after the last request was due gives none any more. */
  readonly deadlineMs: number;
  readonly pacing: PacingWay;
  readonly requestBytes: number;
}

/** Requests sent in a row by a client that is late, before it looks after replies again. */
const mostAtOnce = 16;
/** Unanswered requests beyond so many bytes are held by no client: a server that takes in nothing would have us hold all. */
const mostHeldBytes = 512 * 2 ** 20;
const watchMs = 50;
/** An open loop's own code is warmed up by so many slices of so long. */
const warmUps = 3;
const warmUpMs = 100;

export class OpenLoop implements Pacer {
  /** Of `Pacer`: the next request, or the next edge of the window, whichever is first. */
  dueMs = Number.POSITIVE_INFINITY;
  readonly #connections: readonly LoadConnection[];
  readonly #driver: Driver;
  readonly #spec: OpenLoopSpec;
  readonly #recorders: Recorders;
  #slices = 0;
  #schedule: Schedule = { dueMs: new Float64Array(0), connection: new Uint32Array(0) };
  /** When each request was sent. */
  #sentMs = new Float64Array(0);
  /** Of each request, the next one of the same connection; of each connection, the oldest without a reply. */
  #following = new Int32Array(0);
  readonly #oldest: Int32Array;
  /** `performance.now()` of the schedule's 0, and of the window. */
  #startMs = 0;
  #opensMs = 0;
  #closesMs = 0;
  /** The next edge of the window, Infinity when it has closed; and how long there was nothing to do between the two. */
  #edgeMs = Number.POSITIVE_INFINITY;
  #idleMs = 0;
  #pace: Pace | undefined;
  /** The next request, and when it is due. */
  #next = 0;
  #nextDueMs = Number.POSITIVE_INFINITY;
  #replies = 0;
  #answered = 0;
  #completed = 0;
  #backlog = new Backlog(0, 1);
  #lastReplyMs = 0;
  /** When nobody waited any more. */
  #endedMs = 0;
  #givenUp = 0;
  #finished: PromiseWithResolvers<void> | undefined;

  constructor(connections: readonly LoadConnection[], driver: Driver, spec: OpenLoopSpec, recorders: Recorders) {
    this.#connections = connections;
    this.#driver = driver;
    this.#spec = spec;
    this.#recorders = recorders;
    this.#oldest = new Int32Array(connections.length);
  }

  /**
   * The code of an open loop, not the server. The rate has to be one that the server can do. By schedules that no slice has:
   * those are the same whether or not anything was warmed up.
   */
  async warmUp(ratePerSecond: number): Promise<void> {
    const slices = this.#slices;
    for (let n = 1; n <= warmUps && this.#givenUp === 0; n++) {
      this.#slices = -n;
      await this.slice(warmUpMs, ratePerSecond, null);
    }
    this.#slices = slices;
  }

  /** `opensMs`: where the window opens, when other processes open theirs at the same instant. */
  async slice(windowMs: number, ratePerSecond: number, opensMs: number | null): Promise<SliceCount> {
    const ledMs = headMs(windowMs);
    this.#prepare(ratePerSecond, scheduledMs(windowMs));
    this.#startMs = opensMs === null ? performance.now() + startInMs : opensMs - ledMs;
    if (opensMs !== null && performance.now() > this.#startMs)
      throw new Error('the schedule was ready too late: was the client held up?');
    this.#opensMs = this.#startMs + ledMs;
    this.#closesMs = this.#opensMs + windowMs;
    this.#backlog = new Backlog(this.#opensMs, this.#closesMs);
    this.#lastReplyMs = this.#startMs;
    this.#edgeMs = this.#opensMs;
    await this.#run();
    return {
      windowNs: windowMs * 1e6,
      messages: this.#completed,
      connections: 0,
      connectionsOpened: 0,
      rampNs: ledMs * 1e6,
      inFlightNs: 0,
      open: this.#describe(ratePerSecond),
    };
  }

  abort(error: Error): void {
    this.#finished?.reject(error);
  }

  /** Requests that nobody waits for any more. Their replies may still come, so that no further slice can begin. */
  get givenUp(): number {
    return this.#givenUp;
  }

  /** Sends what is due, late or not. */
  run(nowMs: number): void {
    while (nowMs >= this.#edgeMs) this.#passEdge();
    const { dueMs, connection } = this.#schedule;
    let atMs = nowMs;
    for (let sent = 0; sent < mostAtOnce && this.#nextDueMs <= atMs; sent++) {
      const request = this.#next++;
      const to = this.#connections[connection[request] as number] as LoadConnection;
      this.#sentMs[request] = atMs;
      to.request();
      to.flush(atMs);
      if (this.#isMeasured(this.#nextDueMs)) this.#recorders.sendLag.record((atMs - this.#nextDueMs) * 1e6);
      this.#nextDueMs = this.#startMs + (dueMs[this.#next] ?? Number.POSITIVE_INFINITY);
      atMs = performance.now();
    }
    this.dueMs = Math.min(this.#nextDueMs, this.#edgeMs);
    const held = (this.#next - this.#replies) * this.#spec.requestBytes;
    if (held > mostHeldBytes) this.abort(new Error(tooMuchHeld(this.#next - this.#replies)));
  }

  onReply(connection: LoadConnection, sentAtMs: number, atMs: number, requestClass: number): void {
    // It has been counted as one that never came.
    if (this.#givenUp > 0) return;
    const request = this.#oldest[connection.index] as number;
    this.#oldest[connection.index] = this.#following[request] as number;
    this.#lastReplyMs = atMs;
    const dueMs = this.#startMs + (this.#schedule.dueMs[request] as number);
    this.#backlog.add(dueMs, atMs);
    if (this.#isMeasured(atMs)) this.#completed++;
    if (this.#isMeasured(dueMs)) {
      this.#answered++;
      connection.measured++;
      const { responseTime, serviceTime, perClass, perConnection } = this.#recorders;
      responseTime.record((atMs - dueMs) * 1e6);
      serviceTime.record((atMs - sentAtMs) * 1e6);
      if (perConnection !== null) perConnection.record(connection.index, (atMs - dueMs) * 1e6);
      if (perClass !== null) {
        perClass.count(requestClass);
        perClass.record(requestClass, (atMs - sentAtMs) * 1e6);
        perClass.recordResponse(requestClass, (atMs - dueMs) * 1e6);
      }
    }
    this.#replies++;
    this.#endWhenDone();
  }

  /** There was something to do in what of the window the pace does not call idle. */
  #passEdge(): void {
    const idleMs = this.#pace?.idleMs ?? 0;
    const isOpening = this.#edgeMs === this.#opensMs;
    this.#idleMs = isOpening ? idleMs : idleMs - this.#idleMs;
    this.#edgeMs = isOpening ? this.#closesMs : Number.POSITIVE_INFINITY;
    this.#endWhenDone();
  }

  #endWhenDone(): void {
    if (this.#replies < this.#schedule.dueMs.length || this.#edgeMs !== Number.POSITIVE_INFINITY) return;
    this.#endedMs = this.#lastReplyMs;
    this.#finished?.resolve();
  }

  #isMeasured(atMs: number): boolean {
    return atMs >= this.#opensMs && atMs < this.#closesMs;
  }

  #prepare(ratePerSecond: number, durationMs: number): void {
    const { seed, connections, first } = this.#spec;
    const whole = createSchedule({ ratePerSecond, durationMs, connections, seed, slice: this.#slices++ });
    const count = this.#connections.length;
    this.#schedule = count === connections ? whole : shareOfSchedule(whole, first, count);
    const requests = this.#schedule.dueMs.length;
    this.#sentMs = new Float64Array(requests);
    this.#following = new Int32Array(requests);
    this.#oldest.fill(-1);
    for (let request = requests - 1; request >= 0; request--) {
      const connection = this.#schedule.connection[request] as number;
      this.#following[request] = this.#oldest[connection] as number;
      this.#oldest[connection] = request;
    }
    this.#next = 0;
    this.#replies = 0;
    this.#answered = 0;
    this.#completed = 0;
  }

  async #run(): Promise<void> {
    this.#finished = Promise.withResolvers();
    this.#nextDueMs = this.#startMs + (this.#schedule.dueMs[0] ?? Number.POSITIVE_INFINITY);
    this.dueMs = Math.min(this.#nextDueMs, this.#edgeMs);
    const watch = setInterval(() => this.#watch(), watchMs);
    this.#pace = this.#driver.pace(this, this.#spec.pacing);
    try {
      await this.#finished.promise;
    } finally {
      this.#pace.stop();
      clearInterval(watch);
      this.dueMs = Number.POSITIVE_INFINITY;
      this.#finished = undefined;
    }
  }

  /** Ends a slice whose server replies no more, or too slowly, and one whose client cannot send in any time. */
  #watch(): void {
    const nowMs = performance.now();
    const requests = this.#schedule.dueMs.length;
    const lastDueMs = this.#startMs + (this.#schedule.dueMs.at(-1) ?? 0);
    const silentMs = nowMs - Math.max(this.#lastReplyMs, lastDueMs);
    const isSilent = this.#next === requests && silentMs >= this.#spec.deadlineMs;
    const isTooLong = nowMs - lastDueMs >= longestDrainMs(this.#closesMs - this.#opensMs);
    if (this.#edgeMs !== Number.POSITIVE_INFINITY || !(isSilent || isTooLong)) return;
    this.#givenUp = requests - this.#replies;
    for (const connection of this.#connections) this.#giveUp(connection, nowMs);
    this.#endedMs = nowMs;
    this.#finished?.resolve();
  }

  /** Its requests have waited until now, and may wait for ever. */
  #giveUp({ index, exchange }: LoadConnection, nowMs: number): void {
    const { responseTime, serviceTime, sendLag, perClass, perConnection } = this.#recorders;
    const nextClass = perClass === null ? null : exchange.classesWithoutReply();
    for (let request = this.#oldest[index] as number; request !== -1; request = this.#following[request] as number) {
      const requestClass = nextClass === null ? 0 : nextClass();
      const dueMs = this.#startMs + (this.#schedule.dueMs[request] as number);
      this.#backlog.add(dueMs, nowMs);
      if (!this.#isMeasured(dueMs)) continue;
      const waitedNs = (nowMs - dueMs) * 1e6;
      responseTime.record(waitedNs);
      perConnection?.record(index, waitedNs);
      perClass?.recordResponse(requestClass, waitedNs);
      if (request >= this.#next) {
        // It is late by so much already, and was served by nobody.
        sendLag.record(waitedNs);
        continue;
      }
      const servedNs = (nowMs - (this.#sentMs[request] as number)) * 1e6;
      serviceTime.record(servedNs);
      perClass?.record(requestClass, servedNs);
    }
  }

  #describe(ratePerSecond: number): OpenSlice {
    const dueMs = this.#schedule.dueMs;
    const within = (times: Float64Array, offsetMs: number) => times.filter((at) => this.#isMeasured(at + offsetMs));
    const scheduled = within(dueMs, this.#startMs).length;
    const sentMs = within(this.#sentMs, 0);
    return {
      ratePerSecond,
      scheduled,
      sent: sentMs.length,
      answered: this.#answered,
      unanswered: scheduled - this.#answered,
      backlog: this.#backlog.means(),
      drainMs: Math.max(0, this.#endedMs - this.#startMs - (dueMs.at(-1) ?? 0)),
      busyShare: Math.min(1, Math.max(0, 1 - this.#idleMs / (this.#closesMs - this.#opensMs))),
      distanceFromPoisson: distanceFromPoisson(sentMs),
    };
  }
}

function tooMuchHeld(requests: number): string {
  const mebibytes = mostHeldBytes / 2 ** 20;
  return `the server has left ${requests} requests without a reply, more than ${mebibytes} MiB: use a lower rate, a shorter window or smaller messages`;
}
