/** Searches for the highest rate by the client program, and loads whose slices have shapes of their own. */
import { expect, test } from 'vitest';
import type { CapacityLine, ReportLine, SliceLine } from '../../clients/report.ts';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { ProgramUnderTest, startServer } from './program-under-test.ts';

/** A search takes a dozen probes of half a second. */
const long = 90_000;
/** What the median does is the server's, also on a machine that others use. */
const slo = ['--slo', 'p50=5ms'];

function startClient(address: string, args: readonly string[]): ProgramUnderTest {
  const load = ['--framing', 'length-u32', '--connections', '4', '--warmup', '100req,50ms'];
  return new ProgramUnderTest('clients/main.ts', ['--connect', address, ...load, ...args]);
}

function expectFound(line: CapacityLine): void {
  expect(line, JSON.stringify(line)).toMatchObject({ event: 'capacity', objective: 'p50=5ms' });
  const { ratePerSecond, failedPerSecond, probes } = line;
  expect(ratePerSecond).toBeGreaterThan(0);
  expect(failedPerSecond ?? Number.POSITIVE_INFINITY).toBeGreaterThan(ratePerSecond);
  // Rates are rounded to a thousandth.
  if (failedPerSecond !== null) expect(failedPerSecond / ratePerSecond).toBeLessThan(1.0201);
  expect(probes.findLast((one) => one.ratePerSecond === ratePerSecond)).toMatchObject({ isKept: true });
  for (const { ratePerSecond: rate, valueNs, isKept } of probes) {
    expect(rate).toBe(Math.round(1000 * rate) / 1000);
    if (isKept) expect(valueNs).toBeLessThanOrEqual(5e6);
  }
  expect(line.messages).toBeGreaterThan(0);
  expect(line.elapsedNs).toBeGreaterThan(0.5e9 * probes.length);
}

test('by hand: a search by two processes, and the rate that it found', { timeout: long }, async () => {
  const { server, endpoint } = await startServer('event-loop', ['--service', 'work:5000']);
  await using _ = server;
  const args = [...slo, '--service', 'work:5000', '--clients', '2'];
  await using client = startClient(formatEndpoint(endpoint), args);
  const found = (await client.line()) as unknown as CapacityLine;
  expectFound(found);
  expect(await client.end()).toBe(0);
  const told = client.stderr.trimEnd().split('\n');
  expect(told[0]).toMatch(/^looking for the highest rate that keeps p50=5ms .* up to [\d.]+ minutes$/);
  expect(told.filter((line) => /^[\d,.]+ requests\/s: p50 of [\d,.]+ ms, (not )?kept/.test(line))).toHaveLength(
    found.probes.length,
  );
});

test('over standard input: searches, and open and closed slices of one load', { timeout: long }, async () => {
  const { server, endpoint } = await startServer('event-loop', ['--service', 'work:5000']);
  await using _ = server;
  const args = [...slo, '--service', 'work:5000', '--control', 'stdin', '--hold'];
  await using client = startClient(formatEndpoint(endpoint), args);
  expect(await client.line()).toMatchObject({ event: 'connected' });
  const slice = async (order: string) => (await client.ask(order)) as unknown as SliceLine;
  expect(await slice('go 100')).not.toHaveProperty('open');
  const open = await slice('go 200 open:300');
  expect(open).toMatchObject({ event: 'slice', littleRatio: 1, open: { ratePerSecond: 300, unanswered: 0 } });
  expect(open.open?.answered).toBe(open.open?.scheduled);
  const deep = await slice('go 100 closed:3');
  expect(deep).not.toHaveProperty('open');
  expect(deep.littleRatio).toBeGreaterThan(0.5);
  expectFound((await client.ask('capacity')) as unknown as CapacityLine);
  // What was measured before is forgotten, so that a report is of what it names.
  const last = await slice('go 200 open:200');
  const report = (await client.ask('stop')) as unknown as ReportLine;
  expect(report.evidence.slices).toHaveLength(1);
  expect(report.responseTime?.count).toBe(last.open?.scheduled);
  expect(await client.end()).toBe(0);
});

test('lines that mean nothing are answered with what would do, and the load goes on', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  await using client = startClient(formatEndpoint(endpoint), ['--control', 'stdin', '--hold']);
  await client.line();
  const use =
    'use closed:DEPTH with DEPTH from 1 to 1024, or open:RATE with RATE above 0 and up to 10000000 requests/s';
  for (const [line, message] of [
    ['go 100 open:0', `go MS open:0: ${use}`],
    ['go 100 closed:0', `go MS closed:0: ${use}`],
    ['go 100 fast', `go MS fast: ${use}`],
    ['go 100 open:10 twice', 'go … twice: one too many; use go MS [SHAPE]'],
    [
      'go 600000 open:1000000',
      'go 600000 open:1000000: needs a schedule of 690000000 requests, more than the 20000000 that are held; use a lower rate, or a window of 17391 ms or less',
    ],
    ['capacity', 'capacity: unknown; use go MS [SHAPE] or stop, warm with --hold, capacity with --slo'],
  ])
    expect(await client.ask(line as string)).toEqual({ event: 'error', line, message });
  expect(await client.ask('go 50 open:500')).toMatchObject({ event: 'slice' });
  client.say('stop');
  expect(await client.line()).toMatchObject({ event: 'report' });
});

test('connections that are replaced have one shape, and idle ones none', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  for (const args of [
    ['--requests-per-connection', '2'],
    ['--connections', '0'],
  ]) {
    await using client = startClient(formatEndpoint(endpoint), ['--control', 'stdin', '--hold', ...args]);
    await client.line();
    expect(await client.ask('go 50 open:100')).toMatchObject({
      event: 'error',
      message: 'go MS open:100: only connections that are kept can have another shape; leave open:100 out',
    });
    expect(await client.ask('go 50')).toMatchObject({ event: 'slice' });
  }
});
