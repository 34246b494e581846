/** What the user typed, and what the user is told to type, where npm has changed the folder. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkout, npmCommand, pathForUser, userPath } from './user-folder.ts';

beforeEach(() => vi.stubEnv('npm_package_json', join(checkout, 'package.json')));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('under one of our npm scripts', () => {
  beforeEach(() => vi.stubEnv('INIT_CWD', '/home/me/my work'));

  test('a path begins where the user is', () => {
    expect(userPath('./mine')).toBe('/home/me/my work/mine');
    expect(userPath('../mine')).toBe('/home/me/mine');
    expect(userPath('/tmp/mine')).toBe('/tmp/mine');
    expect(userPath(''), 'which is nowhere').toBe('');
  });

  test('a path is told as the user would type it', () => {
    expect(pathForUser('/home/me/my work/mine/report.md')).toBe('mine/report.md');
    expect(pathForUser('/home/me/my work/-mine')).toBe('./-mine');
    expect(pathForUser('/home/me/other')).toBe('/home/me/other');
    expect(pathForUser('results')).toBe(join(checkout, 'results'));
  });

  test('a command names the checkout, and is one that a shell takes as it is meant', () => {
    const words = npmCommand('report', ["it's $HOME", '*', 'plain']).replace(/^npm /, "printf '%s\\n' ");
    const printed = execFileSync('sh', ['-c', words], { encoding: 'utf8' });
    expect(printed).toBe(`--prefix\n${checkout}\nrun\nreport\n--\nit's $HOME\n*\nplain\n`);
  });
});

test('within the checkout a command need not name it', () => {
  vi.stubEnv('INIT_CWD', join(checkout, 'docs'));
  expect(npmCommand('report', ['../results/latest'])).toBe('npm run report -- ../results/latest');
  expect(npmCommand('list', [])).toBe('npm run list');
});

test.each([
  ['another package has started us', () => vi.stubEnv('npm_package_json', '/srv/theirs/package.json')],
  ['we are started in another folder', () => vi.spyOn(process, 'cwd').mockReturnValue('/srv')],
  ['npm has not started us', () => vi.stubEnv('INIT_CWD', undefined)],
])('a path stays as it was typed where %s', (_, otherwise) => {
  vi.stubEnv('INIT_CWD', '/home/me');
  otherwise();
  expect(userPath('mine')).toBe('mine');
});
