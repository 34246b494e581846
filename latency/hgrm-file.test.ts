/** Files of latencies: their names, and everything that is refused before a measurement, or fails after it. */
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HistogramLogReader, listTags } from 'hdr-histogram-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../protocol/flags.ts';
import { refuseUnwritableFile, writeLatencies, type NamedLatency } from './hgrm-file.ts';
import { LatencyRecorder } from './recorder.ts';
import { reportLatencies } from './report.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'echobench-hgrm-'));
});
afterEach(() => rm(root, { recursive: true }));

const measured = { startedAt: new Date('2026-01-02T03:04:05Z'), ns: 2e9 };

async function latency(name: string, ns: number): Promise<NamedLatency> {
  const recorder = new LatencyRecorder();
  recorder.record(ns);
  return { name, histogram: (await reportLatencies(recorder))?.histogram as string };
}

const three = async () => [
  await latency('response', 3000),
  await latency('service', 2000),
  await latency('send-lag', 1000),
];

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replaceAll(root, 'ROOT');
}

test('the first goes to the file, the others beside it', async () => {
  const written = await writeLatencies(join(root, 'my.lat.hgrm'), await three(), measured);
  const names = ['my.lat.hgrm', 'my.lat.service.hgrm', 'my.lat.send-lag.hgrm'];
  expect(written).toEqual(names.map((name) => join(root, name)));
  expect((await readdir(root)).toSorted()).toEqual(names.toSorted());
  const texts = await Promise.all(written.map((path) => readFile(path, 'utf8')));
  const last = texts.map((text) => [/Max +=\s+([\d.]+)/.exec(text)?.[1], text.trimEnd().split('\n').at(-1)]);
  expect(last).toEqual([
    ['0.003001', '#[Latency = response]'],
    ['0.002000', '#[Latency = service]'],
    ['0.001000', '#[Latency = send-lag]'],
  ]);
});

test('names without an ending, and names that would be the same', async () => {
  const latencies = [await latency('service', 1), await latency('1*100', 1), await latency('1/100', 1)];
  await writeLatencies(join(root, 'lat'), latencies, measured);
  expect((await readdir(root)).toSorted()).toEqual(['lat', 'lat.1-100', 'lat.1-100-2']);
});

test('a file that ends in .hlog is one log with a tag for each', async () => {
  expect(await writeLatencies(join(root, 'lat.hlog'), await three(), measured)).toEqual([join(root, 'lat.hlog')]);
  expect(await readdir(root)).toEqual(['lat.hlog']);
  const text = await readFile(join(root, 'lat.hlog'), 'utf8');
  expect(listTags(text)).toEqual(['response', 'service', 'send-lag']);
  const first = new HistogramLogReader(text, 64).nextIntervalHistogram();
  expect(first).toMatchObject({ tag: 'response', totalCount: 1, startTimeStampMsec: Date.UTC(2026, 0, 2, 3, 4, 5) });
});

test('what was there is replaced, and a link stays one', async () => {
  await writeFile(join(root, 'old.hgrm'), 'yesterday');
  await symlink('old.hgrm', join(root, 'link.hgrm'));
  await refuseUnwritableFile('--hgrm', join(root, 'link.hgrm'));
  expect(await readFile(join(root, 'old.hgrm'), 'utf8')).toBe('yesterday');
  await writeLatencies(join(root, 'link.hgrm'), [await latency('service', 1)], measured);
  expect(await readFile(join(root, 'old.hgrm'), 'utf8')).toContain('#[Latency = service]');
  expect((await lstat(join(root, 'link.hgrm'))).isSymbolicLink()).toBe(true);
  expect((await readdir(root)).toSorted()).toEqual(['link.hgrm', 'old.hgrm']);
});

test('asking leaves nothing behind', async () => {
  await refuseUnwritableFile('--hgrm', join(root, 'lat.hgrm'));
  expect(await readdir(root)).toEqual([]);
});

test('refuses, before anything is measured, what cannot be written then', async () => {
  await mkdir(join(root, 'folder'));
  await writeFile(join(root, 'file'), '');
  const refused = (...names: readonly string[]) => refusal(refuseUnwritableFile('--hgrm', names.join('')));
  const inFolder = 'name a file in a folder that is there and can be written';
  expect(await refused(join(root, 'folder'))).toBe(
    '--hgrm ROOT/folder: this is a folder: name a file in it, such as ROOT/folder/lat.hgrm',
  );
  expect(await refused(join(root, 'new'), '/')).toBe(
    '--hgrm ROOT/new/: this is a folder: name a file in it, such as ROOT/new/lat.hgrm',
  );
  expect(await refused(join(root, 'nowhere', 'lat.hgrm'))).toBe(
    `--hgrm ROOT/nowhere/lat.hgrm: there is no such file or folder: ${inFolder}`,
  );
  expect(await refused(join(root, 'file', 'lat.hgrm'))).toBe(
    `--hgrm ROOT/file/lat.hgrm: a part of this path is a file, not a folder: ${inFolder}`,
  );
  expect(await refused('/dev/null')).toBe(`--hgrm /dev/null: this is a device or a pipe: ${inFolder}`);
  expect(await refused(join(root, 'x'.repeat(300)))).toBe(
    `--hgrm ROOT/${'x'.repeat(300)}: the name is too long: ${inFolder}`,
  );
  expect((await readdir(root)).toSorted()).toEqual(['file', 'folder']);
});

test.runIf(process.platform === 'linux')(
  'refuses a folder that takes no files, whatever its permissions say',
  async () => {
    const message = await refusal(refuseUnwritableFile('--hgrm', '/proc/lat.hgrm'));
    expect(message).toMatch(/^--hgrm \/proc\/lat\.hgrm: .+: name a file in a folder that is there and can be written$/);
  },
);

test('a folder that is gone when the measurement is over', async () => {
  const file = join(root, 'gone', 'lat.hgrm');
  expect(await refusal(writeLatencies(file, [await latency('service', 1)], measured))).toBe(
    'ROOT/gone/lat.hgrm: there is no such file or folder: the report that was printed holds the histograms too',
  );
});
