/** How long an open loop waits for replies, and what is told of requests that never had one. */
import { expect, test, vi } from 'vitest';
import { reportLatencies } from '../../latency/report.ts';
import {
  clock,
  endOfSchedule,
  pass,
  requests,
  startOpenLoop,
  useClock,
  type Sent,
  twoClasses,
} from '../../test/open-loop-by-hand.ts';

useClock();

test('who has no reply has waited until nobody waits any more, and a reply that comes after all counts nowhere', async () => {
  const { slice, sendUntil, sent, reply, recorders, loop, connections } = startOpenLoop();
  const perConnection = vi.spyOn(recorders.perConnection, 'record');
  const finished = slice();
  sendUntil(endOfSchedule);
  const replied = sent.filter(({ connection }) => connection.index !== 2);
  for (const one of replied) reply(one, 1);
  // The last of them is due a little before the end of the schedule.
  pass(endOfSchedule + 400 - clock.nowMs);
  expect(loop.givenUp).toBe(0);
  pass(endOfSchedule + 500 - clock.nowMs);
  const { open } = await finished;
  const silent = sent.filter(({ connection }) => connection.index === 2);
  const silentInWindow = silent.filter(({ atMs }) => atMs >= 1022 && atMs < 1222).length;
  expect(loop.givenUp).toBe(silent.length);
  expect(open).toMatchObject({ unanswered: silentInWindow, answered: (open?.scheduled ?? 0) - silentInWindow });
  for (const one of silent) reply(one, 600);
  expect(recorders.responseTime.count).toBe(open?.scheduled);
  expect(recorders.serviceTime.count).toBe(open?.scheduled);
  expect(perConnection.mock.calls.filter(([index]) => index === 2)).toHaveLength(silentInWindow);
  expect(connections[2]?.measured).toBe(0);
  const { maxNs } = (await reportLatencies(recorders.responseTime)) ?? {};
  expect(maxNs).toBeGreaterThan(500e6);
  expect(maxNs).toBeLessThan(760e6);
});

test('a server that goes on replying, however slowly, is waited for', async () => {
  const { slice, sendUntil, sent, reply, loop } = startOpenLoop();
  const finished = slice();
  sendUntil(endOfSchedule);
  for (const one of sent) {
    // One reply in 120 ms, over 28 seconds.
    pass(120);
    reply(one, clock.nowMs - one.atMs);
  }
  expect((await finished).open).toMatchObject({ unanswered: 0 });
  expect(loop.givenUp).toBe(0);
});

test('but not for ever: after half a minute whoever has no reply has waited until then', async () => {
  const { slice, sendUntil, sent, reply, loop, recorders } = startOpenLoop();
  const finished = slice();
  sendUntil(endOfSchedule);
  let replies = 0;
  for (const one of sent) {
    pass(300);
    if (loop.givenUp > 0) break;
    reply(one, clock.nowMs - one.atMs);
    replies++;
  }
  const { open } = await finished;
  expect(replies).toBe(99);
  expect(loop.givenUp).toBe(requests - replies);
  expect(open?.drainMs).toBeGreaterThanOrEqual(30_000);
  expect(open?.drainMs).toBeLessThan(30_300);
  for (const name of ['responseTime', 'serviceTime'] as const) expect(recorders[name].count).toBe(open?.scheduled);
  expect((await reportLatencies(recorders.responseTime))?.maxNs).toBeGreaterThan(30_000e6);
});

test('what a client has not come to send by then is late and has waited until then, and was served by nobody', async () => {
  const { slice, sendUntil, sent, reply, recorders, loop } = startOpenLoop();
  const finished = slice();
  sendUntil(1100);
  for (const one of sent) reply(one, 1);
  const servedInWindow = recorders.serviceTime.count;
  clock.nowMs = endOfSchedule + 30_000;
  // No more than it sends in a row.
  loop.run(clock.nowMs);
  const late = sent.filter(({ atMs }) => atMs === clock.nowMs).length;
  vi.advanceTimersByTime(50);
  const { open } = await finished;
  expect(loop.givenUp).toBe(requests - sent.length + late);
  expect(open).toMatchObject({ answered: servedInWindow, unanswered: (open?.scheduled ?? 0) - servedInWindow });
  expect(open?.sent).toBe(servedInWindow);
  expect(recorders.responseTime.count).toBe(open?.scheduled);
  expect(recorders.sendLag.count).toBe(open?.scheduled);
  expect(recorders.serviceTime.count).toBe(servedInWindow + late);
  expect((await reportLatencies(recorders.sendLag))?.p50Ns).toBeGreaterThan(30_000e6);
});

test('more unanswered requests than memory is meant for end the load', async () => {
  const { slice, sendUntil } = startOpenLoop({ requestBytes: 2 ** 22 });
  const finished = slice();
  sendUntil(endOfSchedule);
  await expect(finished).rejects.toThrow(
    /^the server has left \d+ requests without a reply, more than 512 MiB: use a lower rate, a shorter window or smaller messages$/,
  );
});

test('who has no reply is in the latencies of their class, and not among its replies', async () => {
  const perClass = twoClasses();
  const { slice, sendUntil, sent, reply } = startOpenLoop({}, perClass);
  const finished = slice();
  sendUntil(endOfSchedule);
  for (const one of sent.filter(({ connection }) => connection.index < 2)) reply(one, 3, one.connection.index);
  pass(endOfSchedule + 510 - clock.nowMs);
  const { open } = await finished;
  const classes = await perClass.report();
  expect(classes.reduce((sum, { messages }) => sum + messages, 0)).toBe(open?.answered);
  const isInWindow = ({ atMs }: Sent) => atMs >= 1022 && atMs < 1222;
  for (const [index, { messages, serviceTime, responseTime }] of classes.entries()) {
    const due = sent.filter((one) => isInWindow(one) && one.connection.index % 2 === index).length;
    expect(messages).toBeLessThan(due);
    expect([serviceTime?.count, responseTime?.count]).toEqual([due, due]);
    expect(responseTime?.maxNs).toBeGreaterThan(500e6);
  }
});
