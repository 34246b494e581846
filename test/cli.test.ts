/** The command line as a user meets it: what it refuses, and the main job from one end to the other. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { channelNames } from '../ipc/channels/index.ts';
import { experimentNames } from '../runner/experiments/index.ts';
import type { ResultFile } from '../runner/result/result.ts';
import { chosen } from './conformance/selection.ts';
import { madeUpResult } from './made-up-result.ts';
import { isAlive, ProgramUnderTest } from './programs/program-under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  await using cli = new ProgramUnderTest('runner/cli.ts', args);
  let stdout = '';
  cli.child.stdout?.on('data', (text: Buffer) => (stdout += text.toString()));
  const code = await cli.end();
  return { code, stdout, stderr: cli.stderr };
}

/** Programs that a process started, and those that they started, with `text` in their command lines. */
function descendantsOf(pid: number, text = ''): number[] {
  const rows = execFileSync('ps', ['-ww', '-e', '-o', 'pid=', '-o', 'ppid=', '-o', 'args='], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const programs = rows.map((row) => {
    const [own, parent, ...args] = row.trim().split(/\s+/);
    return { pid: Number(own), parent: Number(parent), args: args.join(' ') };
  });
  const below = (ancestor: number): typeof programs =>
    programs.filter(({ parent }) => parent === ancestor).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid).flatMap((program) => (program.args.includes(text) ? [program.pid] : []));
}

/** Looks until it has some. @throws when the run is over before. */
async function programsOf(cli: ProgramUnderTest, text: string): Promise<number[]> {
  for (;;) {
    const programs = descendantsOf(cli.child.pid ?? -1, text);
    if (programs.length > 0) return programs;
    if (cli.child.exitCode !== null) throw new Error(`ended too early: ${cli.stderr}`);
    await setImmediate();
  }
}

/** What is typed, and what is said of it; the first ones stand for a kind each. */
const refusals: [args: string[], message: string][] = [
  [
    ['bench', 'speed'],
    'experiment speed: unknown; use one of models, compute, connections, latency, capacity, overload, blocking, churn, idle, startup, readiness, framing, chunk',
  ],
  [['bench', '--nonsense'], "unknown option '--nonsense'"],
  [['report', 'results/nowhere'], 'results/nowhere'],
  [['report', 'results/ipc', '--hgrm', 'results'], 'results: holds files already: name a new or empty folder'],
  [['bench', '--budget', '3 bananas'], '--budget 3 bananas: use a number with its unit, such as 500ms, 2s, 10m or 1h'],
  [['bench', '--profile', 'hasty'], '--profile hasty: unknown; use one of smoke, quick, standard, rigorous'],
  [['bench', '--seed', 'x'], '--seed x: use a whole number from 0 to 4294967295'],
  [['bench', '--node', '/no/such/node'], '--node /no/such/node:'],
  [['bench', '--out', ''], '--out "": is empty; name a new or empty folder, or leave the flag out'],
  [['bench', '--node', ''], '--node "": is empty; name a Node, or leave the flag out'],
  [['report', ''], 'report "": is empty; name a folder that bench made'],
  [['bench', '--resume', ''], '--resume "": is empty; name the folder of a run that was cut off'],
  [['bench', '--resume', 'results/nowhere'], 'results/nowhere'],
  [['bench', 'models', '--resume', 'x'], 'models with --resume: a run goes on as it was planned; leave it out'],
  [['bench', '--seed', '1', '--resume', 'x'], '--seed with --resume: a run goes on as it was planned; leave it out'],
  [['report', 'results/ipc', '--hgrm', ''], '--hgrm "": is empty; name a new or empty folder, or leave the flag out'],
  [['report', 'results/nowhere', '--hgrm', 'results'], 'results/nowhere'],
  [['report'], "missing required argument 'dir'"],
  [['compare', 'results/ipc'], "missing required argument 'b'"],
  [['compare', 'results/ipc', ''], 'compare "": is empty; name a folder that bench made'],
  [
    ['compare', 'results/ipc', 'results/load', '--fail-on', 'slow'],
    '--fail-on slow: use slower:PERCENT%, such as slower:10%',
  ],
  [['compare', 'results/ipc', 'results/ipc'], 'are the same result; compare two runs'],
  [['report', 'results/ipc', '--format', 'xml'], '--format xml: unknown; use one of csv, json'],
  [['report', 'results/ipc', '--format', 'csv', '--rows', 'x'], '--rows x: unknown; use one of figures, trials'],
  [['report', 'results/ipc', '--rows', 'trials'], '--rows trials: is for data; name a --format too: csv or json'],
  [
    ['report', 'results/ipc', '--format', 'csv', '--hgrm', 'x'],
    '--format with --hgrm: one of them at a time; leave one out',
  ],
  [['cite', 'models', 'results/ipc', '--format', 'pdf'], '--format pdf: unknown; use one of text, markdown, bibtex'],
  [['cite', ''], 'cite "": is empty; name an ID or a folder that bench made, or leave it out'],
  [['cite', 'results/nowhere'], 'results/nowhere: there is no such file or folder'],
  [['dance'], "unknown command 'dance'"],
];

describe('refuses, in one sentence and before anything starts,', () => {
  test.each(chosen(refusals, refusals.slice(0, 5)))('%j', async (args, message) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('an --out that holds files, or cannot be written', async () => {
    const full = join(folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'thesis.txt'), 'mine');
    expect(await run('bench', '--out', full)).toMatchObject({
      code: 2,
      stderr: `--out ${full}: holds files already: name a new or empty folder\n`,
    });
    expect(await run('bench', '--out', '/proc/nowhere')).toMatchObject({ code: 2 });
  });

  test('a path, which is taken from the folder where the user is', async () => {
    const full = join(folder, 'of the user');
    mkdirSync(join(full, 'mine'), { recursive: true });
    writeFileSync(join(full, 'mine', 'thesis.txt'), 'mine');
    const refused = async (...args: readonly string[]) => {
      await using cli = new ProgramUnderTest('runner/cli.ts', args, { INIT_CWD: full });
      return { code: await cli.end(), stderr: cli.stderr };
    };
    const refusal = (path: string) => ({ code: 2, stderr: expect.stringContaining(`${join(full, path)}: `) });
    expect(await refused('bench', '--out', './mine')).toEqual(refusal('mine'));
    expect(await refused('bench', '--resume', 'nowhere')).toEqual(refusal('nowhere'));
    expect(await refused('bench', '--node', 'bin/node')).toEqual(refusal('bin/node'));
    expect(await refused('report', 'mine')).toEqual(refusal('mine'));
  });

  test('a result by another name, which may lie among the files of others', async () => {
    const downloads = join(folder, 'downloads');
    mkdirSync(join(downloads, 'charts'), { recursive: true });
    writeFileSync(join(downloads, 'charts', 'of-the-sea.svg'), 'mine');
    const file = join(downloads, 'echo.json');
    writeFileSync(file, JSON.stringify(madeUpResult()));
    const { code, stderr } = await run('report', file);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `${file}: a report is written beside its result: put the file into a folder of its own, as results.json, and name that\n`,
    );
    expect(readdirSync(join(downloads, 'charts'))).toEqual(['of-the-sea.svg']);
  });

  test('going on with a run that is still measured', async () => {
    const live = join(folder, 'live');
    mkdirSync(live);
    writeFileSync(join(live, `run.${process.pid}.lock`), '');
    expect(await run('bench', '--resume', live)).toMatchObject({
      code: 2,
      stderr: `${live}: process ${process.pid} is measuring into this folder: wait for it, or stop it first\n`,
    });
  });

  test('a budget that is too short, as it was typed, without making a folder', async () => {
    const out = join(folder, 'short');
    const { code, stderr } = await run('bench', '--profile', 'quick', '--budget', '0.5m', '--out', out);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^--budget 0.5m: this takes \d+m; use that or more, fewer experiments, or --profile smoke\n$/,
    );
    expect(existsSync(out)).toBe(false);
  });

  test('a results.json that is cut short, of a newer version, or edited to nonsense', async () => {
    const parsed = madeUpResult();
    const good = JSON.stringify(parsed);
    const broken = {
      cut: good.slice(0, good.length / 2),
      newer: JSON.stringify({ ...parsed, version: 99 }),
      nonsense: JSON.stringify({ ...parsed, trials: [{ ...parsed.trials[0], cell: 'never/planned' }] }),
    };
    const says = { cut: 'was cut short', newer: 'newer', nonsense: 'never/planned' };
    for (const [name, text] of Object.entries(broken)) {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, text);
      const { code, stderr } = await run('report', file);
      expect(code).toBe(2);
      expect(stderr).toContain(says[name as keyof typeof says]);
    }
  });
});

test('list names everything, for people and for programs', async () => {
  expect((await run('list')).stdout).toContain('event-loop');
  const list = JSON.parse((await run('list', '--json')).stdout) as Record<
    string,
    { name: string; supported: boolean }[]
  >;
  expect(Object.keys(list)).toEqual(['models', 'framings', 'services', 'channels', 'paths', 'experiments']);
  expect(list['experiments']?.map(({ name }) => name)).toEqual(experimentNames);
  expect(list['channels']?.map(({ name }) => name)).toEqual(channelNames);
  expect(list['services']?.map(({ name }) => name)).toEqual(['echo', 'work:N', 'work:payload', 'mix:SHARE*N,…']);
  expect(list['framings']?.every(({ supported }) => supported)).toBe(true);
});

test('doctor looks at this machine', async () => {
  const { code, stdout } = await run('doctor');
  expect(code).toBe(0);
  expect(stdout).toMatch(/processors/i);
});

/** Its groups have no load, that of the known slowdown has; .ci/run has a smoke run of all experiments. */
const some = ['startup'];

test('a smoke run: results, report, charts; the report can be made again byte for byte', async () => {
  const out = join(folder, 'smoke');
  // Variables that would change figures reach nothing that is measured, and the user is told.
  const preload = join(folder, 'spoils.cjs');
  writeFileSync(preload, `if (!process.argv[1]?.endsWith('runner/cli.ts')) throw new Error('preloaded');`);
  const spoiling = { NODE_OPTIONS: `--require ${preload}`, NODE_DISABLE_COMPILE_CACHE: '1', GIT_DIR: folder };
  await using cli = new ProgramUnderTest(
    'runner/cli.ts',
    ['bench', ...some, '--profile', 'smoke', '--seed', '5', '--out', out],
    spoiling,
  );
  let stdout = '';
  cli.child.stdout?.on('data', (text: Buffer) => (stdout += text.toString()));
  const code = await cli.end();
  const { stderr } = cli;
  expect(stderr).not.toContain('failed');
  expect(code).toBe(0);
  for (const name of some) expect(stderr).toContain(`\n${name}, before the controls are judged: `);
  expect(stdout).toContain('report.md');
  expect(readdirSync(out).toSorted()).toEqual(['charts', 'report.html', 'report.md', 'results.json']);
  expect(await run('bench', '--resume', out)).toMatchObject({
    code: 2,
    stderr: `--resume ${out}: this run is finished: its report is ${join(out, 'report.md')}\n`,
  });
  const result = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as ResultFile;
  const cells = result.plan.groups.flatMap((group) => group.cells);
  expect(result.trials.map(({ outcome }) => outcome)).toEqual(cells.map(() => 'completed'));
  expect(result).toMatchObject({
    plan: { seed: 5, profile: 'smoke' },
    commandLine: [...some, '--profile', 'smoke', '--seed', '5'],
  });
  expect(existsSync(join(out, 'trials.jsonl'))).toBe(false);
  expect(stderr).toContain('NODE_DISABLE_COMPILE_CACHE, NODE_OPTIONS: not passed on to what is measured');
  expect(result.environment.programs).toMatchObject({
    given: { LC_ALL: 'C' },
    withheld: expect.arrayContaining(['NODE_DISABLE_COMPILE_CACHE', 'NODE_OPTIONS']),
    compileCache: 'kept',
    niceness: getPriority(),
  });
  expect(/withheld: .*<code>NODE_OPTIONS<\/code>/.test(readFileSync(join(out, 'report.html'), 'utf8'))).toBe(true);
  const files = ['report.md', 'report.html', ...readdirSync(join(out, 'charts')).map((chart) => join('charts', chart))];
  const before = files.map((file) => readFileSync(join(out, file), 'utf8'));
  expect(files.length).toBeGreaterThan(some.length);
  rmSync(join(out, 'charts'), { recursive: true });
  expect((await run('report', join(out, 'results.json'))).code, 'by the file as well as by its folder').toBe(0);
  expect(files.map((file) => readFileSync(join(out, file), 'utf8'))).toEqual(before);
}, 120_000);

test('a calibration that fails says why, and leaves no folder', async () => {
  const node = join(folder, 'node-that-serves-nothing');
  const broken = 'case "$*" in *servers/main.ts*) echo no servers today >&2; exit 3;; esac';
  writeFileSync(node, `#!/bin/sh\n${broken}\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });
  const out = join(folder, 'never-calibrated');
  expect(await run('bench', '--profile', 'smoke', '--node', node, '--out', out)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'server event-loop: ended by itself (exit code 3): no servers today\n',
  });
  expect(existsSync(out)).toBe(false);
});

test('a program that crashes is told of with the message that it crashed with, and what it wrote', async () => {
  const preload = join(folder, 'crashes.cjs');
  writeFileSync(preload, `if (process.argv[1]?.endsWith('servers/main.ts')) throw new Error('the disk is on fire');`);
  const node = join(folder, 'node-that-crashes');
  writeFileSync(node, `#!/bin/sh\nexec '${process.execPath}' --require '${preload}' "$@"\n`, { mode: 0o755 });
  const { code, stderr } = await run('bench', '--profile', 'smoke', '--node', node, '--out', join(folder, 'crashed'));
  expect(code).toBe(1);
  const [first, ...log] = stderr.trim().split('\n');
  expect(first).toBe('server event-loop: ended by itself (exit code 1): Error: the disk is on fire');
  expect(log[0]).toBe('[server event-loop]');
  expect(log).toContain('Error: the disk is on fire');
  expect(log.at(-1)).toBe(`Node.js ${process.version}`);
});

test('an interrupt during the calibration leaves nothing running, and no folder', async () => {
  const out = join(folder, 'new', 'uncalibrated');
  await using cli = new ProgramUnderTest('runner/cli.ts', ['bench', 'models', '--profile', 'standard', '--out', out]);
  const programs = await programsOf(cli, 'servers/main.ts');
  cli.child.kill('SIGINT');
  expect(await cli.end()).toBe(130);
  expect(cli.stderr).toBe('stopped; nothing was measured yet\n');
  expect(programs.filter(isAlive)).toEqual([]);
  expect(existsSync(join(folder, 'new'))).toBe(false);
}, 60_000);

test('an interrupt leaves nothing running and loses nothing; the command it prints goes on to the end', async () => {
  const out = join(folder, "somebody's interrupted run");
  const node = join(folder, 'another node');
  symlinkSync(process.execPath, node);
  const flags = ['--profile', 'smoke', '--seed', '6', '--out', out, '--node', node];
  await using cli = new ProgramUnderTest('runner/cli.ts', ['bench', 'startup', ...flags]);
  const secondBlock = Promise.withResolvers<void>();
  cli.child.stderr?.on('data', () => {
    if (cli.stderr.includes('block 2 of')) secondBlock.resolve();
  });
  await secondBlock.promise;
  expect(existsSync(join(out, `run.${cli.child.pid}.lock`))).toBe(true);
  const programs = await programsOf(cli, '');
  cli.child.kill('SIGINT');
  expect(await cli.end()).toBe(130);
  expect(programs.filter(isAlive)).toEqual([]);
  expect(readdirSync(out)).toEqual(['trials.jsonl']);
  const saved = readFileSync(join(out, 'trials.jsonl'), 'utf8').trim().split('\n').length - 1;
  expect(saved).toBeGreaterThan(0);

  const command = /^stopped; what was measured is safe: (.*)$/m.exec(cli.stderr)?.[1] ?? '';
  expect(command).toMatch(/^npm .*bench -- --resume .* --node /);
  execFileSync('sh', ['-c', command], { stdio: 'ignore' });
  const result = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as ResultFile;
  expect(result.trials.length).toBe(result.plan.groups.flatMap((group) => group.cells).length);
  expect(result.finishedAt).not.toBeNull();
  expect(result.commandLine).toEqual(['startup', '--profile', 'smoke', '--seed', '6', '--node', node]);
  // Another name of the binary that is pinned.
  expect(result.environment.runtime.pinned).toBe(true);
}, 120_000);
