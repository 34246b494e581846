/** Commands for another machine's shell, run by the shells of this one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentCommand, idleCommand, lacks, programCommand } from './far-shell.ts';

const home = mkdtempSync(join(tmpdir(), 'echobench-home-'));
afterAll(() => rmSync(home, { recursive: true }));

/** As sshd does: the user's shell gets the command, in the home folder. */
function run(command: string, shell = 'sh', env: NodeJS.ProcessEnv = {}) {
  const ran = spawnSync(shell, ['-c', command], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, ...env },
    encoding: 'utf8',
  });
  return { status: ran.status, stdout: ran.stdout };
}

describe('the agent', () => {
  /** Stands for Node: says where it is, and what it was given. */
  function makeCheckout(name: string): void {
    for (const folder of ['runner', 'servers', 'node_modules/.bin'])
      mkdirSync(join(home, name, folder), { recursive: true });
    for (const file of ['package.json', 'servers/main.ts', 'runner/agent.ts'])
      writeFileSync(join(home, name, file), '');
    writeFileSync(join(home, name, 'node_modules/.bin/node'), '#!/bin/sh\npwd; echo "$@"\n', { mode: 0o755 });
  }
  beforeAll(() => {
    makeCheckout('echobench');
    makeCheckout("it's $HOME; my tests");
  });

  test.each(['echobench', '~/echobench', `${home}/echobench`])('is started in %s', (folder) => {
    const { stdout } = run(agentCommand(folder, 1000));
    expect(stdout).toBe(`${join(home, 'echobench')}\n-r ./runner/require-node.cjs runner/agent.ts --silence 1000ms\n`);
  });

  test.each(["it's $HOME; my tests", "~/it's $HOME; my tests"])(
    'is started in %s: nothing in it is more than a letter',
    (folder) => {
      expect(run(agentCommand(folder, 1)).stdout).toMatch(join(home, "it's $HOME; my tests"));
    },
  );

  test('is not looked for where CDPATH leads', () => {
    mkdirSync(join(home, 'elsewhere/echobench'), { recursive: true });
    const { stdout } = run(agentCommand('echobench', 1), 'sh', { CDPATH: join(home, 'elsewhere') });
    expect(stdout).toMatch(join(home, 'echobench'));
  });

  test('is missed with a number for each lack', () => {
    mkdirSync(join(home, 'empty'));
    expect(run(agentCommand('nowhere', 1)).status).toBe(lacks.folder);
    expect(run(agentCommand('~nobody-of-that-name/x', 1)).status).toBe(lacks.folder);
    expect(run(agentCommand('empty', 1)).status).toBe(lacks.checkout);
    mkdirSync(join(home, 'bare/servers'), { recursive: true });
    for (const file of ['package.json', 'servers/main.ts']) writeFileSync(join(home, 'bare', file), '');
    expect(run(agentCommand('bare', 1)).status).toBe(lacks.agent);
    mkdirSync(join(home, 'bare/runner'));
    writeFileSync(join(home, 'bare/runner/agent.ts'), '');
    expect(run(agentCommand('bare', 1)).status).toBe(lacks.node);
  });
});

describe('a program', () => {
  const program = {
    folder: home,
    pidFile: join(home, 'pid'),
    variables: { PATH: process.env['PATH'] ?? '', GREETING: "it's $HOME" },
    cpus: null,
  };

  test('gets its arguments and its variables as they are, and no others', () => {
    const script = 'console.log(JSON.stringify([process.argv.slice(1), process.env, process.pid]))';
    const command = programCommand({ ...program, command: [process.execPath, '-e', script, 'a b', '$x', "it's", ''] });
    const [args, variables, pid] = JSON.parse(
      run(command, 'sh', { NODE_OPTIONS: '--no-warnings' }).stdout,
    ) as unknown[];
    expect(args).toEqual(['a b', '$x', "it's", '']);
    expect(variables).toEqual(program.variables);
    expect(readFileSync(program.pidFile, 'utf8')).toBe(`${String(pid)}\n`);
  });

  test('is bound to processors before it is there', () => {
    const command = programCommand({
      ...program,
      cpus: [0],
      command: ['grep', 'Cpus_allowed_list', '/proc/self/status'],
    });
    expect(run(command).stdout).toBe('Cpus_allowed_list:\t0\n');
  });

  test('is not started where the folder or the file for its pid cannot be had', () => {
    for (const lacking of [{ folder: join(home, 'nowhere') }, { pidFile: join(home, 'nowhere', 'pid') }]) {
      expect(run(programCommand({ ...program, ...lacking, command: ['echo', 'started'] })).stdout).toBe('');
    }
  });
});

test('what holds a connection open says so, and ends with its input', () => {
  expect(execFileSync('sh', ['-c', idleCommand], { input: '', encoding: 'utf8' })).toBe('{"event":"open"}\n');
});

const others = ['bash', 'zsh', 'fish', 'csh', 'tcsh'];
test.for(others)('%s hands over to sh', (shell, { skip }) => {
  if (spawnSync(shell, ['-c', 'true']).status !== 0) skip(`there is no ${shell} here`);
  symlinkSync('/', join(home, `root-${shell}`));
  const command = programCommand({
    folder: join(home, `root-${shell}`),
    pidFile: join(home, 'pid'),
    variables: { PATH: process.env['PATH'] ?? '' },
    cpus: null,
    command: ['echo', "it's", 'a  b'],
  });
  expect(run(command, shell).stdout).toBe("it's a  b\n");
});
