/** What a probe is, and what it says of a rate: with a load that takes no time. */
import { describe, expect, test } from 'vitest';
import type { LatencyReport } from '../latency/report.ts';
import type { Load, LoadSlice } from './load.ts';
import type { OpenSlice } from './load-models/open-slice.ts';
import type { Objective } from './objective.ts';
import { findCapacityOf } from './probe-load.ts';
import type { Shape } from './shape.ts';

const objective: Objective = { percentile: 'p99', limitNs: 5e6 };

interface Server {
  readonly closedPerSecond: number;
  /** At a rate; in ms. */
  readonly responseMs: (ratePerSecond: number) => number;
  readonly open?: (ratePerSecond: number) => Partial<OpenSlice>;
  readonly lagMs?: (ratePerSecond: number) => number;
}

/** A load of which every slice is told at once, and what was asked of it. */
function fakeLoad({ closedPerSecond, responseMs, open = () => ({}), lagMs = () => 0.01 }: Server) {
  const asked: string[] = [];
  const windows: number[] = [];
  let lastRate = 0;
  const slice = (windowMs: number, shape: Shape): LoadSlice => {
    const rate = shape.kind === 'closed' ? closedPerSecond : shape.ratePerSecond;
    const scheduled = Math.round((rate * windowMs) / 1000);
    return {
      windowNs: windowMs * 1e6,
      messages: scheduled,
      connections: 0,
      connectionsOpened: 0,
      rampNs: 0,
      inFlightNs: 0,
      cpuNs: 1000,
      elapsedNs: windowMs * 1e6,
      ...(shape.kind === 'open' && {
        open: {
          ...{ ratePerSecond: rate, scheduled, sent: scheduled, answered: scheduled, unanswered: 0 },
          ...{ backlog: [], drainMs: 0, busyShare: 0.1, distanceFromPoisson: 0 },
          ...open(rate),
        },
      }),
    };
  };
  const latencies = (ms: number) => ({ p50Ns: ms * 1e6, p99Ns: ms * 1e6, p999Ns: ms * 1e6 }) as LatencyReport;
  const load: Load = {
    connect: () => Promise.resolve({ firstExchangeNs: 1 }),
    warmUp: () => Promise.resolve({ messages: 0, durationMs: 0 }),
    forget: async () => void asked.push('forget'),
    slice: async (windowMs, _startAtNs, shape = { kind: 'closed', depth: 1 }) => {
      asked.push(shape.kind);
      if (shape.kind === 'open') {
        lastRate = shape.ratePerSecond;
        windows.push(windowMs);
      }
      return slice(windowMs, shape);
    },
    report: async () => ({
      serviceTime: undefined,
      responseTime: lastRate === 0 ? undefined : latencies(responseMs(lastRate)),
      sendLag: lastRate === 0 ? undefined : latencies(lagMs(lastRate)),
      messagesPerConnection: [],
      p99PerConnection: [],
    }),
    close: () => {},
  };
  return { load, asked, windows };
}

const below = (limit: number) => (rate: number) => (rate <= limit ? 1 : 50);

test('begins with a closed loop, forgets what it measured before each probe and in the end', async () => {
  const { load, asked, windows } = fakeLoad({ closedPerSecond: 10_000, responseMs: below(9000) });
  const found = await findCapacityOf(load, objective);
  expect(asked.slice(0, 3)).toEqual(['closed', 'forget', 'open']);
  expect(asked.slice(1, -1)).toEqual(windows.flatMap(() => ['forget', 'open']));
  expect(asked.at(-1)).toBe('forget');
  expect(found.ratePerSecond).toBeGreaterThan(9000 / 1.02);
  expect(found.ratePerSecond).toBeLessThanOrEqual(9000);
  expect(found.failedPerSecond).toBeGreaterThan(9000);
  expect(found.isAtLeast).toBe(false);
});

test('adds up what all of it took', async () => {
  const { load, windows } = fakeLoad({ closedPerSecond: 10_000, responseMs: below(9000) });
  const { probes, messages, cpuNs, elapsedNs } = await findCapacityOf(load, objective);
  expect(probes).toHaveLength(windows.length);
  expect(cpuNs).toBe(1000 * (1 + probes.length));
  const inProbes = probes.reduce(
    (sum, one, i) => sum + Math.round((one.ratePerSecond * (windows[i] as number)) / 1000),
    0,
  );
  expect(messages).toBe(3000 + inProbes);
  expect(elapsedNs).toBeGreaterThanOrEqual(0);
});

test.each<[string, Partial<Server>]>([
  ['too few were sent', { open: (rate) => (rate > 9000 ? { sent: 0.98 * (rate / 2) } : {}) }],
  ['some had no reply', { open: (rate) => (rate > 9000 ? { unanswered: 1 } : {}) }],
])('a rate is not kept where %s, however quick the replies', async (_, server) => {
  const { load } = fakeLoad({ closedPerSecond: 10_000, responseMs: () => 1, ...server });
  const found = await findCapacityOf(load, objective);
  expect(found.ratePerSecond).toBeLessThanOrEqual(9000);
  expect(found.failedPerSecond).toBeLessThan(9000 * 1.021);
});

test.each<[string, Partial<Server>, boolean]>([
  ['could not send in time', { open: (rate) => (rate > 9000 ? { sent: 0.98 * (rate / 2) } : {}) }, true],
  ['was late with a quarter and more of what they waited', { lagMs: () => 13 }, true],
  ['was late with less', { lagMs: () => 12 }, false],
])('a failure is the client’s where it %s', async (_, server, isAtLeast) => {
  const { load } = fakeLoad({ closedPerSecond: 10_000, responseMs: below(9000), ...server });
  expect((await findCapacityOf(load, objective)).isAtLeast).toBe(isAtLeast);
});

test.each([
  // Half a second has enough of them.
  [objective, 10_000, 500],
  // 2,000 requests for a p99; at 800/s, the first rate that is probed.
  [objective, 1000, 2500],
  [{ percentile: 'p50', limitNs: 5e6 }, 1000, 500],
  // As long as they may be at most.
  [{ percentile: 'p99.9', limitNs: 5e6 }, 100, 10_000],
  // A hundred times what a request may wait.
  [{ percentile: 'p99', limitNs: 50e6 }, 10_000, 5000],
  [{ percentile: 'p99', limitNs: 1e9 }, 10_000, 30_000],
] as const)('a probe of %j at a server that does %d/s lasts %d ms', async (of, closedPerSecond, expectedMs) => {
  const { load, windows } = fakeLoad({ closedPerSecond, responseMs: () => 2000 });
  await findCapacityOf(load, of);
  expect(windows[0]).toBe(expectedMs);
});

test('a server that does nothing has no rate to begin with', async () => {
  const { load } = fakeLoad({ closedPerSecond: 0, responseMs: () => 1 });
  await expect(findCapacityOf(load, objective)).rejects.toThrow('no reply came inside 300 ms of a closed loop');
});

describe('who waits is told', () => {
  async function told(server: Server, of: Objective = objective): Promise<readonly string[]> {
    const lines: string[] = [];
    await findCapacityOf(fakeLoad(server).load, of, (words) => lines.push(words));
    return lines;
  }

  test('before it how long it may take, of each probe how it went, and in the end what was found', async () => {
    const lines = await told({ closedPerSecond: 10_000, responseMs: below(9000) });
    expect(lines[0]).toBe(
      'looking for the highest rate that keeps p99=5ms (a closed loop reaches 10,000 requests/s): probes of 0.5 s, at low rates of up to 10 s, at most 26 of them, so that it takes up to 4.3 minutes',
    );
    expect(lines.slice(1, 4)).toEqual([
      '8,000 requests/s: p99 of 1 ms, kept',
      '9,200 requests/s: p99 of 50 ms, not kept',
      '9,200 requests/s: p99 of 50 ms, not kept',
    ]);
    expect(lines.at(-1)).toMatch(/^p99=5ms is kept up to 8,[\d.]+ requests\/s, and no more at 9,0[\d.]+ requests\/s$/);
  });

  test('a long objective has long probes, which is said before they begin', async () => {
    const [first] = await told(
      { closedPerSecond: 10_000, responseMs: below(9000) },
      { percentile: 'p50', limitNs: 1e9 },
    );
    expect(first).toMatch(/: probes of 30 s, at most 26 of them, so that it takes up to 13.0 minutes$/);
  });

  test.each<[string, Partial<Server>, RegExp]>([
    [
      'none was kept',
      { responseMs: () => 7 },
      /^no rate kept p99=5ms, not even the lowest that is tried, 250 .* \(p99 of 7 ms\): use a longer limit/,
    ],
    [
      'the client was late',
      { lagMs: () => 13 },
      /at least: at 9,0[\d.]+ requests\/s the client could not send in time; use more --clients/,
    ],
    ['it ended', { responseMs: () => 1 }, /at least, the highest rate that is tried: use more --connections/],
  ])('%s', async (_, server, words) => {
    const lines = await told({ closedPerSecond: 10_000, responseMs: below(9000), ...server });
    expect(lines.at(-1)).toMatch(words);
  });

  test.each<[string, Partial<Server>]>([
    ['the client could not send in time', { open: (rate) => (rate > 9000 ? { sent: 1 } : {}) }],
    ['requests had no reply', { open: (rate) => (rate > 9000 ? { unanswered: 1 } : {}) }],
  ])('why a rate was not kept whose replies were quick: %s', async (words, server) => {
    const lines = await told({ closedPerSecond: 10_000, responseMs: () => 1, ...server });
    expect(lines[2]).toBe(`9,200 requests/s: p99 of 1 ms, not kept: ${words}`);
  });
});
