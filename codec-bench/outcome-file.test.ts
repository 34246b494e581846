import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../protocol/flags.ts';
import { refuseUnwritable, writeOutcome } from './outcome-file.bench.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'echobench-outcome-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function refusal(attempt: Promise<void>): Promise<string> {
  const error: unknown = await attempt.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replaceAll(directory, 'DIR');
}

test('a file that can be written is neither made nor changed beforehand', async () => {
  await refuseUnwritable('--json', join(directory, 'new.json'));
  expect(await readdir(directory)).toEqual([]);
  const old = join(directory, 'old.json');
  await writeFile(old, 'of last week');
  await refuseUnwritable('--json', old);
  expect(await readFile(old, 'utf8')).toBe('of last week');
});

test.each([
  ['nowhere/new.json', 'no such file or directory'],
  ['.', 'illegal operation on a directory'],
  ['file/new.json', 'not a directory'],
])('%s is refused before anything is measured', async (name, reason) => {
  await writeFile(join(directory, 'file'), '');
  const path = `${directory}/${name}`;
  expect(await refusal(refuseUnwritable('--json', path))).toBe(
    `--json DIR/${name}: ${reason}; name a file in a folder that can be written`,
  );
});

test.runIf(existsSync('/dev/full'))('what was measured is kept where the disk turns out to be full', async () => {
  const message = await refusal(writeOutcome('--json', '/dev/full', 'all rounds'));
  const kept = /^--json \/dev\/full: no space left on device; what was measured is in (.*)$/.exec(message)?.[1] ?? '';
  expect(await readFile(kept, 'utf8')).toBe('all rounds');
  await rm(kept);
});
