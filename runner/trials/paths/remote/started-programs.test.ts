/** Programs that were started through ssh are waited for, ended when they do not end, and told from others of their pid. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../../../../test/programs/program-under-test.ts';
import { checkout } from '../../../../native/user-folder.ts';
import { StartedPrograms } from './started-programs.ts';

/** Ends when it is told to by SIGTERM, or, if it is `deaf`, not even then. */
async function start(started: StartedPrograms, name: string, how: 'obedient' | 'deaf', cwd = checkout) {
  const deaf = how === 'deaf' ? `process.on('SIGTERM', () => {});` : '';
  const child = spawn(process.execPath, ['-e', `${deaf} setInterval(() => {}, 1000); console.log('there')`], { cwd });
  await once(child.stdout, 'data');
  writeFileSync(join(started.folder, name), `${child.pid}\n`);
  return child;
}

test('one that ends is waited for', async () => {
  await using started = await StartedPrograms.open();
  const child = await start(started, '1', 'obedient');
  const gone = started.untilGone('1');
  child.kill('SIGTERM');
  await gone;
  expect(isAlive(child.pid ?? -1)).toBe(false);
  expect(readdirSync(started.folder)).toEqual([]);
});

test('one that does not end is ended', async () => {
  await using started = await StartedPrograms.open(200);
  const child = await start(started, '1', 'deaf');
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await started.untilGone('1');
  expect(await ended).toEqual([null, 'SIGKILL']);
});

test('all of them are gone when it is disposed of, and so is the folder', async () => {
  const started = await StartedPrograms.open(200);
  const children = [await start(started, '1', 'deaf'), await start(started, '2', 'deaf')];
  await started[Symbol.asyncDispose]();
  expect(children.map(({ pid = -1 }) => isAlive(pid))).toEqual([false, false]);
  expect(existsSync(started.folder)).toBe(false);
});

test('a process elsewhere that has the same number is left alone, and what was never started is not waited for', async () => {
  await using started = await StartedPrograms.open(200);
  const other = await start(started, '1', 'obedient', tmpdir());
  await started.untilGone('1');
  await started.untilGone('2');
  writeFileSync(join(started.folder, '3'), '');
  await started.untilGone('3');
  expect(isAlive(other.pid ?? -1)).toBe(true);
  other.kill('SIGKILL');
});
