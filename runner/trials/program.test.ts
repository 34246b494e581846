/** Programs as the runner sees them: what they say, how they end, and that nothing of them stays. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { isAlive } from '../../test/programs/program-under-test.ts';
import { allowedCpus } from '../../native/affinity.ts';
import { capture, Program } from './program.ts';
import { here } from './place.ts';

const folder = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program with this source. */
async function start(name: string, source: string, cpus: readonly number[] | null = null): Promise<Program> {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, source);
  const runtime = { node: process.execPath, compileCache: join(folder, 'cache') };
  return await Program.start({ title: name, runtime, place: here, command: [file], cpus });
}

const say = (line: object) => `console.log(${JSON.stringify(JSON.stringify(line))});`;
const stayUntilStopped = `process.stdin.on('data', () => process.exit(0)); process.stdin.on('end', () => process.exit(0));`;

test('answers lines, and stops when it is asked to', async () => {
  const echo = `process.stdin.on('data', (d) => {
    if (String(d).startsWith('stop')) process.exit(0);
    console.log(JSON.stringify({ event: 'answer', to: String(d).trim() }));
  });`;
  await using program = await start('echo', echo);
  expect(await program.ask('hello', 'answer')).toEqual({ event: 'answer', to: 'hello' });
  await program.stop();
  expect(isAlive(program.pid ?? -1)).toBe(false);
});

test('one that crashes at its start is an error with its last words', async () => {
  await using program = await start('crash', `console.error('first'); throw new Error('no such thing');`);
  await expect(program.answer('ready')).rejects.toThrow('crash: ended by itself (exit code 1): Error: no such thing');
  expect(program.log).toContain('no such thing');
});

test('one that never gets ready is an error, and is ended', async () => {
  await using program = await start('silent', `process.stdin.resume();`);
  await expect(program.answer('ready', 300)).rejects.toThrow("silent: no 'ready' within 0.3 s");
  await program[Symbol.asyncDispose]();
  expect(isAlive(program.pid ?? -1)).toBe(false);
});

test('one that is killed while an answer is due is an error with the signal', async () => {
  await using program = await start('victim', `${say({ event: 'ready' })} process.stdin.resume();`);
  await program.answer('ready');
  const answer = program.ask('work', 'done');
  process.kill(program.pid ?? -1, 'SIGKILL');
  await expect(answer).rejects.toThrow(/^victim: ended by itself \(SIGKILL\)/);
});

test('one that tells of a failure, refuses a line, or prints nonsense, is an error that says so', async () => {
  await using failing = await start(
    'failing',
    `${say({ event: 'failure', message: 'disk on fire' })} ${stayUntilStopped}`,
  );
  await expect(failing.answer('ready')).rejects.toThrow('failing: disk on fire');
  await using refusing = await start(
    'refusing',
    `${say({ event: 'error', line: 'go soon', message: 'go soon: use a whole number' })} ${stayUntilStopped}`,
  );
  await expect(refusing.answer('slice')).rejects.toThrow('refusing: go soon: use a whole number');
  await using noisy = await start('noisy', `console.log('hello there'); ${stayUntilStopped}`);
  await expect(noisy.answer('ready')).rejects.toThrow('noisy: printed a line that is no JSON: hello there');
  for (const stray of ['42', 'null', '{"level":30}', '{"event":3}']) {
    await using straying = await start('straying', `console.log('${stray}'); ${stayUntilStopped}`);
    const sentence = `straying: printed a line that tells of no event: ${stray}`;
    await expect(straying.answer('ready')).rejects.toThrow(sentence);
  }
});

test('one that exits with an error when it is stopped is an error', async () => {
  await using program = await start('sore', `process.stdin.on('data', () => process.exit(3));`);
  await expect(program.stop()).rejects.toThrow('sore: ended with exit code 3 when it was stopped');
});

test('one that crashes when it is stopped tells why', async () => {
  await using program = await start('weak', `process.stdin.on('data', () => { throw new TypeError('no strength') });`);
  const why = 'weak: ended with exit code 1 when it was stopped: TypeError: no strength';
  await expect(program.stop()).rejects.toThrow(why);
});

test('one that still writes when it has said its last line is waited for', async () => {
  const written = join(folder, 'written');
  const source = `import { writeFileSync } from 'node:fs';
    process.stdin.once('data', () => {
      ${say({ event: 'report' })}
      setTimeout(() => {
        writeFileSync(${JSON.stringify(written)}, 'all of it');
        process.exit(0);
      }, 200);
    });`;
  await using program = await start('writer', source);
  await program.ask('stop', 'report');
  await program.untilStopped();
  expect(readFileSync(written, 'utf8')).toBe('all of it');
});

test('one that stays when it is stopped is an error, and is ended', async () => {
  await using program = await start('deaf', `process.stdin.on('data', () => {}); ${say({ event: 'ready' })}`);
  await program.answer('ready');
  program.say('stop');
  await expect(program.untilStopped(300)).rejects.toThrow('deaf: was still there 0.3 s after it was stopped');
  await program[Symbol.asyncDispose]();
  expect(isAlive(program.pid ?? -1)).toBe(false);
});

test('one that does not exist is an error', async () => {
  const runtime = { node: join(folder, 'no-node'), compileCache: folder };
  await using program = await Program.start({ title: 'ghost', runtime, place: here, command: [], cpus: null });
  await expect(program.answer('ready')).rejects.toThrow(/^ghost: ended by itself/);
});

test('runs on the processors that it is given, and the runner stays where it was', async () => {
  const before = allowedCpus();
  const cpu = before.at(-1) ?? 0;
  const source = `import { readFileSync } from 'node:fs';
    const list = /Cpus_allowed_list:\\s*(\\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
    console.log(JSON.stringify({ event: 'cpus', list })); ${stayUntilStopped}`;
  await using program = await start('bound', source, [cpu]);
  expect(await program.answer('cpus')).toEqual({ event: 'cpus', list: String(cpu) });
  expect(allowedCpus()).toEqual(before);
});

test('captures what a program prints, which has the variables that it is given and no others', async () => {
  const names = 'Object.keys(process.env).join()';
  expect(await capture(process.execPath, ['-p', names], { COLOUR: 'red' })).toBe('COLOUR');
});

test('one that is measured gets the environment that the suite makes: no preload, no tuning, its own cache', async () => {
  const preload = join(folder, 'preload.cjs');
  writeFileSync(preload, `console.log('from the preload');`);
  const source = `console.log(JSON.stringify({ event: 'environment', ...process.env })); ${stayUntilStopped}`;
  vi.stubEnv('NODE_OPTIONS', `--require ${preload}`);
  vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', '1');
  vi.stubEnv('UV_THREADPOOL_SIZE', '1');
  vi.stubEnv('npm_lifecycle_event', 'bench');
  vi.stubEnv('HOME', '/home/of-somebody');
  vi.stubEnv('TMPDIR', undefined);
  await using program = await start('surrounded', source).finally(() => vi.unstubAllEnvs());
  expect(await program.answer('environment')).toEqual({
    event: 'environment',
    PATH: process.env['PATH'],
    HOME: '/home/of-somebody',
    LC_ALL: 'C',
    NODE_COMPILE_CACHE: join(folder, 'cache'),
  });
});
