/** Latencies of a load by hand, as files. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HistogramLogReader } from 'hdr-histogram-js';
import { afterAll, expect, test } from 'vitest';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { ProgramUnderTest, startServer } from './program-under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'echobench-hgrm-'));
afterAll(() => rmSync(folder, { recursive: true }));
const user = { INIT_CWD: folder };
const brief = ['--framing', 'length-u32', '--connections', '4', '--warmup', '100req,50ms', '--duration', '100ms'];

test('the file beside the user has what the report has, of several processes too', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  const args = ['--connect', formatEndpoint(endpoint), ...brief, '--clients', '2'];
  await using client = new ProgramUnderTest('clients/main.ts', [...args, '--hgrm', 'lat.hgrm'], user);
  const { serviceTime } = await client.line();
  expect(await client.end()).toBe(0);
  expect(client.stderr).toBe('latencies: lat.hgrm\n');
  const text = readFileSync(join(folder, 'lat.hgrm'), 'utf8');
  const { count } = serviceTime as { readonly count: number };
  expect(Number(/Total count +=\s+(\d+)/.exec(text)?.[1])).toBe(count);
  expect(text).toMatch(/#\[Unit = ms\]\n#\[Latency = service\]\n$/);

  const began = Date.now();
  await using again = new ProgramUnderTest('clients/main.ts', [...args, '--hgrm', 'lat.hlog'], user);
  const report = await again.line();
  expect(await again.end()).toBe(0);
  const read = new HistogramLogReader(readFileSync(join(folder, 'lat.hlog'), 'utf8'), 64).nextIntervalHistogram();
  expect(read).toMatchObject({ tag: 'service', totalCount: (report['serviceTime'] as { count: number }).count });
  expect(read?.startTimeStampMsec).toBeGreaterThanOrEqual(began);
  expect(read?.endTimeStampMsec).toBeLessThanOrEqual(Date.now());
  expect((read?.endTimeStampMsec ?? 0) - (read?.startTimeStampMsec ?? 0)).toBeCloseTo(100, -1);
  expect(readdirSync(folder).toSorted()).toEqual(['lat.hgrm', 'lat.hlog']);
});

test('a file that cannot be written is refused before anything is connected', async () => {
  // Nobody listens there: whoever tried to connect would say so.
  const args = ['--connect', '127.0.0.1:1', ...brief, '--hgrm'];
  await using client = new ProgramUnderTest('clients/main.ts', [...args, 'nowhere/lat.hgrm'], user);
  expect(await client.end()).toBe(2);
  const file = join(folder, 'nowhere', 'lat.hgrm');
  expect(client.stderr).toBe(
    `--hgrm ${file}: there is no such file or folder: name a file in a folder that is there and can be written\n`,
  );
});

test('a load that fails leaves the file of before, and nothing beside it', async () => {
  const before = join(folder, 'before');
  mkdirSync(before);
  writeFileSync(join(before, 'lat.hgrm'), 'yesterday');
  await using client = new ProgramUnderTest(
    'clients/main.ts',
    ['--connect', '127.0.0.1:1', ...brief, '--hgrm', 'before/lat.hgrm'],
    user,
  );
  expect(await client.line()).toMatchObject({ event: 'failure', phase: 'connect' });
  expect(await client.end()).toBe(1);
  expect(readdirSync(before)).toEqual(['lat.hgrm']);
  expect(readFileSync(join(before, 'lat.hgrm'), 'utf8')).toBe('yesterday');
});
