import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../protocol/flags.ts';
import { createOutDirectory, createResultDirectory, pointLatestAt } from './directories.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'echobench-results-'));
});
afterEach(() => rm(root, { recursive: true }));

const startedAt = new Date('2026-11-22T11:45:02.734Z');

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replaceAll(root, 'ROOT');
}

test('a run gets a folder named after its start and its profile', async () => {
  const { path: directory } = await createResultDirectory(join(root, 'results'), startedAt, 'quick');
  expect(directory).toBe(join(root, 'results', '2026-11-22T11-45-02Z-quick'));
  expect(await readdir(directory)).toEqual([]);
});

test('runs that start in one second get different folders', async () => {
  const directories = await Promise.all([1, 2, 3].map(() => createResultDirectory(root, startedAt, 'smoke')));
  expect(directories.map(({ path }) => basename(path)).toSorted()).toEqual([
    '2026-11-22T11-45-02Z-smoke',
    '2026-11-22T11-45-02Z-smoke-2',
    '2026-11-22T11-45-02Z-smoke-3',
  ]);
});

test('latest is a relative link to the newest run', async () => {
  const { path: older } = await createResultDirectory(root, startedAt, 'smoke');
  await pointLatestAt(older);
  const { path: newer } = await createResultDirectory(root, startedAt, 'quick');
  await pointLatestAt(newer);
  expect(await readlink(join(root, 'latest'))).toBe(basename(newer));
  await writeFile(join(newer, 'report.md'), 'found');
  expect(await readFile(join(root, 'latest', 'report.md'), 'utf8')).toBe('found');
  expect((await readdir(root)).toSorted()).toEqual([basename(newer), basename(older), 'latest'].toSorted());
});

test('latest is left alone where it is no link', async () => {
  await mkdir(join(root, 'latest'));
  const { path: directory } = await createResultDirectory(root, startedAt, 'smoke');
  expect(await refusal(pointLatestAt(directory))).toBe(
    'ROOT/latest: this is a folder, not a file: remove it; the results are in ROOT/2026-11-22T11-45-02Z-smoke',
  );
  expect((await lstat(join(root, 'latest'))).isDirectory()).toBe(true);
  expect(await readdir(root)).toHaveLength(2);
});

test('--out makes a folder, with those above it', async () => {
  const out = join(root, 'a', 'b');
  expect((await createOutDirectory(out)).path).toBe(out);
  expect(await readdir(out)).toEqual([]);
});

test('--out takes an empty folder', async () => {
  expect((await createOutDirectory(root)).path).toBe(root);
});

describe('a folder in which nothing was left', () => {
  test('goes again, and those that were made above it', async () => {
    await (await createOutDirectory(join(root, 'a', 'b')))[Symbol.asyncDispose]();
    await (await createResultDirectory(join(root, 'results'), startedAt, 'smoke'))[Symbol.asyncDispose]();
    expect(await readdir(root)).toEqual([]);
  });

  test('stays when it was there before', async () => {
    await (await createOutDirectory(root))[Symbol.asyncDispose]();
    expect(await readdir(root)).toEqual([]);
  });

  test('stays with what is in it, also in a folder above it', async () => {
    const out = await createOutDirectory(join(root, 'a', 'b'));
    await writeFile(join(root, 'a', 'notes.txt'), '');
    await out[Symbol.asyncDispose]();
    expect(await readdir(join(root, 'a'))).toEqual(['notes.txt']);
    const kept = await createOutDirectory(join(root, 'c'));
    await writeFile(join(root, 'c', 'trials.jsonl'), '');
    await kept[Symbol.asyncDispose]();
    expect(await readdir(join(root, 'c'))).toEqual(['trials.jsonl']);
  });
});

test('--out refuses a folder that holds something', async () => {
  await writeFile(join(root, 'notes.txt'), '');
  expect(await refusal(createOutDirectory(root))).toBe('--out ROOT: holds files already: name a new or empty folder');
});

test('--out refuses a file', async () => {
  const file = join(root, 'notes.txt');
  await writeFile(file, '');
  expect(await refusal(createOutDirectory(file))).toBe(
    '--out ROOT/notes.txt: it is there already: name a new or empty folder that can be written',
  );
  expect(await refusal(createOutDirectory(join(file, 'below')))).toBe(
    '--out ROOT/notes.txt/below: a part of this path is a file, not a folder: name a new or empty folder that can be written',
  );
});

// Not even root may make folders there.
test.runIf(process.platform === 'linux')('--out refuses a folder that cannot be written', async () => {
  expect(await refusal(createOutDirectory('/sys/echobench'))).toBe(
    '--out /sys/echobench: there is no permission: name a new or empty folder that can be written',
  );
});
