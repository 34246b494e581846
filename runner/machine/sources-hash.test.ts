/** One number for what servers load. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashSources } from './sources-hash.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'echobench-'));
  for (const file of ['protocol/a.ts', 'native/b.ts', 'servers/models/c.ts', 'package-lock.json']) write(file, file);
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, content: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}

test.each(['protocol/a.ts', 'native/b.ts', 'servers/models/c.ts', 'package-lock.json', 'servers/new.ts'])(
  'changes with %s',
  (file) => {
    const before = hashSources(folder);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(hashSources(folder), 'the same twice').toBe(before);
    write(file, 'another');
    expect(hashSources(folder)).not.toBe(before);
  },
);

test('changes when a line moves from one file into another', () => {
  write('protocol/a.ts', 'ab');
  write('protocol/b.ts', 'c');
  const before = hashSources(folder);
  write('protocol/a.ts', 'a');
  write('protocol/b.ts', 'bc');
  expect(hashSources(folder)).not.toBe(before);
});

test.each(['servers/main.test.ts', 'clients/main.ts', 'runner/cli.ts', 'README.md'])(
  'does not change with %s',
  (file) => {
    const before = hashSources(folder);
    write(file, 'another');
    expect(hashSources(folder)).toBe(before);
  },
);
