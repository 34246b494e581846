/** The codec benchmark by its command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProgramUnderTest } from '../test/programs/program-under-test.ts';

const entry = 'codec-bench/main.bench.ts';

test.each([
  [['--framing', 'type-tagged', '--bytes', '100'], '--bytes 100 with --framing type-tagged: there is no type for 100'],
  [
    ['--framing', 'raw,length-ascii5', '--bytes', '100000,200000'],
    '--bytes 100000,200000 with --framing length-ascii5: 5 digits say at most 99999 bytes',
  ],
])('refuses %j before anything is measured', async (args, message) => {
  await using bench = new ProgramUnderTest(entry, args);
  await expect(bench.line()).rejects.toThrow('ended with 2');
  expect(bench.stderr).toContain(message);
});

test('what is measured gets no preload', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'echobench-'));
  const preload = join(folder, 'preload.cjs');
  writeFileSync(preload, `if (process.argv[1]?.endsWith('worker.bench.ts')) throw new Error('preloaded');`);
  const args = ['--framing', 'fixed', '--bytes', '64', '--chunks', 'message', '--alone', '--rounds', '1'];
  await using bench = new ProgramUnderTest(entry, args, { NODE_OPTIONS: `--require ${preload}` });
  bench.child.stdout?.resume();
  expect(await bench.end()).toBe(0);
  expect(bench.stderr).not.toContain('preloaded');
  rmSync(folder, { recursive: true });
}, 30_000);
