import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCompileCache } from './compile-cache.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'echobench-cache-'));
});
afterEach(() => rm(root, { recursive: true }));

test('compiled code is kept from run to run where the checkout can be written', async () => {
  const kept = join(root, 'a', 'compile');
  {
    await using cache = await openCompileCache(kept);
    expect(cache.path).toBe(kept);
  }
  expect(existsSync(kept)).toBe(true);
});

test('where it cannot, a run has a folder of its own for it, which goes with the run', async () => {
  await writeFile(join(root, 'file'), '');
  let path: string;
  {
    await using cache = await openCompileCache(join(root, 'file', 'compile'));
    path = cache.path;
    expect(path.startsWith(root)).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    await writeFile(join(path, 'code'), '');
  }
  expect(existsSync(path)).toBe(false);
});
