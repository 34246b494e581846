/** What an open loop sends and counts, by a clock that the test sets. */
import { describe, expect, test, vi } from 'vitest';
import { reportLatencies } from '../../latency/report.ts';
import {
  clock,
  endOfSchedule,
  pass,
  ratePerSecond,
  requests,
  spec,
  startOpenLoop,
  windowMs,
  useClock,
  twoClasses,
} from '../../test/open-loop-by-hand.ts';
import type { Driver } from '../drivers/driver.ts';
import { OpenLoop } from './open-loop.ts';

useClock();

test('every request is sent when it is due, and its waiting counts from then', async () => {
  const { slice, sendUntil, sent, reply, recorders, pace } = startOpenLoop();
  const finished = slice();
  sendUntil(endOfSchedule);
  expect(sent).toHaveLength(requests);
  expect(sent.map(({ atMs }) => atMs)).toEqual(sent.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  for (const one of sent) reply(one, 7);
  const { open, messages, rampNs, windowNs } = await finished;
  const { scheduled = 0, backlog } = open ?? {};
  const inWindow = sent.filter(({ atMs }) => atMs >= 1022 && atMs < 1222);
  expect(scheduled).toBe(inWindow.length);
  expect(open).toMatchObject({ ratePerSecond, sent: scheduled, answered: scheduled, unanswered: 0 });
  expect(messages).toBe(sent.filter(({ atMs }) => atMs + 7 >= 1022 && atMs + 7 < 1222).length);
  expect([rampNs, windowNs]).toEqual([20e6, 200e6]);
  expect(pace.stop).toHaveBeenCalledOnce();
  // Little's law: they wait 7 ms each, a thousand in a second.
  expect((backlog ?? []).reduce((sum, one) => sum + one, 0) / 30).toBeCloseTo((7 * scheduled) / 200, 0);
  for (const name of ['responseTime', 'serviceTime', 'sendLag'] as const) expect(recorders[name].count).toBe(scheduled);
  expect((await reportLatencies(recorders.responseTime))?.meanNs).toBeCloseTo(7e6, -4);
  expect((await reportLatencies(recorders.sendLag))?.maxNs).toBeLessThan(1);
});

test('a client that was held up sends what it missed late, and loses none', async () => {
  const { slice, sendUntil, sent, reply, recorders } = startOpenLoop();
  const finished = slice();
  sendUntil(1100);
  const before = sent.length;
  // Nothing was done for 100 ms.
  clock.nowMs = 1200;
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
  const { slice, sendUntil, sent, reply } = startOpenLoop();
  const finished = slice();
  sendUntil(1200);
  clock.nowMs = 1300;
  sendUntil(endOfSchedule);
  for (const one of sent) reply(one, 1);
  const { open } = await finished;
  expect(open?.sent).toBeLessThan(0.95 * (open?.scheduled ?? 0));
  expect(open?.answered).toBe(open?.scheduled);
});

describe('busy is the share of the window in which there was something to do', () => {
  const idleShare = 0.75;

  test.each([
    ['alone', null, 1022],
    ['among several, who were patient', 1500, 1500],
  ] as const)('%s, whatever came before and behind it', async (_who, agreedMs, opensMs) => {
    const { slice, sendUntil, sent, reply, isIdle } = startOpenLoop();
    const closesMs = opensMs + windowMs;
    // Idle until the window opens, and never behind it.
    isIdle((atMs) => Math.min(atMs, opensMs) + idleShare * Math.max(0, Math.min(atMs, closesMs) - opensMs));
    const finished = slice(agreedMs);
    sendUntil(closesMs + 10);
    for (const one of sent) reply(one, 400);
    expect((await finished).open?.busyShare).toBeCloseTo(1 - idleShare, 6);
  });

  test('a client that only waits for a server that stopped is idle', async () => {
    const { slice, sendUntil, isIdle } = startOpenLoop();
    isIdle((atMs) => atMs);
    const finished = slice();
    sendUntil(endOfSchedule);
    pass(5000);
    expect((await finished).open?.busyShare).toBeCloseTo(0, 6);
  });

  test('one that was held up over both edges had something to do all the time', async () => {
    const { slice, sendUntil, sent, reply, isIdle } = startOpenLoop();
    isIdle((atMs) => Math.min(atMs, 1010));
    const finished = slice();
    sendUntil(1010);
    clock.nowMs = 1300;
    sendUntil(endOfSchedule);
    for (const one of sent) reply(one, 1);
    expect((await finished).open?.busyShare).toBe(1);
  });
});

test('a window is over when it closes, not when its last reply has come', async () => {
  const { slice, sendUntil, sent, reply } = startOpenLoop();
  // Two requests in 230 ms.
  const finished = slice(null, 8);
  const over = vi.fn<() => void>();
  void finished.then(over);
  sendUntil(1221);
  expect(sent).toHaveLength(2);
  for (const one of sent) reply(one, 1);
  await Promise.resolve();
  expect(over).not.toHaveBeenCalled();
  sendUntil(1222);
  expect((await finished).open).toMatchObject({ unanswered: 0 });
});

test('no two slices have one schedule; the same slice of another load of that seed has', async () => {
  const [one, other] = [startOpenLoop(), startOpenLoop()];
  const instants: number[][] = [];
  for (const { slice, sendUntil, sent, reply } of [one, one, other]) {
    const startMs = clock.nowMs;
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
    clock.nowMs = 1000;
    const own = startOpenLoop({ first, connections: 4 });
    const loop = new OpenLoop(
      own.connections.slice(0, count),
      { pace: () => own.pace } as unknown as Driver,
      { ...spec, first },
      own.recorders,
    );
    const finished = loop.slice(windowMs, ratePerSecond, 1100);
    while (loop.dueMs < Number.POSITIVE_INFINITY) {
      clock.nowMs = loop.dueMs;
      loop.run(clock.nowMs);
    }
    for (const { connection, atMs } of own.sent) loop.onReply(connection, atMs, atMs + 1, 0);
    counts.push((await finished).open?.scheduled ?? 0);
  }
  expect(counts[0]).toBe((counts[1] ?? 0) + (counts[2] ?? 0));
  expect(counts[1]).toBeGreaterThan(0);
});

test('an agreed window that nobody can be in time for is refused', async () => {
  await expect(startOpenLoop().slice(clock.nowMs + 19)).rejects.toThrow(
    'the schedule was ready too late: was the client held up?',
  );
});

test('what breaks the load ends its slice', async () => {
  const { slice, sendUntil, loop, pace } = startOpenLoop();
  const finished = slice();
  sendUntil(1100);
  loop.abort(new Error('connection 1: closed by the server'));
  await expect(finished).rejects.toThrow('connection 1: closed by the server');
  expect(pace.stop).toHaveBeenCalledOnce();
  expect(loop.dueMs).toBe(Number.POSITIVE_INFINITY);
});

test('classes of a mixture have response and service times of their own', async () => {
  const perClass = twoClasses();
  const { slice, sendUntil, sent, reply } = startOpenLoop({}, perClass);
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
