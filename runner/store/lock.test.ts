import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../protocol/flags.ts';
import { lockRun } from './lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'echobench-lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Another run of this folder, as far as its lock goes, until it is killed. */
async function otherRun() {
  const lock = JSON.stringify(new URL('lock.ts', import.meta.url).href);
  const script = `const { lockRun } = await import(${lock}); await lockRun(${JSON.stringify(directory)}); console.log('locked'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    pid: child.pid,
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function refusal(): Promise<string> {
  const error: unknown = await lockRun(directory).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replaceAll(directory, 'DIR');
}

test('a folder that another process measures into is refused, and its lock left alone', async () => {
  const other = await otherRun();
  expect(await refusal()).toBe(
    `DIR: process ${other.pid} is measuring into this folder: wait for it, or stop it first`,
  );
  expect(await readdir(directory)).toEqual([`run.${other.pid}.lock`]);
  await other.kill();
});

test('the lock of a process that was killed holds nobody up, and goes', async () => {
  const other = await otherRun();
  await other.kill();
  await using _ = await lockRun(directory);
  expect(await readdir(directory)).toEqual([`run.${process.pid}.lock`]);
});

test.runIf(process.platform === 'linux')('so does one whose pid another program has by now', async () => {
  await writeFile(join(directory, `run.${process.ppid}.lock`), '1');
  await using _ = await lockRun(directory);
  expect(await readdir(directory)).toEqual([`run.${process.pid}.lock`]);
});

test('a lock goes with its run', async () => {
  await (await lockRun(directory))[Symbol.asyncDispose]();
  expect(await readdir(directory)).toEqual([]);
});

test('a folder that is not there is refused', async () => {
  await rm(directory, { recursive: true });
  expect(await refusal()).toMatch(/^DIR: there is no such file or folder: /);
  directory = await mkdtemp(join(tmpdir(), 'echobench-lock-'));
});
