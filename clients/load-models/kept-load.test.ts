/** Loads over connections that stay open: which loop each slice and the warm-up are, against an echo in this process. */
import { expect, test } from 'vitest';
import { LatencyRecorder } from '../../latency/recorder.ts';
import type { LoadConnection } from '../connection.ts';
import type { Driver, Pacer } from '../drivers/driver.ts';
import type { Shape } from '../shape.ts';
import { KeptLoad } from './kept-load.ts';

/** Each request has its reply in the next turn of the event loop, but for those of the connections that `isSilent` says. */
function start(shape: Shape, isSilent: (index: number) => boolean = () => false) {
  const recorders = {
    ...{ serviceTime: new LatencyRecorder(), responseTime: new LatencyRecorder(), sendLag: new LatencyRecorder() },
    perClass: null,
    perConnection: null,
  };
  let requests = 0;
  const connections = [0, 1].map((index) => {
    const connection = {
      ...{ index, measured: 0, eachOutstanding: () => {}, flush: () => {} },
      request: () => {
        requests++;
        const atMs = performance.now();
        if (isSilent(index)) return;
        setImmediate(() => load.onReply(connection as unknown as LoadConnection, atMs, performance.now(), 0));
      },
    };
    return connection as unknown as LoadConnection;
  });
  let paced = 0;
  let pacedRequests = 0;
  const driver = {
    pace: (pacer: Pacer) => {
      paced++;
      let isStopped = false;
      const look = () => {
        if (isStopped) return;
        const before = requests;
        if (pacer.dueMs <= performance.now()) pacer.run(performance.now());
        pacedRequests += requests - before;
        setImmediate(look);
      };
      setImmediate(look);
      return { idleMs: 0, stop: () => (isStopped = true) };
    },
  } as unknown as Driver;
  const open = { seed: 1, connections: 2, first: 0, deadlineMs: 500, pacing: 'spin', requestBytes: 64 } as const;
  const load = new KeptLoad(connections, driver, { shape, silenceMs: 2000, open }, recorders);
  return {
    ...{ load, recorders, connections },
    pacedSoFar: () => paced,
    pacedRequestsSoFar: () => pacedRequests,
    requestsSoFar: () => requests,
  };
}

const rate = { kind: 'open', ratePerSecond: 500 } as const;

test('an open loop is warmed up in a closed one, and then as itself; all of it is forgotten', async () => {
  const { load, recorders, connections, pacedSoFar } = start(rate);
  const { messages } = await load.warmUp(400, 5000);
  // More than the rate would give in minutes, were it all of the load.
  expect(messages).toBeGreaterThanOrEqual(400);
  expect(pacedSoFar()).toBe(3);
  for (const name of ['serviceTime', 'responseTime', 'sendLag'] as const) expect(recorders[name].count).toBe(0);
  expect(connections.map(({ measured }) => measured)).toEqual([0, 0]);
});

test('a rate that nobody can do is warmed up at one that the closed loop says can be done', async () => {
  const { load, pacedRequestsSoFar } = start({ kind: 'open', ratePerSecond: 100_000_000 });
  const { messages, durationMs } = await load.warmUp(2000, 5000);
  // Three slices of 130 ms, at half of what the closed loop did.
  expect(pacedRequestsSoFar()).toBeLessThanOrEqual((3 * 130 * 0.5 * messages) / durationMs + 3);
  expect(pacedRequestsSoFar()).toBeGreaterThan(0);
});

test('who asks for no warm-up has none', async () => {
  const { load, requestsSoFar } = start(rate);
  await load.warmUp(0, 1000);
  await load.warmUp(1000, 0);
  expect(requestsSoFar()).toBe(0);
});

test('the schedule of a slice does not depend on what was warmed up', async () => {
  const [cold, warm] = [start(rate), start(rate)];
  await warm.load.warmUp(50, 1000);
  const [one, other] = [await cold.load.slice(100, null), await warm.load.slice(100, null)];
  const schedules = [cold, warm].map(({ connections }) => connections.map(({ measured }) => measured));
  expect([other.open?.scheduled, schedules[1]]).toEqual([one.open?.scheduled, schedules[0]]);
});

test('a closed loop is warmed up as itself alone', async () => {
  const { load, pacedSoFar } = start({ kind: 'closed', depth: 2 });
  await load.warmUp(100, 5000);
  expect(pacedSoFar()).toBe(0);
});

test('slices have the load’s own shape, or another one that is asked for', async () => {
  const { load, recorders } = start(rate);
  const own = await load.slice(100, null);
  expect(own.open).toMatchObject({ ratePerSecond: 500, answered: own.open?.scheduled });
  expect(recorders.responseTime.count).toBe(own.open?.scheduled);
  const closed = await load.slice(50, null, { kind: 'closed', depth: 3 });
  expect(closed.open).toBe(undefined);
  expect(closed.messages).toBeGreaterThan(0);
  expect(recorders.responseTime.count, 'nothing is due in a closed loop').toBe(own.open?.scheduled);
  const faster = await load.slice(100, null, { kind: 'open', ratePerSecond: 2000 });
  expect(faster.open?.scheduled).toBeGreaterThan(2 * (own.open?.scheduled ?? 0));
});

test('no slice of any shape follows one whose requests have no reply, and none is sent', async () => {
  const { load, requestsSoFar } = start(rate, (index) => index === 1);
  const { open } = await load.slice(100, null);
  expect(open?.unanswered).toBeGreaterThan(0);
  const before = requestsSoFar();
  for (const shape of [rate, { kind: 'closed', depth: 1 }] as const)
    await expect(load.slice(50, null, shape)).rejects.toThrow('so that no other slice can follow');
  await expect(load.warmUp(10, 50)).rejects.toThrow('so that no other slice can follow');
  expect(requestsSoFar()).toBe(before);
});
