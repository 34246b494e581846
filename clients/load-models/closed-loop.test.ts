/** Which replies count: windows that open by themselves, and windows that several processes agreed on. */
import { expect, test } from 'vitest';
import { LatencyRecorder } from '../../latency/recorder.ts';
import type { LoadConnection } from '../connection.ts';
import { ClosedLoop } from './closed-loop.ts';

/** One connection with one request outstanding, whose replies come when the test says. */
function startSlice(windowMs: number, agreedMs: ((nowMs: number) => number) | null) {
  const recorder = new LatencyRecorder();
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
  const loop = new ClosedLoop([asConnection], { depth: 1, silenceMs: 10_000 }, recorder);
  const startMs = performance.now();
  const finished = loop.slice(windowMs, agreedMs === null ? null : agreedMs(startMs));
  const reply = (atMs: number) => {
    loop.onReply(asConnection, sentAtMs === 0 ? startMs : sentAtMs, startMs + atMs);
    sentAtMs = startMs + atMs;
  };
  return { reply, finished, connection };
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
