import { mkdir, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { syntheticResult } from '../test/synthetic.ts';
import { finishRun } from './finish-run.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'echobench-finish-'));
  await mkdir(join(root, 'run'));
});
afterEach(() => rm(root, { recursive: true }));

async function finish() {
  const printed: string[] = [];
  const warned: string[] = [];
  const run = { result: syntheticResult(), directory: join(root, 'run'), name: 'run', isLatest: true };
  await finishRun(run, {
    style: { colour: false, columns: 100 },
    print: (text) => printed.push(text),
    warn: (text) => warned.push(text.replaceAll(root, 'ROOT')),
  });
  return { printed: printed.join(''), warned };
}

test('results, report, findings and the link to the latest run', async () => {
  const { printed, warned } = await finish();
  expect((await readdir(join(root, 'run'))).toSorted()).toEqual(['charts', 'report.md', 'results.json']);
  expect(printed).toContain('report:  run/report.md');
  expect(warned).toEqual([]);
  expect(await readlink(join(root, 'latest'))).toBe('run');
});

test('a link that cannot be made costs a warning, and not the findings', async () => {
  await mkdir(join(root, 'latest'));
  const { printed, warned } = await finish();
  expect(printed).toContain('report:  run/report.md');
  expect(warned).toEqual([
    'warning: ROOT/latest: this is a folder, not a file: remove it; the results are in ROOT/run',
  ]);
});
