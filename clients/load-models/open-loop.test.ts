/** What an open loop sends and counts, by a clock that the test sets. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LatencyRecorder } from '../../latency/recorder.ts';
import { reportLatencies } from '../../latency/report.ts';
import { ClassRecords } from '../class-records.ts';
import type { LoadConnection } from '../connection.ts';
import type { Driver, Pacer } from '../drivers/driver.ts';
import { OpenLoop, type OpenLoopSpec } from './open-loop.ts';

let nowMs = 0;

beforeEach(() => {
  nowMs = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

interface Sent {
  readonly connection: LoadConnection;
  readonly atMs: number;
}

const spec: OpenLoopSpec = {
  ...{ seed: 3, connections: 4, first: 0, deadlineMs: 500, pacing: 'sleep', requestBytes: 64 },
};
const ratePerSecond = 1000;
const windowMs = 200;
/** 20 ms before the window, and 10 ms behind it. */
const requests = 230;

function start(changes: Partial<OpenLoopSpec> = {}, perClass: ClassRecords | null = null) {
  const own = { ...spec, ...changes };
  const recorders = {
    ...{ serviceTime: new LatencyRecorder(), responseTime: new LatencyRecorder(), sendLag: new LatencyRecorder() },
    perClass,
    perConnection: null,
  };
  const sent: Sent[] = [];
  const connections = Array.from({ length: own.connections }, (_, index) => {
    const connection = {
      ...{ index, measured: 0, request: () => {} },
      flush: (atMs: number) => sent.push({ connection: connection as unknown as LoadConnection, atMs }),
    };
    return connection as unknown as LoadConnection;
  });
  let pacer: Pacer = { dueMs: Number.POSITIVE_INFINITY, run: () => {} };
  const pace = { idleMs: 0, stop: vi.fn<() => void>() };
  const driver = { pace: (one: Pacer) => ((pacer = one), pace), connect: () => {}, close: () => {} };
  const loop = new OpenLoop(connections, driver as unknown as Driver, own, recorders);
  return {
    ...{ loop, recorders, sent, pace, connections },
    slice: (opensMs: number | null = null) => loop.slice(windowMs, ratePerSecond, opensMs),
    /** Sends what is due up to then, each request at its instant. */
    sendUntil: (untilMs: number) => {
      while (pacer.dueMs <= untilMs) {
        nowMs = Math.max(nowMs, pacer.dueMs);
        pacer.run(nowMs);
      }
      nowMs = Math.max(nowMs, Math.min(untilMs, 1e9));
    },
    /** Replies to the oldest request of its connection. */
    reply: ({ connection, atMs }: Sent, waitedMs: number, requestClass = 0) =>
      loop.onReply(connection, atMs, atMs + waitedMs, requestClass),
  };
}

const endOfSchedule = 1000 + 2 + requests;

test('every request is sent when it is due, and its waiting counts from then', async () => {
  const { slice, sendUntil, sent, reply, recorders, pace } = start();
  const finished = slice();
  sendUntil(endOfSchedule);
  expect(sent).toHaveLength(requests);
  expect(sent.map(({ atMs }) => atMs)).toEqual(sent.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  pace.idleMs = 116;
  for (const one of sent) reply(one, 7);
  const { open, messages, rampNs, windowNs } = await finished;
  const { scheduled = 0, backlog } = open ?? {};
  const inWindow = sent.filter(({ atMs }) => atMs >= 1022 && atMs < 1222);
  expect(scheduled).toBe(inWindow.length);
  expect(open).toMatchObject({ ratePerSecond, sent: scheduled, answered: scheduled, unanswered: 0 });
  expect(messages).toBe(sent.filter(({ atMs }) => atMs + 7 >= 1022 && atMs + 7 < 1222).length);
  expect([rampNs, windowNs]).toEqual([20e6, 200e6]);
  expect(open?.busyShare).toBeCloseTo(0.5, 1);
  expect(pace.stop).toHaveBeenCalledOnce();
  // Little's law: they wait 7 ms each, a thousand in a second.
  expect((backlog ?? []).reduce((sum, one) => sum + one, 0) / 30).toBeCloseTo((7 * scheduled) / 200, 0);
  for (const name of ['responseTime', 'serviceTime', 'sendLag'] as const) expect(recorders[name].count).toBe(scheduled);
  expect((await reportLatencies(recorders.responseTime))?.meanNs).toBeCloseTo(7e6, -4);
  expect((await reportLatencies(recorders.sendLag))?.maxNs).toBeLessThan(1);
});

test('a client that was held up sends what it missed late, and loses none', async () => {
  const { slice, sendUntil, sent, reply, recorders } = start();
  const finished = slice();
  sendUntil(1100);
  const before = sent.length;
  // Nothing was done for 100 ms.
  nowMs = 1200;
  sendUntil(endOfSchedule);
  expect(sent).toHaveLength(requests);
  expect(sent.filter(({ atMs }) => atMs > 1100 && atMs < 1200)).toEqual([]);
  expect(sent[before]?.atMs).toBe(1200);
  for (const one of sent) reply(one, 1);
  const { open } = await finished;
  expect(open).toMatchObject({ sent: open?.scheduled, answered: open?.scheduled });
  const [lag, service, response] = await Promise.all(
    [recorders.sendLag, recorders.serviceTime, recorders.responseTime].map(reportLatencies),
  );
  expect(lag?.maxNs).toBeGreaterThan(95e6);
  expect(service?.maxNs).toBeCloseTo(1e6, -3);
  expect(response?.maxNs).toBeCloseTo((lag?.maxNs ?? 0) + 1e6, -3);
});

test('a client that is held up beyond the window has sent less in it than was due', async () => {
  const { slice, sendUntil, sent, reply } = start();
  const finished = slice();
  sendUntil(1200);
  nowMs = 1300;
  sendUntil(endOfSchedule);
  for (const one of sent) reply(one, 1);
  const { open } = await finished;
  expect(open?.sent).toBeLessThan(0.95 * (open?.scheduled ?? 0));
  expect(open?.answered).toBe(open?.scheduled);
});

test('who has no reply has waited until nobody waits any more, and a reply that comes after all counts nowhere', async () => {
  const { slice, sendUntil, sent, reply, recorders, loop, connections } = start();
  const finished = slice();
  sendUntil(endOfSchedule);
  const replied = sent.filter(({ connection }) => connection.index !== 2);
  for (const one of replied) reply(one, 1);
  // The last of them is due a little before the end of the schedule.
  nowMs = endOfSchedule + 400;
  vi.advanceTimersByTime(50);
  expect(loop.givenUp).toBe(0);
  nowMs = endOfSchedule + 500;
  vi.advanceTimersByTime(50);
  const { open } = await finished;
  const silent = sent.filter(({ connection }) => connection.index === 2);
  const silentInWindow = silent.filter(({ atMs }) => atMs >= 1022 && atMs < 1222).length;
  expect(loop.givenUp).toBe(silent.length);
  expect(open).toMatchObject({ unanswered: silentInWindow, answered: (open?.scheduled ?? 0) - silentInWindow });
  for (const one of silent) reply(one, 600);
  expect(recorders.responseTime.count).toBe(open?.scheduled);
  expect(recorders.serviceTime.count).toBe(open?.scheduled);
  expect(connections[2]?.measured).toBe(0);
  const { maxNs } = (await reportLatencies(recorders.responseTime)) ?? {};
  expect(maxNs).toBeGreaterThan(500e6);
  expect(maxNs).toBeLessThan(760e6);
});

test('a server that goes on replying, however slowly, is waited for', async () => {
  const { slice, sendUntil, sent, reply, loop } = start();
  const finished = slice();
  sendUntil(endOfSchedule);
  for (const one of sent) {
    // One reply in 300 ms, over a minute.
    nowMs += 300;
    vi.advanceTimersByTime(50);
    reply(one, nowMs - one.atMs);
  }
  expect((await finished).open).toMatchObject({ unanswered: 0 });
  expect(loop.givenUp).toBe(0);
});

test('no two slices have one schedule; the same slice of another load of that seed has', async () => {
  const [one, other] = [start(), start()];
  const instants: number[][] = [];
  for (const { slice, sendUntil, sent, reply } of [one, one, other]) {
    const startMs = nowMs;
    const from = sent.length;
    const finished = slice();
    sendUntil(startMs + 2 + requests);
    for (const each of sent.slice(from)) reply(each, 1);
    await finished;
    instants.push(sent.slice(from).map(({ atMs }) => Math.round(1e6 * (atMs - startMs))));
  }
  expect(instants[1]).not.toEqual(instants[0]);
  expect(instants[2]).toEqual(instants[0]);
});

test('several processes have the schedule of one between them, in windows of one instant', async () => {
  const counts: number[] = [];
  for (const [first, count] of [
    [0, 4],
    [0, 1],
    [1, 3],
  ] as const) {
    nowMs = 1000;
    const own = start({ first, connections: 4 });
    const loop = new OpenLoop(
      own.connections.slice(0, count),
      { pace: () => own.pace } as unknown as Driver,
      { ...spec, first },
      own.recorders,
    );
    const finished = loop.slice(windowMs, ratePerSecond, 1100);
    while (loop.dueMs < Number.POSITIVE_INFINITY) {
      nowMs = loop.dueMs;
      loop.run(nowMs);
    }
    for (const { connection, atMs } of own.sent) loop.onReply(connection, atMs, atMs + 1, 0);
    counts.push((await finished).open?.scheduled ?? 0);
  }
  expect(counts[0]).toBe((counts[1] ?? 0) + (counts[2] ?? 0));
  expect(counts[1]).toBeGreaterThan(0);
});

test('an agreed window that nobody can be in time for is refused', async () => {
  await expect(start().slice(nowMs + 19)).rejects.toThrow('the schedule was ready too late: was the client held up?');
});

test('more unanswered requests than memory is meant for end the load', async () => {
  const { slice, sendUntil } = start({ requestBytes: 2 ** 22 });
  const finished = slice();
  sendUntil(endOfSchedule);
  await expect(finished).rejects.toThrow(
    /^the server has left \d+ requests without a reply, more than 512 MiB: use a lower rate, a shorter window or smaller messages$/,
  );
});

test('what breaks the load ends its slice', async () => {
  const { slice, sendUntil, loop, pace } = start();
  const finished = slice();
  sendUntil(1100);
  loop.abort(new Error('connection 1: closed by the server'));
  await expect(finished).rejects.toThrow('connection 1: closed by the server');
  expect(pace.stop).toHaveBeenCalledOnce();
  expect(loop.dueMs).toBe(Number.POSITIVE_INFINITY);
});

test('classes of a mixture have response and service times of their own', async () => {
  const perClass = new ClassRecords([
    { share: 50, iterations: 1 },
    { share: 50, iterations: 2 },
  ]);
  const { slice, sendUntil, sent, reply } = start({}, perClass);
  const finished = slice();
  sendUntil(endOfSchedule);
  for (const one of sent) reply(one, 3, one.connection.index % 2);
  const { open } = await finished;
  const classes = await perClass.report();
  expect(classes.reduce((sum, { messages }) => sum + messages, 0)).toBe(open?.scheduled);
  for (const { messages, serviceTime, responseTime } of classes) {
    expect(messages).toBeGreaterThan(0);
    expect([serviceTime?.count, responseTime?.count]).toEqual([messages, messages]);
  }
});
