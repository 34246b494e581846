/**
 * Open loops against servers that stop, stall, delay or fall silent: what users would have waited is told, and a schedule
 * is kept whatever the server does.
 */
import { setTimeout as after } from 'node:timers/promises';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import { driverNames, drivers } from '../../clients/drivers/index.ts';
import { monotonicNs } from '../../clients/load.ts';
import type { OpenSlice } from '../../clients/load-models/open-slice.ts';
import { LocalLoad } from '../../clients/local-load.ts';
import type { ReportLine, SliceLine } from '../../clients/report.ts';
import { parseLoadCommand } from '../../clients/spec.ts';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { startOddServer } from './odd-server.ts';
import { ProgramUnderTest, startServer } from './program-under-test.ts';

const carriers = driverNames.filter((name) => drivers[name].supported.ok);
const messageBytes = 68;
/** Of those that go on for ten seconds on a machine that others use as well. */
const long = { timeout: 90_000 };

function startClient(address: string, args: readonly string[]): ProgramUnderTest {
  const load = ['--framing', 'length-u32', '--connections', '6', '--warmup', '200req,100ms'];
  return new ProgramUnderTest('clients/main.ts', ['--connect', address, ...load, ...args]);
}

async function reportOf(client: ProgramUnderTest): Promise<ReportLine> {
  const report = await client.line();
  expect(report).toMatchObject({ event: 'report' });
  return report as unknown as ReportLine;
}

const openOf = (slice: Pick<SliceLine, 'open'> | undefined): OpenSlice => {
  expect(slice?.open).toBeDefined();
  return slice?.open as OpenSlice;
};
const latency = (report: ReportLine, name: 'responseTime' | 'serviceTime' | 'sendLag') => {
  const found = report[name];
  expect(found).toBeDefined();
  return found as NonNullable<typeof found>;
};

describe('a server that stalls for 200 ms once a second', long, () => {
  const stalling = { kind: 'stalls', everyMs: 1000, forMs: 200 } as const;

  test.concurrent.each(carriers)('open loop, %s: users wait for it', async (driver) => {
    await using server = await startOddServer(stalling);
    const load = ['--shape', 'open:500', '--duration', '3s', '--driver', driver];
    await using client = startClient(server.address, load);
    const report = await reportOf(client);
    // Claimed or not: what else runs on the machine may have the client come late too.
    const { histogram } = latency(report, 'responseTime');
    const measured = decodeFromCompressedBase64(histogram, 64, false);
    expect(measured.getValueAtPercentile(99)).toBeGreaterThan(150e6);
  });

  test.concurrent('closed loop: it waits with the server, and is blind', async () => {
    await using server = await startOddServer(stalling);
    await using client = startClient(server.address, ['--shape', 'closed:1', '--duration', '3s']);
    const report = await reportOf(client);
    const { p99Ns, maxNs } = latency(report, 'serviceTime');
    expect(p99Ns).toBeLessThan(100e6);
    // The longest one is cut off nowhere.
    expect(maxNs).toBeGreaterThan(150e6);
  });
});

/**
 * Each reads a median of 160 requests. No reading is below the delay; what else runs on the machine only adds to it, so that
 * the upper end holds for the best of some readings: neighbours of a virtual machine come and go within seconds.
 */
const readings = 30;
/**
 * A client with the driver net sleeps by timers, which go by whole milliseconds: users wait for up to one more, whatever the
 * server does. It cannot do better by spinning, which keeps its own event loop from the sockets. Its service time has no
 * timer in it.
 */
const read = [
  { driver: 'epoll', pacing: 'spin', mostMs: { responseTime: 1.2, serviceTime: 1.2 } },
  { driver: 'net', pacing: 'sleep', mostMs: { responseTime: 2.2, serviceTime: 1.2 } },
] as const;

test.each(read.filter(({ driver }) => drivers[driver].supported.ok))(
  'a server that replies after 1.000 ms is read as one: $driver, $mostMs',
  long,
  async ({ driver, pacing, mostMs }) => {
    await using server = await startOddServer({ kind: 'delays', byMs: 1 });
    const args = ['--framing', 'length-u32', '--driver', driver, '--connections', '6', '--shape', 'open:400'];
    const connect = ['--connect', server.address, '--pacing', pacing, '--warmup', '2000req,500ms'];
    const load = new LocalLoad(parseLoadCommand([...connect, ...args]).load, await drivers[driver].open());
    await load.connect();
    await load.warmUp(monotonicNs());
    const bestMs = { responseTime: Number.POSITIVE_INFINITY, serviceTime: Number.POSITIVE_INFINITY };
    const figures = ['responseTime', 'serviceTime'] as const;
    for (let n = 0; n < readings && figures.some((name) => bestMs[name] > mostMs[name]); n++) {
      await load.forget();
      await load.slice(400, monotonicNs());
      const report = await load.report();
      for (const name of figures) {
        const p50Ms = (report[name]?.p50Ns ?? 0) / 1e6;
        expect(p50Ms, name).toBeGreaterThanOrEqual(1);
        bestMs[name] = Math.min(bestMs[name], p50Ms);
      }
    }
    load.close();
    for (const name of figures) expect(bestMs[name], name).toBeLessThanOrEqual(mostMs[name]);
  },
);

describe('a server that is stopped for two seconds', long, () => {
  /** Returns how long it was. */
  async function stop(pid: number, beforeMs: number): Promise<number> {
    await after(beforeMs);
    const startMs = performance.now();
    process.kill(pid, 'SIGSTOP');
    await after(2000);
    process.kill(pid, 'SIGCONT');
    return performance.now() - startMs;
  }

  test.concurrent('open loop of ten seconds: the longest wait is told, and the mean is that of the arithmetic', async () => {
    const { server, endpoint, pid } = await startServer('event-loop');
    await using _ = server;
    await using client = startClient(formatEndpoint(endpoint), ['--shape', 'open:500', '--control', 'stdin']);
    await client.line();
    client.say('go 10000');
    const stoppedMs = await stop(pid, 3000);
    const { unanswered, busyShare } = openOf((await client.line()) as unknown as SliceLine);
    expect(unanswered).toBe(0);
    // At 500 requests/s it has next to nothing to do, and waiting is no work.
    expect(busyShare).toBeLessThan(0.5);
    client.say('stop');
    const { maxNs, meanNs, p50Ns = 0 } = latency(await reportOf(client), 'responseTime');
    expect(maxNs).toBeGreaterThan((stoppedMs - 100) * 1e6);
    // Whoever comes while it is stopped, one in `window ÷ stopped`, waits for half of that time.
    const expectedMs = stoppedMs ** 2 / (2 * 10_000);
    // 1,000 of 5,000 requests come then, give or take 28; what they wait beyond it is what answering them takes.
    expect(meanNs / 1e6).toBeGreaterThan(0.88 * expectedMs);
    expect(meanNs / 1e6).toBeLessThan(1.3 * expectedMs + p50Ns / 1e6 + 20);
  });

  test.concurrent('closed loop: the longest wait is told as well', async () => {
    const { server, endpoint, pid } = await startServer('event-loop');
    await using _ = server;
    const args = ['--shape', 'closed:1', '--connections', '1', '--control', 'stdin'];
    await using client = startClient(formatEndpoint(endpoint), args);
    await client.line();
    client.say('go 3000');
    const stoppedMs = await stop(pid, 300);
    await client.line();
    client.say('stop');
    expect(latency(await reportOf(client), 'serviceTime').maxNs).toBeGreaterThan((stoppedMs - 100) * 1e6);
  });
});

describe('a server that falls silent', () => {
  const deadlineMs = 1000;

  test.each(carriers)('%s: who has no reply is counted, has waited until the deadline at least', async (driver) => {
    await using server = await startOddServer({ kind: 'falls silent', afterBytes: 60 * messageBytes });
    const args = ['--framing', 'length-u32', '--driver', driver, '--connections', '2', '--shape', 'open:500'];
    const { load: spec } = parseLoadCommand(['--connect', server.address, ...args]);
    const load = new LocalLoad(spec, await drivers[driver].open(), deadlineMs);
    await load.connect();
    const { open } = await load.slice(400, monotonicNs());
    expect(open?.answered).toBeGreaterThan(0);
    expect(open?.unanswered).toBeGreaterThan(100);
    expect((open?.answered ?? 0) + (open?.unanswered ?? 0)).toBe(open?.scheduled);
    const { responseTime, serviceTime, messagesPerConnection } = await load.report();
    expect([responseTime?.count, serviceTime?.count]).toEqual([open?.scheduled, open?.scheduled]);
    // More than half of them have none.
    expect(responseTime?.p50Ns).toBeGreaterThanOrEqual(deadlineMs * 1e6);
    expect(responseTime?.maxNs).toBeGreaterThanOrEqual(deadlineMs * 1e6);
    expect(messagesPerConnection.reduce((sum, one) => sum + one, 0)).toBe(open?.answered);
    for (const shape of [undefined, { kind: 'closed', depth: 1 }] as const)
      await expect(load.slice(100, monotonicNs(), shape)).rejects.toThrow(
        /^\d+ requests of the slice before have no reply yet, so that no other slice can follow: look at the server/,
      );
    load.close();
  });
});

test.each(carriers)(
  'a rate beyond what the server can do, %s: all are answered late, none is dropped',
  async (driver) => {
    // A millisecond and more of work for each.
    const { server, endpoint } = await startServer('event-loop', ['--service', 'work:20000']);
    await using _ = server;
    const args = ['--service', 'work:20000', '--shape', 'open:3000', '--duration', '150ms', '--driver', driver];
    await using client = startClient(formatEndpoint(endpoint), args);
    const report = await reportOf(client);
    const [slice] = report.evidence.slices;
    const { scheduled, answered, unanswered, backlog, drainMs } = openOf(slice);
    expect([answered, unanswered]).toEqual([scheduled, 0]);
    expect(latency(report, 'responseTime').count).toBe(scheduled);
    // Two and a half times as many have been due, and hardly more of them done.
    expect(backlog.at(-1)).toBeGreaterThan(1.5 * (backlog[9] ?? 0));
    expect(backlog.at(-1)).toBeGreaterThan(0.3 * scheduled);
    expect(drainMs).toBeGreaterThan(200);
    expect(slice?.messages).toBeLessThan(0.7 * scheduled);
  },
);

describe('the schedule', long, () => {
  const open = ['--shape', 'open:2000', '--duration', '200ms', '--seed', '4294967294'];

  test('is the same whatever the server, the driver and the number of client processes, and none of it is lost', async () => {
    const fast = await startServer('event-loop');
    await using stack = new AsyncDisposableStack();
    stack.use(fast.server);
    const slow = await startServer('event-loop', ['--service', 'work:8000']);
    stack.use(slow.server);
    const seen: unknown[] = [];
    for (const [to, args] of [
      [fast, ['--clients', '1']],
      [fast, ['--clients', '3']],
      [fast, ['--clients', '2', '--driver', 'net', '--pacing', 'spin']],
      [slow, ['--service', 'work:8000']],
    ] as const) {
      await using client = startClient(formatEndpoint(to.endpoint), [...open, ...args]);
      const report = await reportOf(client);
      const { scheduled, answered, unanswered, backlog, busyShare } = openOf(report.evidence.slices[0]);
      // However long it was idle before the window.
      expect(busyShare).toBeGreaterThan(0);
      const counts = (['responseTime', 'serviceTime', 'sendLag'] as const).map((name) => latency(report, name).count);
      expect([answered, unanswered, ...counts]).toEqual([scheduled, 0, scheduled, scheduled, scheduled]);
      expect(backlog).toHaveLength(30);
      seen.push({ scheduled, messagesPerConnection: report.evidence.messagesPerConnection });
    }
    expect(seen).toEqual(seen.map(() => seen[0]));
  });
});
