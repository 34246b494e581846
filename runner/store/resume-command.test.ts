import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { quoted } from '../../protocol/shell-word.ts';
import { nodeOf, resumeCommand } from './resume-command.ts';

afterEach(() => vi.unstubAllEnvs());

const checkout = join(import.meta.dirname, '../..');

test('from within the checkout, npm finds it', () => {
  vi.stubEnv('INIT_CWD', join(checkout, 'docs'));
  expect(resumeCommand('/tmp/run', null)).toBe('npm run bench -- --resume /tmp/run');
});

test('from elsewhere, npm is told where it is', () => {
  vi.stubEnv('INIT_CWD', '/');
  expect(resumeCommand('/tmp/run', null)).toBe(`npm --prefix ${quoted(checkout)} run bench -- --resume /tmp/run`);
});

test('the runtime is named again, and no path depends on the folder it is typed in', () => {
  vi.stubEnv('INIT_CWD', checkout);
  expect(resumeCommand('results/one', 'bin/node')).toBe(
    `npm run bench -- --resume ${quoted(join(process.cwd(), 'results/one'))} --node ${quoted(join(process.cwd(), 'bin/node'))}`,
  );
});

test.each(["/tmp/my run/it's $HOME", '/tmp/~`date`', '/tmp/*?', '/tmp/größe'])(
  'a shell reads %s as one word',
  (path) => {
    vi.stubEnv('INIT_CWD', checkout);
    const words = resumeCommand(path, null).replace('npm run bench --', "printf '%s\\n'");
    expect(execFileSync('sh', ['-c', words], { encoding: 'utf8' })).toBe(`--resume\n${path}\n`);
  },
);

test.each<[commandLine: readonly string[], node: string | null]>([
  [[], null],
  [['models', '--profile', 'quick'], null],
  [['--node', '/opt/node', '--seed', '1'], '/opt/node'],
  [['models', '--node=/opt/my node'], '/opt/my node'],
])('the runtime of %j', (commandLine, node) => {
  expect(nodeOf(commandLine)).toBe(node);
});
