/** The channel program as its users see it: what it prints, what it refuses, and that nothing is left of it. */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { channels, type ChannelName } from '../../ipc/channels/index.ts';
import type { ChannelReport, SliceLine } from '../../ipc/report.ts';
import { allowedCpus } from '../../native/affinity.ts';
import { processCpuNs } from '../../native/clocks.ts';
import { chosen, testedChannels } from '../conformance/selection.ts';
import { isAlive, ProgramUnderTest } from './program-under-test.ts';

const start = (...args: string[]) => new ProgramUnderTest('ipc/main.ts', args);
const steered = (channel: ChannelName, mode: string, bytes: number, ...more: string[]) =>
  start('--channel', channel, '--mode', mode, '--bytes', String(bytes), '--control', 'stdin', ...more);
const shortNames = (names: readonly string[]) => names.filter((name) => name.startsWith('echobench-')).length;
async function untilGone(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
}

/** Everything from ready to the end of the program; the slice and the report. */
async function measure(program: ProgramUnderTest) {
  const ready = await program.line();
  expect(ready.event, program.stderr).toBe('ready');
  const slice = (await program.ask('go 20')) as unknown as SliceLine;
  const warm = await program.ask('warm');
  await program.ask('go 20');
  const report = (await program.ask('stop')) as unknown as ChannelReport;
  expect(await program.end()).toBe(0);
  return { ready, slice, warm, report };
}

describe.each(testedChannels)('%s', (name) => {
  const isThread = channels[name].between === 'threads';

  test('measures round trips of 64 B, and says what both ends used', async () => {
    await using program = steered(name, 'pingpong', 64);
    const { ready, slice, warm, report } = await measure(program);
    expect(ready).toMatchObject({ channel: name, pid: program.child.pid });
    expect(ready['farPid'] === ready['pid']).toBe(isThread);
    expect(slice.windowNs).toBeGreaterThanOrEqual(20e6);
    expect(warm['messages']).toBe(slice.messages);
    for (const used of [slice.near, slice.far]) {
      expect(used?.cpuNs).toBeGreaterThan(0);
      expect(used?.cpuNs).toBeLessThan(10 * slice.windowNs);
      expect(used?.contextSwitches.voluntary).toBeGreaterThanOrEqual(0);
    }
    const [measured] = report.evidence.slices;
    expect(report.roundTrip?.count).toBe(measured?.messages);
    expect(report.roundTrip?.p50Ns).toBeGreaterThan(0);
    expect(report.messagesPerSecond).toBeCloseTo((1e9 * (measured?.messages ?? 0)) / (measured?.windowNs ?? 0), 3);
    expect(report.bytesPerSecond).toBeCloseTo(64 * report.messagesPerSecond, 3);
    expect(report.errors).toBe(0);
    if (!isThread) await untilGone(ready['farPid'] as number);
  });

  test('measures a stream of 4 KiB, and has no round trip then', async () => {
    await using program = steered(name, 'stream', 4096);
    const { slice, report } = await measure(program);
    expect(slice.messages).toBeGreaterThan(0);
    expect(report.roundTrip).toBeUndefined();
    expect(report.bytesPerSecond).toBeCloseTo(4096 * report.messagesPerSecond, 3);
  });
});

/** The JSON of Node's IPC would take half a minute for a megabyte. */
const large = testedChannels.filter((name) => name !== 'node-ipc-json');

test.each(chosen<ChannelName>(large, ['tcp-loopback', 'shm-ring-block', 'pipe-blocking']))(
  '%s carries 1 MiB, of which every byte is compared',
  async (name) => {
    await using program = steered(name, 'pingpong', 2 ** 20, '--check', 'full');
    const { report } = await measure(program);
    expect(report.errors).toBe(0);
  },
);

/** Watched by the end of a pipe, by Node, and by a futex that nobody wakes. */
const betweenProcesses = chosen<ChannelName>(
  testedChannels.filter((name) => channels[name].between === 'processes'),
  ['pipe-blocking', 'node-ipc-json', 'shm-ring-block'],
);

test.each(betweenProcesses)('%s: a far end that is killed in the middle of a slice is told of', async (name) => {
  await using program = steered(name, 'pingpong', 64);
  const ready = await program.line();
  // The first slice begins with verifying the channel, which is a phase of its own.
  await program.ask('go 20');
  program.say('go 60000');
  const farPid = ready['farPid'] as number;
  const before = processCpuNs(farPid) ?? 0;
  await expect.poll(() => processCpuNs(farPid) ?? 0, { timeout: 10_000 }).toBeGreaterThan(before + 5e6);
  process.kill(farPid, 'SIGKILL');
  const failure = await program.line();
  expect(failure).toMatchObject({ event: 'failure', phase: 'warm-up' });
  expect(failure['message']).toMatch(/^the far process: ended by itself \(SIGKILL\)$/);
  expect(await program.end()).toBe(1);
});

test.each(betweenProcesses)('%s: a near end that is killed takes the far one with it', async (name) => {
  await using program = steered(name, 'stream', 64);
  const ready = await program.line();
  program.say('go 60000');
  const farPid = ready['farPid'] as number;
  const before = processCpuNs(farPid) ?? 0;
  await expect.poll(() => processCpuNs(farPid) ?? 0, { timeout: 10_000 }).toBeGreaterThan(before + 5e6);
  program.child.kill('SIGKILL');
  await untilGone(farPid);
});

test.each(['sab-ring-spin', 'shm-ring-hybrid'] as const)('%s: both ends are parked between slices', async (name) => {
  await using parked = steered(name, 'pingpong', 64);
  await using other = steered('sab-ring-block', 'pingpong', 64);
  const { pid, farPid } = await parked.line();
  await other.line();
  await parked.ask('go 20');
  const used = () => [pid, farPid].reduce<number>((sum, one) => sum + (processCpuNs(one as number) ?? 0), 0);
  const before = used();
  const { windowNs } = (await other.ask('go 500')) as unknown as SliceLine;
  // A spinning end would use all of the window. What is left of the slice before (garbage, compiled code) is not that.
  expect(used() - before).toBeLessThan(windowNs / 5);
});

test('nothing stays in the folder for temporary files, nor in /dev/shm', async () => {
  const before = [shortNames(readdirSync(tmpdir())), readdirSync('/dev/shm').length];
  for (const name of ['unix-socket', 'fifo', 'shm-ring-block'] as const) {
    await using program = steered(name, 'pingpong', 64);
    await measure(program);
  }
  const after = [shortNames(readdirSync(tmpdir())), readdirSync('/dev/shm').length];
  expect(after).toEqual(before);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends both ends in order', async (signal) => {
  await using program = steered('fifo', 'pingpong', 64);
  const { farPid } = await program.line();
  program.child.kill(signal);
  expect(await program.end()).toBe(signal === 'SIGINT' ? 130 : 143);
  await untilGone(farPid as number);
});

test('without control lines it warms up, measures once and prints one report', async () => {
  await using program = start(...'--channel sab-ring-spin --mode pingpong --bytes 64 --duration 50ms'.split(' '));
  const report = (await program.line()) as unknown as ChannelReport;
  expect(report.event).toBe('report');
  expect(report.evidence.warmup.messages).toBeGreaterThan(0);
  expect(report.evidence.slices).toHaveLength(1);
  expect(await program.end()).toBe(0);
});

test('a control line that means nothing is told of, and the next one obeyed', async () => {
  await using program = steered('message-port', 'pingpong', 64);
  await program.line();
  expect(await program.ask('run 20')).toEqual({
    event: 'error',
    line: 'run 20',
    message: 'run: unknown; use go MS, warm or stop',
  });
  expect((await program.ask('go 0'))['message']).toMatch(/use a whole number from 1 to 600000/);
  expect((await program.ask('go 10')).event).toBe('slice');
});

test('objects arrive as they were sent, in every encoding of each channel that takes them', async () => {
  const encodings = { values: ['native', 'json'], bytes: ['json', 'v8'] } as const;
  for (const name of ['message-port', 'node-ipc-json', 'unix-socket'] as const) {
    for (const [index, content] of chosen(['record', 'numbers', 'text'], ['record']).entries()) {
      const encoding = encodings[channels[name].carries][index % 2] as string;
      const flags = ['--mode', 'pingpong', '--content', content, '--encoding', encoding, '--check', 'full'];
      await using program = start('--channel', name, ...flags, '--duration', '20ms');
      const line = await program.line();
      expect(line, `${name} ${content} ${encoding}: ${program.stderr}`).toMatchObject({ event: 'report', errors: 0 });
    }
  }
});

const [firstCpu = 0, secondCpu] = allowedCpus();

test.runIf(secondCpu !== undefined)('--cpus puts each end on a processor of its own', async () => {
  await using program = steered('shm-ring-spin', 'pingpong', 64, '--cpus', `${secondCpu},${firstCpu}`);
  const { slice } = await measure(program);
  // Both spin for all of the window, which one processor could not give them.
  const processors = (slice.near.cpuNs + (slice.far?.cpuNs ?? 0)) / slice.windowNs;
  expect(processors).toBeGreaterThan(0);
});

test.each(['pipe', 'tcp-loopback', 'sab-ring-block', 'piscina-run'] as const)(
  '%s says in one line that it cannot be opened without descriptors, and what to do',
  async (name) => {
    await using program = new ProgramUnderTest(
      'ipc/main.ts',
      ['--channel', name, '--mode', 'pingpong', '--bytes', '64'],
      {},
      24,
    );
    expect(await program.end()).toBe(1);
    expect(program.stderr).toMatch(/^[^\n]+; no descriptor is free: raise the limit \(ulimit -n\)[^\n]+\n$/);
  },
);

test('without a folder for temporary files it says so, and leaves none', async () => {
  await using program = new ProgramUnderTest(
    'ipc/main.ts',
    ['--channel', 'unix-socket', '--mode', 'pingpong', '--bytes', '64'],
    { TMPDIR: '/proc' },
  );
  expect(await program.end()).toBe(1);
  expect(program.stderr).toMatch(/^unix-socket cannot be opened: [^\n]+; [^\n]*TMPDIR[^\n]+\n$/);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s in the middle of a slice of calls that wait ends both ends',
  async (signal) => {
    await using program = steered('shm-ring-block', 'pingpong', 64);
    const { farPid } = await program.line();
    program.say('go 60000');
    const before = processCpuNs(farPid as number) ?? 0;
    await expect.poll(() => processCpuNs(farPid as number) ?? 0, { timeout: 10_000 }).toBeGreaterThan(before + 5e6);
    program.child.kill(signal);
    expect(await program.end()).toBe(signal);
    await untilGone(farPid as number);
  },
);

test('what cannot work is refused before anything starts', async () => {
  await using program = start(...'--channel pipe --mode stream --bytes 64 --cpus 0,9999'.split(' '));
  expect(await program.end()).toBe(2);
  expect(program.stderr).toMatch(/^--cpus 0,9999: use processors that this process may use: [\d,]+\n$/);
});
