/** The cache of compiled code is proved with a real runtime, in folders that can be used and in some that cannot. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { capture } from '../trials/program.ts';
import { openCompileCache } from './compile-cache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'echobench-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const node = process.execPath;

/** Nobody can make a folder in it, not even root. */
function unusable(name: string): string {
  writeFileSync(join(folder, name), '');
  return join(folder, name, 'cache');
}

test('the one of the checkout is made, proved, left as it was, and kept', async () => {
  const kept = join(folder, 'new', 'cache');
  {
    await using cache = await openCompileCache(node, capture, { kept, temporary: unusable('none') });
    expect(cache).toMatchObject({ path: kept, kind: 'kept', why: null });
    expect(readdirSync(kept)).toEqual([]);
  }
  expect(existsSync(kept)).toBe(true);
});

test('where that one cannot be written, another lasts as long as the run', async () => {
  const kept = unusable('file');
  {
    await using cache = await openCompileCache(node, capture, { kept, temporary: folder });
    expect(cache).toMatchObject({ kind: 'temporary', why: `${kept}: a part of this path is a file, not a folder` });
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^echobench-compile-/), 'file']);
  }
  expect(readdirSync(folder)).toEqual(['file']);
});

test('where neither can be written, it says what, where, and what to do', async () => {
  const [kept, temporary] = [unusable('a'), unusable('b')];
  await expect(openCompileCache(node, capture, { kept, temporary })).rejects.toThrow(
    'no cache of compiled code, without which a program takes three times as long to start: ' +
      `${kept}: a part of this path is a file, not a folder; ${temporary}: a part of this path is a file, not a folder; ` +
      'make one of these folders writable, make room, or name another with TMPDIR',
  );
});

test('a runtime that does not use it is refused, and nothing is left', async () => {
  const script = join(folder, 'node');
  writeFileSync(script, `#!/bin/sh\nNODE_DISABLE_COMPILE_CACHE=1 exec '${node}' "$@"\n`, { mode: 0o755 });
  const kept = join(folder, 'kept');
  const opened = openCompileCache(script, capture, { kept, temporary: folder });
  await expect(opened).rejects.toThrow(`${kept}: ${script} keeps nothing there; ${folder}`);
  expect(readdirSync(folder).toSorted()).toEqual(['kept', 'node']);
});

test('a variable of ours that switches it off does not reach the runtime', async () => {
  vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', '1');
  await using cache = await openCompileCache(node, capture, { kept: folder, temporary: unusable('none') });
  expect(cache.kind).toBe('kept');
});

test('is warm when it holds something after all programs were started, and can still be written', async () => {
  const kept = join(folder, 'kept');
  await using cache = await openCompileCache(node, capture, { kept, temporary: folder });
  await expect(cache.proveWarm()).rejects.toThrow(`${kept}: holds nothing, although all programs were started`);
  writeFileSync(join(kept, 'compiled'), 'code');
  await cache.proveWarm();
  rmSync(kept, { recursive: true });
  writeFileSync(kept, '');
  await expect(cache.proveWarm()).rejects.toThrow(`${kept}: a part of this path is a file, not a folder; `);
});

/** Whether this process may mount a file system of its own, as root. */
function mount(at: string, options: string): boolean {
  mkdirSync(at);
  try {
    execFileSync('sh', ['-c', `mount -t tmpfs -o ${options} tmpfs '${at}'`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('on a file system of its own', () => {
  test.for([
    ['that is full', 'size=512k', /the disk is full|keeps nothing there/],
    ['that is read-only', 'ro', /the file system is read-only/],
  ] as const)('%s, it is not used', async ([, options, why], { skip }) => {
    const kept = join(folder, 'mounted');
    if (!mount(kept, options)) skip('file systems cannot be mounted here');
    try {
      await using cache = await openCompileCache(node, capture, { kept, temporary: folder });
      expect(cache).toMatchObject({ kind: 'temporary', why: expect.stringMatching(why) });
    } finally {
      execFileSync('sh', ['-c', `umount '${kept}'`]);
    }
  });
});
