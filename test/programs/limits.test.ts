/** Open loops by hand that server or client did not keep up with: no latency is claimed, and people are told what to do. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ReportLine } from '../../clients/report.ts';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { startOddServer } from './odd-server.ts';
import { ProgramUnderTest, startServer } from './program-under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'echobench-limits-'));
afterAll(() => rmSync(folder, { recursive: true }));
const percentiles = ['p50Ns', 'p90Ns', 'p99Ns', 'p999Ns'];
const messageBytes = 68;

function startClient(address: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ProgramUnderTest {
  const load = ['--framing', 'length-u32', '--connections', '4', '--warmup', '50req,50ms'];
  return new ProgramUnderTest('clients/main.ts', ['--connect', address, ...load, ...args], env);
}

const reportOf = async (client: ProgramUnderTest) => (await client.line()) as unknown as ReportLine;

function expectNoClaim(report: ReportLine): void {
  for (const time of ['responseTime', 'serviceTime'] as const) {
    for (const percentile of percentiles) expect(report[time]).not.toHaveProperty(percentile);
    // What was measured stays, and the longest wait is cut nowhere.
    expect(report[time]).toMatchObject({ histogram: expect.stringMatching(/^HIST/), maxNs: expect.any(Number) });
  }
}

test('a rate beyond the client: marked, no latency claimed, and the file of latencies says so', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  const args = ['--shape', 'open:2000000', '--duration', '100ms', '--driver', 'net', '--hgrm', 'lat.hgrm'];
  await using client = startClient(formatEndpoint(endpoint), args, { INIT_CWD: folder });
  const report = await reportOf(client);
  // It is a finding, and no failure.
  expect(await client.end()).toBe(0);
  expect(report.limits).toEqual([
    {
      limit: 'saturated',
      slice: 0,
      cause: 'not-sent',
      reason: expect.stringMatching(/^the client sent more than 1 %/),
    },
  ]);
  expect(report.errors).toBe(0);
  expectNoClaim(report);
  const [open] = report.evidence.slices.flatMap((slice) => slice.open ?? []);
  const counts = `${open?.sent.toLocaleString('en-US')} sent of ${open?.scheduled.toLocaleString('en-US')} due in the window`;
  const [words, file] = client.stderr.split('\n');
  expect(words).toContain('saturated at 2,000,000 requests/s: the client sent more than 1 % more or fewer');
  expect(words).toContain(counts);
  expect(words).toMatch(/the longest wait was [\d,.]+ ms\)\. No latency can be claimed, .*: offer a lower rate/);
  expect(file).toMatch(/^latencies: lat.hgrm, .* \(as measured: with what cannot be claimed, see above\)$/);
  expect(readFileSync(join(folder, 'lat.hgrm'), 'utf8')).toContain('#[Latency = response]');
});

test('a rate beyond the server: waiting grew, and no latency is claimed, of no process', async () => {
  // A millisecond and more of work for each.
  const { server, endpoint } = await startServer('event-loop', ['--service', 'work:20000']);
  await using _ = server;
  const args = ['--service', 'work:20000', '--shape', 'open:3000', '--duration', '150ms', '--clients', '2'];
  await using client = startClient(formatEndpoint(endpoint), args);
  const report = await reportOf(client);
  expect(await client.end()).toBe(0);
  expect(report.limits).toMatchObject([{ limit: 'saturated' }]);
  expectNoClaim(report);
  expect(client.stderr).toMatch(/^saturated at 3,000 requests\/s: /);
});

test(
  'a server that falls silent: who had no reply is counted as an error, and nobody says what they waited',
  {
    timeout: 30_000,
  },
  async () => {
    // Behind the warm-up, which is of some thousands.
    await using server = await startOddServer({ kind: 'falls silent', afterBytes: 3000 * messageBytes });
    const args = ['--shape', 'open:2000', '--duration', '2500ms'];
    await using client = startClient(server.address, [...args, '--warmup', '50req,10ms']);
    const report = await reportOf(client);
    expect(await client.end()).toBe(0);
    const [open] = report.evidence.slices.flatMap((slice) => slice.open ?? []);
    expect(report.errors).toBe(open?.unanswered);
    expect(report.errors).toBeGreaterThan(0);
    expect(report.limits).toMatchObject([{ limit: 'saturated', cause: 'unanswered' }]);
    expectNoClaim(report);
    expect(client.stderr).toMatch(/[\d,]+ without a reply; .* look at the server's log/);
  },
);
