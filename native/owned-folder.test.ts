/** Folders that bear the mark of their process. */
import { rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { makeOwnedFolder, ownedFolderBytes, ownerOf } from './owned-folder.ts';
import { isStillRunning, startOfProcess } from './process-start.ts';

test('a folder says which process it is of, is for its user alone, and has a path of the length that was told', async () => {
  const folder = await makeOwnedFolder('trying');
  try {
    expect(dirname(folder)).toBe(tmpdir());
    expect(basename(folder)).toMatch(/^echobench-trying-/);
    const start = startOfProcess(process.pid) ?? '';
    expect(ownerOf(basename(folder))).toEqual({ isFromHere: true, pid: process.pid, start });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(Buffer.byteLength(folder)).toBe(ownedFolderBytes('trying'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  'echobench-k3X9aQ',
  'echobench-compile-k3X9aQ',
  'echobench-compile-4711-123456-k3X9aQ',
  'echobench-compile-9f86d081-4711-123456-k3X9aQ-old',
  'my-echobench-compile-9f86d081-4711-123456-k3X9aQ',
  'echobench-compile-9F86D081-4711-123456-k3X9aQ',
])('%s has no owner: it merely has a similar name', (name) => {
  expect(ownerOf(name)).toBeNull();
});

test('one of another machine, or of another container, is known as such', () => {
  const elsewhere = 'echobench-compile-9f86d081-4711-123456-k3X9aQ';
  expect(ownerOf(elsewhere)).toEqual({ isFromHere: false, pid: 4711, start: '123456' });
});

test('a process is known by its pid and its start together', () => {
  const start = startOfProcess(process.pid) ?? '';
  expect(isStillRunning(process.pid, start)).toBe(true);
  // Where the start could not be told, any process of that pid may be meant.
  expect(isStillRunning(process.pid, '')).toBe(true);
  expect(isStillRunning(process.pid, `${start}1`)).toBe(start === '');
  // Above the largest pid that Linux has.
  expect(isStillRunning(2 ** 22 + 1, '1')).toBe(false);
});
