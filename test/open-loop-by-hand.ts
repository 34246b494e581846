/**
 * An open loop that a test leads by the hand: it says what time it is, when the loop may send, when replies come and how long
 * the client was idle.
 */
import { afterEach, beforeEach, vi } from 'vitest';
import { ClassRecords } from '../clients/class-records.ts';
import type { LoadConnection } from '../clients/connection.ts';
import type { Driver, Pacer } from '../clients/drivers/driver.ts';
import { OpenLoop, type OpenLoopSpec } from '../clients/load-models/open-loop.ts';
import { ConnectionLatencies } from '../latency/connection-latencies.ts';
import { LatencyRecorder } from '../latency/recorder.ts';

/** What `performance.now()` says in each test, 1000 at first. */
export const clock = { nowMs: 0 };

/** In the tests of this file, timers of loops go by `pass` alone. */
export function useClock(): void {
  beforeEach(() => {
    clock.nowMs = 1000;
    vi.spyOn(performance, 'now').mockImplementation(() => clock.nowMs);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

/** Time passes, and whoever watches by a timer looks at the clock. */
export function pass(ms: number): void {
  clock.nowMs += ms;
  vi.advanceTimersByTime(50);
}

export interface Sent {
  readonly connection: LoadConnection;
  readonly atMs: number;
}

export const spec: OpenLoopSpec = {
  ...{ seed: 3, connections: 4, first: 0, deadlineMs: 500, pacing: 'sleep', requestBytes: 64 },
};
export const ratePerSecond = 1000;
export const windowMs = 200;
/** In its schedule: 20 ms before the window, and 10 ms behind it. */
export const requests = 230;
export const endOfSchedule = 1000 + 2 + requests;

/** Classes of a mixture, as likely as each other. */
export const twoClasses = () =>
  new ClassRecords([
    { share: 50, iterations: 1 },
    { share: 50, iterations: 2 },
  ]);

export function startOpenLoop(changes: Partial<OpenLoopSpec> = {}, perClass: ClassRecords | null = null) {
  const own = { ...spec, ...changes };
  const recorders = {
    ...{ serviceTime: new LatencyRecorder(), responseTime: new LatencyRecorder(), sendLag: new LatencyRecorder() },
    perClass,
    perConnection: new ConnectionLatencies(own.connections),
  };
  const sent: Sent[] = [];
  const connections = Array.from({ length: own.connections }, (_, index) => {
    const connection = {
      ...{ index, measured: 0, request: () => {}, exchange: { classesWithoutReply: () => () => index % 2 } },
      flush: (atMs: number) => sent.push({ connection: connection as unknown as LoadConnection, atMs }),
    };
    return connection as unknown as LoadConnection;
  });
  let pacer: Pacer = { dueMs: Number.POSITIVE_INFINITY, run: () => {} };
  let idleMsAt = (_nowMs: number) => 0;
  const pace = {
    get idleMs() {
      return idleMsAt(clock.nowMs);
    },
    stop: vi.fn<() => void>(),
  };
  const driver = { pace: (one: Pacer) => ((pacer = one), pace), connect: () => {}, close: () => {} };
  const loop = new OpenLoop(connections, driver as unknown as Driver, own, recorders);
  return {
    ...{ loop, recorders, sent, pace, connections },
    slice: (opensMs: number | null = null, rate = ratePerSecond) => loop.slice(windowMs, rate, opensMs),
    /** How long the client has had nothing to do, by the clock. */
    isIdle: (msAt: (nowMs: number) => number) => (idleMsAt = msAt),
    /** Sends what is due up to then, each request at its instant. */
    sendUntil: (untilMs: number) => {
      while (pacer.dueMs <= untilMs) {
        clock.nowMs = Math.max(clock.nowMs, pacer.dueMs);
        pacer.run(clock.nowMs);
      }
      clock.nowMs = Math.max(clock.nowMs, untilMs);
    },
    /** Replies to the oldest request of its connection. */
    reply: ({ connection, atMs }: Sent, waitedMs: number, requestClass = 0) =>
      loop.onReply(connection, atMs, atMs + waitedMs, requestClass),
  };
}
