import { expect, test } from 'vitest';
import { models } from '../../../test/made-up-charts.ts';
import { madeUpRun } from '../../../test/made-up-run.ts';
import type { ResultFile } from '../../result/result.ts';
import { programRows } from './programs.ts';

const { result: sample } = madeUpRun([models], { rounds: 1 });
const { environment } = sample;
const programs = {
  passed: ['PATH'],
  given: { LC_ALL: 'C' },
  withheld: [],
  preloaded: [],
  niceness: 0,
  compileCache: 'kept',
} as const;

function resultWith(changes: Partial<ResultFile['environment']>, commandLine: readonly string[] = []): ResultFile {
  return { ...sample, commandLine, environment: { ...environment, programs, ...changes } };
}

function row(result: ResultFile, name: string): string | undefined {
  return programRows(result).find(([what]) => what === name)?.[1];
}

test('a runtime that is not pinned is told by where it came from', () => {
  const runtime = { ...environment.runtime, pinned: false };
  const told = (commandLine: readonly string[]) =>
    row(resultWith({ runtime }, commandLine), 'Runtime')?.replace(/^.*\), /, '');
  expect(told(['models', '--node', 'bin/node'])).toBe('chosen with --node');
  expect(told(['--node=bin/node'])).toBe('chosen with --node');
  expect(told(['models'])).toBe('the one that the runner itself was started with');
  expect(row(resultWith({}, ['--node', 'bin/node']), 'Runtime')).toMatch(/, pinned$/);
});

test('the environment is told with what was withheld, and as unknown where a file does not have it', () => {
  const name = 'Environment of servers and clients';
  expect(row(resultWith({}), name)).toBe(
    'made by the suite: `LC_ALL=C`, `PATH` and the cache below; nothing that changes figures was set',
  );
  expect(row(resultWith({ programs: { ...programs, withheld: ['NODE_OPTIONS'] } }), name)).toMatch(
    /; withheld: `NODE_OPTIONS`$/,
  );
  expect(row(resultWith({ programs: undefined }), name)).toBe('not recorded: all that the runner had reached them');
  const temporary = resultWith({ programs: { ...programs, compileCache: 'temporary' } });
  expect(row(temporary, 'Cache of compiled code')).toMatch(/^used; kept for this run/);
});
