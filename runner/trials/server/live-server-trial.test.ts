/** Trials with real programs: the whole life of one, and deaths in each phase of it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { thisMachine } from '../../machine/machine-reader.ts';
import { models } from '../../../servers/models/index.ts';
import { chosen, testedModels } from '../../../test/conformance/selection.ts';
import { connectionsIn, longestChurnWindowMs } from './churn-window.ts';
import { TrialError, type LiveTrial } from '../kind.ts';
import { openOnHost } from '../paths/on-host.ts';
import { behind, here, type PlacedProgram } from '../place.ts';
import type { ServerCounters, ServerRecord, Slice } from './record.ts';
import { settled } from './settle.ts';
import { usual, type Load, type ServerSetup } from './setup.ts';
import { startPrograms, type StartOptions } from './start.ts';

const compileCache = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(compileCache, { recursive: true }));

const placement = { serverCpus: null, clientCpus: null, workers: 2, clients: 1 };

function busy(connections: number): Load {
  return { shape: 'closed', connections, depth: 1 };
}

async function options(changes: Partial<ServerSetup> = {}): Promise<StartOptions> {
  const setup = settled({ ...usual, regime: 'whole-machine', load: busy(4) }, 0, 60, placement);
  return {
    setup: { ...setup, ...changes },
    path: openOnHost('127.0.0.1:0', 'lo'),
    runtime: { node: process.execPath, compileCache },
    warmup: { messagesPerIsolate: 100, cpuMsPerIsolate: 5000 },
    processors: 1,
    isolates: 1,
    seed: 3,
  };
}

/** What its only slice measured. */
async function sliceOf(live: LiveTrial<ServerRecord>): Promise<Slice & { readonly server: ServerCounters }> {
  const { slices } = await live.finish();
  expect(slices).toHaveLength(1);
  return slices[0] as Slice & { readonly server: ServerCounters };
}

/** What a trial that has to fail fails with. */
async function failureOf(trial: Promise<unknown>): Promise<unknown> {
  return await trial.then(
    () => null,
    (reason: unknown) => reason,
  );
}

/** Programs with this in their command line that a process has started and that still run. */
function childrenOf(parent: number, command: string): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' }).split('\n');
  const own = rows.filter((row) => row.includes(command) && Number(row.trim().split(/\s+/)[1]) === parent);
  return own.map((row) => Number.parseInt(row, 10));
}

const serverPids = () => childrenOf(process.pid, 'servers/main.ts');

test('a worker for each connection is there when the trial is live, and not only when the load comes', async () => {
  await using _ = await startPrograms(await options({ model: 'process-per-connection', load: busy(6) }));
  const [server = 0] = serverPids();
  expect(childrenOf(server, 'process-entry.ts')).toHaveLength(6);
});

test.each(testedModels)('%s: starts, is verified, warm and measured, and stops', async (model) => {
  const connections = models[model].supports({ transport: 'tcp', connections: 4 }).ok ? 4 : 1;
  const isolates = models[model].isolates(2, connections);
  await using live = await startPrograms({ ...(await options({ model, load: busy(connections) })), isolates });
  await live.warmUp(1, new AbortController().signal);
  await live.slice(50);
  const record = await live.finish();
  const [slice] = record.slices as readonly [Slice];
  expect(slice.windowNs).toBeCloseTo(50e6, -1);
  expect(slice.messages).toBeGreaterThan(0);
  expect(slice.server?.messages).toBeGreaterThanOrEqual(slice.messages);
  expect(slice.server?.cpuNs).toBeGreaterThan(0);
  expect(slice.client.cpuNs).toBeGreaterThan(0);
  expect(record.warmup.messages).toBeGreaterThanOrEqual(100);
  expect(record.connectionsPerWorker.reduce((sum, open) => sum + open, 0)).toBe(connections);
  expect(record.eventLoopUtilization).toHaveLength(record.connectionsPerWorker.length);
  expect(record.memory?.underLoad.rssBytes).toBeGreaterThan(1 << 20);
  expect(record.readyMs).toBeGreaterThan(0);
});

test.each(['event-loop', 'process-per-connection'])(
  '%s at rest: what reading the counters costs is found',
  async (model) => {
    await using live = await startPrograms(await options({ model, load: { shape: 'none' }, idleConnections: 3 }));
    await live.slice(80);
    const { slices, countersCpuNs } = await live.finish();
    const [{ server, messages }] = slices as readonly [Slice];
    expect(messages).toBe(0);
    expect(server?.elapsedNs).toBeGreaterThan(80e6);
    expect(countersCpuNs).not.toBe(0);
    expect(Math.abs(countersCpuNs)).toBeLessThan(server?.elapsedNs ?? 0);
  },
);

/** Starts a hundred workers. */
test.each(chosen(['thread-per-connection'], []))(
  '%s: with a worker for each short connection the window is as long as enough of them take',
  async (model) => {
    const load: Load = { shape: 'churn', inProgress: 4, exchangesPerConnection: 1 };
    const warmup = { messagesPerIsolate: 4, cpuMsPerIsolate: 5000 };
    await using live = await startPrograms({ ...(await options({ model, load })), warmup });
    await live.warmUp(1, new AbortController().signal);
    await live.slice(50);
    const { windowNs, server } = await sliceOf(live);
    expect(windowNs).toBeGreaterThan(50e6);
    expect(windowNs).toBeLessThanOrEqual(longestChurnWindowMs * 1e6);
    expect(server.messages).toBeGreaterThan(connectionsIn(1600) / 4);
  },
  60_000,
);

test('a setup from before drivers could be chosen is measured with the one that there was', async () => {
  const { setup, ...rest } = await options();
  const { driver: _, ...older } = setup;
  await using live = await startPrograms({ ...rest, setup: older });
  await live.warmUp(1, new AbortController().signal);
  await live.slice(50);
  // With another driver than `net` it would have failed.
  expect((await live.finish()).slices[0]?.messages).toBeGreaterThan(0);
});

test('of a server on another machine, that one is read and judged too', async () => {
  const { path, ...rest } = await options();
  const machine = { ...thisMachine, isThisMachine: false, processors: 64, throttledNs: async () => 5 };
  await using live = await startPrograms({ ...rest, path: { ...path, machine } });
  await live.warmUp(1, new AbortController().signal);
  await live.slice(50);
  const { slices, serverMachine, throttledNs } = await live.finish();
  expect(serverMachine).toEqual({ processors: 64, throttledNs: 0 });
  expect(slices).toMatchObject([{ serverMachine: { busyNs: expect.any(Number) }, traffic: { interface: 'lo' } }]);
  expect(throttledNs).not.toBe(5);
});

test('a path that is lost is what its trial fails with', async () => {
  const { path, ...rest } = await options();
  const lost = { ...path, whyLost: async () => 'the connection to ssh:far was lost' };
  await using live = await startPrograms({ ...rest, path: lost });
  await live.warmUp(1, new AbortController().signal);
  const slice = live.slice(5000);
  for (const pid of serverPids()) process.kill(pid, 'SIGKILL');
  expect(await failureOf(slice)).toMatchObject({ phase: 'measure', message: 'the connection to ssh:far was lost' });
});

test('what reading the counters takes is found with load: most where most processes are asked', async () => {
  const costOf = async (changes: Partial<ServerSetup>) => {
    await using live = await startPrograms(await options(changes));
    await live.warmUp(1, new AbortController().signal);
    await live.slice(50);
    return (await live.finish()).countersCpuNs;
  };
  const one = await costOf({ load: busy(16) });
  const many = await costOf({ model: 'process-per-connection', load: busy(16) });
  expect(one).toBeGreaterThan(0);
  expect(many).toBeGreaterThan(2 * one);
}, 60_000);

test('a warm-up ends when the run is given up', async () => {
  const never = { messagesPerIsolate: 1e9, cpuMsPerIsolate: 1e9 };
  await using live = await startPrograms({ ...(await options()), warmup: never });
  const controller = new AbortController();
  const warm = live.warmUp(1, controller.signal);
  controller.abort();
  await expect(warm).resolves.toBeUndefined();
});

describe('a trial fails with a sentence, and leaves no process,', () => {
  test('when its server dies while it is measured', async () => {
    const before = new Set(serverPids());
    await using live = await startPrograms(await options());
    await live.warmUp(1, new AbortController().signal);
    const slice = live.slice(5000);
    const victim = serverPids().find((pid) => !before.has(pid)) ?? -1;
    process.kill(victim, 'SIGKILL');
    const error = await failureOf(slice);
    expect(error).toBeInstanceOf(TrialError);
    expect(error).toMatchObject({
      phase: 'measure',
      message: expect.stringMatching(/^server event-loop: ended by itself \(SIGKILL\)/),
    });
    await live[Symbol.asyncDispose]();
    expect(serverPids().filter((pid) => !before.has(pid))).toEqual([]);
  });

  test('when its server does not start', async () => {
    const error = await failureOf(startPrograms(await options({ model: 'no-such-model' })));
    expect(error).toBeInstanceOf(TrialError);
    expect(error).toMatchObject({ phase: 'start', message: expect.stringContaining('--model no-such-model: unknown') });
  });

  test('when its client cannot be served', async () => {
    const { path, ...rest } = await options({ service: 'work:5' });
    const client = { place: behind(['env', 'NODE_OPTIONS=--no-such-option']), sourceAddresses: null };
    const error = await failureOf(startPrograms({ ...rest, path: { ...path, client } }));
    expect(error).toMatchObject({ phase: 'verify', message: expect.stringContaining('ended by itself') });
  });

  test('when its client uses another driver than it was asked for', async () => {
    const before = serverPids();
    const { path, ...rest } = await options({ driver: 'epoll' });
    const client = {
      place: (program: PlacedProgram) => here({ ...program, command: [...program.command, '--driver', 'net'] }),
      sourceAddresses: null,
    };
    const error = await failureOf(startPrograms({ ...rest, path: { ...path, client } }));
    expect(error).toMatchObject({
      phase: 'verify',
      message: expect.stringContaining('asked for the driver epoll and used net'),
    });
    expect(serverPids()).toEqual(before);
  });

  test.each([
    ['server', { serverCpus: [4000] }],
    ['client', { clientCpus: [4000] }],
  ])('when its %s cannot be put onto its processors', async (_, cpus) => {
    const before = serverPids();
    const error = await failureOf(startPrograms(await options(cpus)));
    expect(error).toBeInstanceOf(TrialError);
    expect(error).toMatchObject({ phase: 'start', message: expect.stringContaining('sched_setaffinity') });
    expect(serverPids()).toEqual(before);
  });

  test.each(['server', 'client'] as const)('when there is nothing that its %s could be started with', async (side) => {
    const before = serverPids();
    const { path, ...rest } = await options();
    const error = await failureOf(
      startPrograms({ ...rest, path: { ...path, [side]: { ...path[side], place: behind(['/no/such/program']) } } }),
    );
    expect(error).toBeInstanceOf(TrialError);
    expect(error).toMatchObject({ message: expect.stringContaining('ENOENT') });
    expect(serverPids()).toEqual(before);
  });

  test.each(['before the first slice', 'between two slices'])('when a computing child dies %s', async (when) => {
    const before = new Set(serverPids());
    await using live = await startPrograms({ ...(await options({ model: 'process-offload' })), isolates: 2 });
    await live.warmUp(1, new AbortController().signal);
    if (when === 'between two slices') await live.slice(20);
    const server = serverPids().find((pid) => !before.has(pid)) ?? -1;
    const [child = -1] = childrenOf(server, 'process-entry.ts');
    process.kill(child, 'SIGKILL');
    const error = await failureOf(live.slice(200));
    expect(error).toBeInstanceOf(TrialError);
    // The last of these when it had been sent a request before anybody noticed.
    const message = expect.stringMatching(/lost 1 worker|processes changed|closed by the server/);
    expect(error).toMatchObject({ phase: 'measure', message });
  });
});
