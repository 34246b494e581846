/** `npm run doctor` as its users call it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProgramUnderTest } from '../../test/programs/program-under-test.ts';
import { paths, spellingOf } from '../trials/paths/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'echobench-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function doctor(...args: readonly string[]): Promise<string> {
  await using cli = new ProgramUnderTest('runner/cli.ts', ['doctor', ...args], { TMPDIR: folder });
  let stdout = '';
  cli.child.stdout?.on('data', (text: Buffer) => (stdout += text.toString()));
  expect(await cli.end()).toBe(0);
  return stdout;
}

/** A folder of a process that has ended without removing it. */
function abandoned(): string {
  const source = `
    import { makeOwnedFolder } from './native/owned-folder.ts';
    process.stdout.write(await makeOwnedFolder('trying', ${JSON.stringify(folder)}));`;
  const cwd = join(import.meta.dirname, '../..');
  return execFileSync(process.execPath, ['--input-type=module', '-e', source], { cwd, encoding: 'utf8' });
}

test('it says of every network path whether this machine can measure it', async () => {
  const section = (await doctor()).split('\nNetwork paths\n')[1] ?? '';
  for (const path of Object.values(paths)) {
    expect(section).toMatch(new RegExp(`^(ok|no)  ${spellingOf(path)} +\\S`, 'm'));
  }
});

test('it tells of what a killed run has left, and removes that and nothing else with --clean', async () => {
  const left = abandoned();
  const similar = join(folder, 'echobench-k3X9aQ');
  mkdirSync(similar);
  expect(await doctor()).toMatch(/WARNING +leftovers +1 temporary folder is left/);
  expect(existsSync(left)).toBe(true);
  const cleaned = await doctor('--clean');
  expect(cleaned).toContain(`Removed, left of runs that were killed:\n  ${left}\n`);
  expect(cleaned).toContain(`\n  ${similar} does not say which process made it: `);
  expect([left, similar].map((path) => existsSync(path))).toEqual([false, true]);
  expect(await doctor('--clean')).toMatch(/^Nothing is left of runs that were killed\.\n/);
});
