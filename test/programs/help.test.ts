/** What the programs say when they are asked how they are used, and when a number is below 0. */
import { expect, test } from 'vitest';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

function run(entry: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test.each([
  ['servers/main.ts', 'usage: npm run serve -- '],
  ['clients/main.ts', 'usage: npm run load -- '],
  ['ipc/main.ts', 'usage: npm run ipc -- '],
  ['observations/main.ts', 'usage: npm run observe -- '],
])('%s: the usage is no refusal', (entry, usage) => {
  const help = run(entry, ['--help']);
  expect(help).toEqual({ status: 0, stdout: expect.stringMatching(`^${usage}`), stderr: '' });
  // Beside flags that would do as well.
  expect(run(entry, ['--seed', '1', '-h'].slice(entry.startsWith('servers') ? 2 : 0))).toEqual(help);
});

test.each([
  ['servers/main.ts', ['--model', 'event-loop', '--framing', 'raw', '--workers', '-1'], '--workers -1: use a whole'],
  ['clients/main.ts', ['--connect', 'h:1', '--framing', 'raw', '--connections', '-1'], '--connections -1: use a whole'],
  ['clients/main.ts', ['--connect', 'h:1', '--framing', 'raw', '--duration', '-1s'], '--duration -1s: use a number'],
  ['ipc/main.ts', ['--channel', 'pipe', '--mode', 'stream', '--bytes', '-64'], '--bytes -64: use a whole number'],
  ['observations/main.ts', [], '--observation is missing; use one of '],
  ['observations/main.ts', ['--observation', 'none'], '--observation none: unknown; use one of '],
  [
    'observations/main.ts',
    ['--observation', 'backlog', '--set', 'burst'],
    '--set burst: use NAME=VALUE with backlog, burst',
  ],
  [
    'observations/main.ts',
    ['--observation', 'backlog', '--set', 'size=1'],
    '--set size=1: use NAME=VALUE with backlog',
  ],
  [
    'observations/main.ts',
    ['--observation', 'backlog', '--set', 'burst=x'],
    '--set burst x: use a whole number from 0 to',
  ],
  [
    'observations/main.ts',
    ['--observation', 'backlog', '--connect', 'h:1'],
    '--connect h:1: backlog has both ends itself',
  ],
])('%s %j: says what would do, in one line', (entry, args, words) => {
  const { status, stdout, stderr } = run(entry, args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(new RegExp(`^${words}.*\n$`));
});
