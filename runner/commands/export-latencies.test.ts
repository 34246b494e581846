/** Latencies of a result as files: which, under what names, and what is refused. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HistogramLogReader, listTags } from 'hdr-histogram-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../protocol/flags.ts';
import { computeInMicros } from '../../test/made-up-compute.ts';
import { madeUpResult } from '../../test/made-up-result.ts';
import type { ResultFile } from '../result/result.ts';
import { writeResult } from '../store/result-file.ts';
import { exportLatencies, logName } from './export-latencies.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'echobench-export-'));
  await mkdir(join(root, 'run'));
});
afterEach(() => rm(root, { recursive: true }));

async function exported(result: ResultFile, out = 'out') {
  await writeResult(join(root, 'run'), result);
  const said = await exportLatencies(join(root, 'run'), join(root, out));
  const files = (await readdir(join(root, out))).filter((name) => name !== logName);
  return { said: said.replaceAll(root, 'ROOT'), names: files.map((name) => name.replace(/\.hgrm$/, '')) };
}

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replaceAll(root, 'ROOT');
}

/** The round with the number 1 is disturbed at first, and measured again. */
const repeated = () =>
  madeUpResult({
    experiments: ['models', computeInMicros],
    values: (_, round, attempt) => (round === 1 && attempt === 0 ? { labels: ['disturbed-steal'] } : {}),
  });

test('a file for each completed trial, named after what it is of', async () => {
  const result = repeated();
  const completed = result.trials.filter(({ outcome }) => outcome === 'completed');
  const { said, names } = await exported(result);
  expect(said).toBe(
    `latencies: ROOT/out: ${completed.length} files of one trial each, and latencies.hlog with all of them`,
  );
  expect(names).toHaveLength(completed.length);
  expect(names).toEqual(
    expect.arrayContaining([
      'compute_100-us-of-work_event-loop_round-1_service',
      'compute_100-us-of-work_event-loop-twin_round-1_service',
      'compute_100-us-of-work_event-loop_round-2_service',
      'compute_100-us-of-work_event-loop_round-2_attempt-2_service',
    ]),
  );
});

test('a file says which trial it is of, what stands against it, and holds its distribution', async () => {
  const result = repeated();
  await exported(result);
  const trial = result.trials.find(({ cell, round }) => cell === 'compute/100 µs of work/event-loop' && round === 1);
  if (trial?.outcome !== 'completed') throw new Error('it was completed');
  const text = await readFile(join(root, 'out', 'compute_100-us-of-work_event-loop_round-2_service.hgrm'), 'utf8');
  expect(text.split('\n').slice(-5)).toEqual([
    '#[Unit = ms]',
    '#[Latency = service]',
    '#[Trial = compute/100 µs of work/event-loop, round 2]',
    '#[Labels = disturbed-steal]',
    '',
  ]);
  const { count } = trial.record['serviceTime'] as { readonly count: number };
  expect(text).toMatch(new RegExp(`Total count +=\\s+${count}\\]`));
});

test('the log has every trial under the name of its file, and its measured time', async () => {
  const result = repeated();
  const { names } = await exported(result);
  const text = await readFile(join(root, 'out', logName), 'utf8');
  expect(listTags(text).toSorted()).toEqual(names.toSorted());
  const first = new HistogramLogReader(text, 64).nextIntervalHistogram();
  const trial = result.trials.find(({ outcome }) => outcome === 'completed');
  if (trial?.outcome !== 'completed' || first === null) throw new Error('there is one');
  expect(first.startTimeStampMsec).toBe(Date.parse(trial.startedAt));
  const slices = trial.record['slices'] as readonly { readonly windowNs: number }[];
  const measuredMs = slices.reduce((sum, { windowNs }) => sum + windowNs, 0) / 1e6;
  expect(first.endTimeStampMsec - first.startTimeStampMsec).toBeCloseTo(measuredMs, -1);
});

test('channels: the round trips of ping-pongs, and nothing of streams', async () => {
  const { names } = await exported(madeUpResult({ experiments: ['ipc', 'ipc-stream'] }));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !/^ipc_.+_round-trip$/.test(name))).toEqual([]);
});

test('refuses a result without latencies, and leaves no folder', async () => {
  const result = madeUpResult({ experiments: ['ipc-stream'] });
  const channelsOnly = { ...result, trials: result.trials.filter(({ cell }) => cell.startsWith('ipc-stream/')) };
  expect(await refusal(exported(channelsOnly))).toBe(
    `ROOT/run: none of its ${channelsOnly.trials.length} trials holds latencies: name another result`,
  );
  expect(await readdir(root)).toEqual(['run']);
});

test('refuses a folder that holds files, its own of before included, and what is no folder', async () => {
  await exported(madeUpResult({ experiments: ['models'] }));
  const again = () => exportLatencies(join(root, 'run'), join(root, 'out'));
  expect(await refusal(again())).toBe('--hgrm ROOT/out: holds files already: name a new or empty folder');
  await writeFile(join(root, 'file'), 'mine');
  expect(await refusal(exportLatencies(join(root, 'run'), join(root, 'file')))).toBe(
    '--hgrm ROOT/file: it is there already: name a new or empty folder that can be written',
  );
  expect(await readFile(join(root, 'file'), 'utf8')).toBe('mine');
});

test('refuses what is no result', async () => {
  expect(await refusal(exportLatencies(join(root, 'nowhere'), join(root, 'out')))).toMatch(
    /^ROOT\/nowhere: there is no such file or folder: name a folder that npm run bench made/,
  );
  expect(await readdir(root)).toEqual(['run']);
});

test('arms of one name when made safe get files of their own', async () => {
  const result = madeUpResult({ experiments: ['models'] });
  const group = result.plan.groups.find(({ experiment }) => experiment === 'models');
  const [one, other] = group?.cells.filter(({ role }) => role === 'arm') ?? [];
  if (one === undefined || other === undefined) throw new Error('it has arms');
  const renamed = JSON.parse(
    JSON.stringify(result)
      .replaceAll(`"arm":"${one.arm}"`, '"arm":"a/b"')
      .replaceAll(`"arm":"${other.arm}"`, '"arm":"A b"'),
  ) as ResultFile;
  const { names } = await exported(renamed);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  expect(names.filter((name) => /_a-b_round-1_service/i.test(name)).toSorted()).toEqual([
    expect.stringMatching(/_A-b_round-1_service-2$|_A-b_round-1_service$/),
    expect.stringMatching(/_a-b_round-1_service$|_a-b_round-1_service-2$/),
  ]);
});
