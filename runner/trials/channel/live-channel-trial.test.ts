/** Trials with real programs: the whole life of one, and deaths in each phase of it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { madeUpRig } from '../../../test/made-up-rig.ts';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { TrialError } from '../kind.ts';
import { calibrate } from './calibrate.ts';
import { startChannelTrial } from './live-channel-trial.ts';
import { recordSchema, type ChannelSlice } from './record.ts';
import type { ChannelSetup } from './setup.ts';

const compileCache = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(compileCache, { recursive: true }));

const setup: ChannelSetup = {
  ...{ channel: 'pipe', mode: 'pingpong', content: 'bytes', encoding: 'native', bytes: 64 },
  ...{ placement: 'free', cpus: null, spins: false },
};
const warmup = { messagesPerIsolate: 100, cpuMsPerIsolate: 4000 };

async function start(changes: Partial<ChannelSetup> = {}) {
  const rig = { runtime: { node: process.execPath, compileCache }, seed: 3 };
  return await startChannelTrial({ ...setup, ...changes }, rig, { warmup });
}

/** Programs of ours that still run. */
function programs(): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' }).split('\n');
  const own = rows.filter((row) => row.includes('ipc/main.ts') && Number(row.trim().split(/\s+/)[1]) === process.pid);
  return own.map((row) => Number.parseInt(row, 10));
}

async function failureOf(trial: Promise<unknown>): Promise<unknown> {
  return await trial.then(
    () => null,
    (reason: unknown) => reason,
  );
}

test.each<[string, Partial<ChannelSetup>]>([
  ['a ping-pong between processes', {}],
  ['a stream between processes', { mode: 'stream', bytes: 4096 }],
  ['a ping-pong between threads', { channel: 'message-port' }],
  ['objects', { channel: 'message-port', content: 'record', encoding: 'json', bytes: 0 }],
  ['a ring, on one processor', { channel: 'shm-ring-block', placement: 'same', cpus: [0, 0] }],
])('%s: starts, is warm and measured, and stops', async (_, changes) => {
  await using live = await start(changes);
  await live.warmUp(1, new AbortController().signal);
  await live.slice(40);
  await live.slice(40);
  const record = await live.finish();
  expect(recordSchema.parse(record)).toEqual(record);
  expect(record.slices).toHaveLength(2);
  const [first] = record.slices as readonly [ChannelSlice];
  expect(first.windowNs).toBeGreaterThan(35e6);
  expect(first.messages).toBeGreaterThan(10);
  expect(first.near.cpuNs).toBeGreaterThan(0);
  expect(first.far?.cpuNs).toBeGreaterThan(0);
  expect(record.warmup.messages).toBeGreaterThanOrEqual(100);
  const messages = record.slices.reduce((sum, slice) => sum + slice.messages, 0);
  // Round trips of the warm-up are forgotten.
  if (changes.mode === 'stream') expect(record.roundTrip).toBeNull();
  else expect(record.roundTrip?.count).toBe(messages);
  expect(programs()).toEqual([]);
});

test('a warm-up ends when the run is given up', async () => {
  await using live = await startChannelTrial(
    setup,
    { runtime: { node: process.execPath, compileCache }, seed: 3 },
    { warmup: { messagesPerIsolate: 1e9, cpuMsPerIsolate: 1e9 } },
  );
  const controller = new AbortController();
  const warm = live.warmUp(1, controller.signal);
  controller.abort();
  await expect(warm).resolves.toBeUndefined();
});

describe('a trial fails with a sentence, and leaves no process,', () => {
  test('when its program cannot do what it is asked for', async () => {
    const error = await failureOf(start({ channel: 'carrier-pigeon' }));
    expect(error).toBeInstanceOf(TrialError);
    expect(error).toMatchObject({ phase: 'start', message: expect.stringContaining('--channel carrier-pigeon') });
    expect(programs()).toEqual([]);
  });

  test('when it cannot be put onto its processors', async () => {
    const error = await failureOf(start({ placement: 'apart', cpus: [0, 4000] }));
    expect(error).toMatchObject({ phase: 'start', message: expect.stringContaining('processor 4000 cannot be used') });
    expect(programs()).toEqual([]);
  });

  test('when it dies while it is measured', async () => {
    await using live = await start();
    await live.warmUp(1, new AbortController().signal);
    const slice = live.slice(5000);
    const [pid = -1] = programs();
    process.kill(pid, 'SIGKILL');
    const error = await failureOf(slice);
    expect(error).toBeInstanceOf(TrialError);
    expect(error).toMatchObject({
      phase: 'measure',
      message: expect.stringMatching(/^channel pipe: ended by itself \(SIGKILL\)/),
    });
    await live[Symbol.asyncDispose]();
    expect(programs()).toEqual([]);
  });
});

test('the calibration tells how long a start takes here, leaves nothing running, and is silent where there is none', async () => {
  const rig = madeUpRig(compileCache);
  const pace = { sliceMs: 20, slices: 1, warmup };
  const of = (...setups: ChannelSetup[]) => calibrate(rig, pace, madeUpSite, new AbortController().signal, setups);
  const { startMs } = await of(setup);
  expect(startMs).toBeGreaterThan(0);
  expect(programs()).toEqual([]);
  expect(await of()).toEqual({});
  expect(await of({ ...setup, channel: 'no-such-channel' })).toEqual({});
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(calibrate(rig, pace, madeUpSite, stopped, [setup])).rejects.toThrow('stopped');
});
