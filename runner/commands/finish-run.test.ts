import { mkdir, mkdtemp, readFile, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { madeUpResult } from '../../test/made-up-result.ts';
import { finishRun } from './finish-run.ts';
import type { ResultFile } from '../result/result.ts';
import type { Trial } from '../result/trial.ts';

type TrialIdentity = Pick<Trial, 'cell' | 'round' | 'attempt' | 'startedAt' | 'elapsedMs'>;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'echobench-finish-'));
  await mkdir(join(root, 'run'));
});
afterEach(() => rm(root, { recursive: true }));

async function finish(result: ResultFile = madeUpResult({ experiments: ['models', 'compute'] })) {
  const printed: string[] = [];
  const warned: string[] = [];
  const run = { result, directory: join(root, 'run'), name: 'run', isLatest: true };
  const exitCode = await finishRun(run, {
    style: { colour: false, columns: 100 },
    print: (text) => printed.push(text),
    warn: (text) => warned.push(text.replaceAll(root, 'ROOT')),
  });
  return { exitCode, printed: printed.join(''), warned };
}

test('results, report, findings and the link to the latest run', async () => {
  const { exitCode, printed, warned } = await finish();
  expect(exitCode).toBe(0);
  expect((await readdir(join(root, 'run'))).toSorted()).toEqual(['charts', 'report.html', 'report.md', 'results.json']);
  expect(printed).toContain('report:  run/report.md');
  expect(warned).toEqual([]);
  expect(await readlink(join(root, 'latest'))).toBe('run');
  expect(await readFile(join(root, 'index.html'), 'utf8')).toContain('href="run/report.html"');
});

test('a link that cannot be made costs a warning, and not the findings', async () => {
  await mkdir(join(root, 'latest'));
  const { printed, warned } = await finish();
  expect(printed).toContain('report:  run/report.md');
  expect(warned).toEqual([
    'warning: ROOT/latest: this is a folder, not a file: remove it; the results are in ROOT/run',
  ]);
});

test.each<[what: string, trial: (identity: TrialIdentity) => Trial, warning: RegExp]>([
  [
    'failed',
    (identity) => ({ ...identity, outcome: 'failed', phase: 'start', error: 'server: no\nport', log: '' }),
    /^not one cell could be measured: \S.*: server: no port; all reasons are in run\/report\.md$/,
  ],
  [
    'was skipped',
    (identity) => ({ ...identity, outcome: 'skipped', reason: 'needs Linux' }),
    /^not one cell could be measured: \S.* was skipped: needs Linux; all reasons are in run\/report\.md$/,
  ],
])('a run in which every cell %s keeps its results, and is no success', async (_, trialOf, warning) => {
  const result = madeUpResult({ experiments: ['models', 'compute'] });
  const trials = result.trials.map(({ cell, round, attempt, startedAt }) =>
    trialOf({ cell, round, attempt, startedAt, elapsedMs: null }),
  );
  const { exitCode, warned } = await finish({ ...result, trials });
  expect(exitCode).toBe(1);
  expect(warned).toEqual([expect.stringMatching(warning)]);
  expect((await readdir(join(root, 'run'))).toSorted()).toEqual(['charts', 'report.html', 'report.md', 'results.json']);
  expect(await readdir(root), 'there is nothing new for latest to point at').toEqual(['run']);
});
