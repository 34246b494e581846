/** Which replies count: windows that open by themselves, and windows that several processes agreed on. */
import { expect, test } from 'vitest';
import { ConnectionLatencies } from '../../latency/connection-latencies.ts';
import { LatencyRecorder } from '../../latency/recorder.ts';
import { ClassRecords } from '../class-records.ts';
import type { LoadConnection } from '../connection.ts';
import { ClosedLoop } from './closed-loop.ts';

/** One connection with one request outstanding, whose replies come when the test says. */
function startSlice(
  windowMs: number,
  agreedMs: ((nowMs: number) => number) | null,
  perClass: ClassRecords | null = null,
) {
  const recorder = new LatencyRecorder();
  const perConnection = new ConnectionLatencies(1);
  let sentAtMs = 0;
  const connection = {
    index: 0,
    measured: 0,
    request: () => {},
    flush: () => {},
    // The reply that is being dealt with is outstanding no more, and there is no other request.
    eachOutstanding: () => {},
  };
  const asConnection = connection as unknown as LoadConnection;
  const recorders = { serviceTime: recorder, perClass, perConnection };
  const loop = new ClosedLoop([asConnection], { depth: 1, silenceMs: 10_000 }, recorders);
  const startMs = performance.now();
  const finished = loop.slice(windowMs, agreedMs === null ? null : agreedMs(startMs));
  const reply = (atMs: number, requestClass = 0) => {
    loop.onReply(asConnection, sentAtMs === 0 ? startMs : sentAtMs, startMs + atMs, requestClass);
    sentAtMs = startMs + atMs;
  };
  return { reply, finished, connection, loop, recorder, perConnection };
}

test('a window of its own opens with the first reply, which stands on its edge', async () => {
  const { reply, finished, connection } = startSlice(10_000, null);
  for (const atMs of [3, 1003, 5003, 10_002, 10_003, 10_004]) reply(atMs);
  const slice = await finished;
  expect(slice.messages).toBe(3);
  expect(connection.measured).toBe(3);
  expect(slice.windowNs / 1e6).toBeCloseTo(10_000, 3);
  expect(slice.inFlightNs / 1e6).toBeCloseTo(10_000, 3);
});

test('an agreed window opens at its instant, however early or late the replies around it are', async () => {
  const { reply, finished, connection } = startSlice(10_000, (startMs) => startMs + 100);
  for (const atMs of [3, 99, 400, 5000, 10_099, 10_101, 10_102]) reply(atMs);
  const slice = await finished;
  expect(slice.messages).toBe(3);
  expect(connection.measured).toBe(3);
  expect(slice.rampNs / 1e6).toBeCloseTo(100, -1);
  expect(slice.windowNs / 1e6).toBeCloseTo(10_000, 3);
  expect(slice.inFlightNs / 1e6).toBeCloseTo(10_000, 3);
});

test('a process whose replies all came after an agreed window has measured nothing in it', async () => {
  const { reply, finished } = startSlice(10_000, (startMs) => startMs + 100);
  for (const atMs of [50, 20_000, 20_001]) reply(atMs);
  const slice = await finished;
  expect(slice.messages).toBe(0);
  expect(slice.windowNs / 1e6).toBeCloseTo(10_000, 3);
  expect(slice.inFlightNs / 1e6).toBeCloseTo(10_000, 3);
});

test('a reply of a mixture counts for its class as it does for all of them, and is forgotten with them', async () => {
  const perClass = new ClassRecords([
    { share: 50, iterations: 1 },
    { share: 50, iterations: 2 },
  ]);
  const { reply, finished, loop, recorder } = startSlice(10_000, (startMs) => startMs + 100, perClass);
  // The first reply of the slice comes inside the window: it counts, but its latency does not.
  reply(200, 1);
  reply(300, 0);
  reply(700, 1);
  reply(10_101, 1);
  expect((await finished).messages).toBe(3);
  const [one, two] = await perClass.report();
  expect(one).toMatchObject({ messages: 1, serviceTime: { count: 1 } });
  expect(two).toMatchObject({ messages: 2, serviceTime: { count: 1 } });
  expect((one?.serviceTime?.p50Ns ?? 0) / 1e6).toBeCloseTo(100, -1);
  expect((two?.serviceTime?.p50Ns ?? 0) / 1e6).toBeCloseTo(400, -1);
  expect(recorder.count).toBe(2);
  loop.forget();
  expect(await perClass.report()).toMatchObject([{ messages: 0 }, { messages: 0 }]);
});

test('latencies are those of their connection too, but for the first, which met an empty queue', async () => {
  const { reply, finished, perConnection } = startSlice(10_000, null);
  for (let i = 0; i <= 1000; i++) reply(3 + 2 * i);
  expect(perConnection.p99Ns()[0]).toBeCloseTo(2e6, -5);
  reply(10_004);
  reply(10_005);
  await finished;
});
