/** Trials with real programs: the whole life of one, and deaths in each phase of it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fakeCalibration } from '../test/fake-executor.ts';
import { modelNames, models } from '../servers/models/index.ts';
import { createCell, usualConditions } from './cells.ts';
import { TrialError } from './executor.ts';
import { paths } from './paths/index.ts';
import { startCell, type StartOptions } from './standing-cell.ts';
import type { Cell } from './trial.ts';

const compileCache = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(compileCache, { recursive: true }));

async function options(changes: Partial<Cell> = {}): Promise<StartOptions> {
  const conditions = { ...usualConditions, regime: 'whole-machine', workMicros: 0, connections: 4 } as const;
  const source = {
    experiment: 'test',
    group: 'test',
    model: 'event-loop',
    role: 'arm',
    conditions,
    iterations: 0,
  } as const;
  const placement = { serverCpus: null, clientCpus: null, workers: 2, clients: 1 };
  return {
    cell: { ...createCell(source, placement, fakeCalibration), ...changes },
    path: await paths.loopback.open(),
    runtime: { node: process.execPath, compileCache },
    warmup: { messagesPerIsolate: 100, ms: 5000 },
    isolates: 1,
    seed: 3,
  };
}

/** Servers that this process has started and that still run. */
function serverPids(): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' }).split('\n');
  const own = rows.filter(
    (row) => row.includes('servers/main.ts') && Number(row.trim().split(/\s+/)[1]) === process.pid,
  );
  return own.map((row) => Number.parseInt(row, 10));
}

test.each(modelNames)('%s: starts, is verified, warm and measured, and stops', async (model) => {
  const connections = models[model].supports({ transport: 'tcp', connections: 4 }).ok ? 4 : 1;
  const isolates = models[model].isolates(2, connections);
  await using cell = await startCell({ ...(await options({ model, connections })), isolates });
  await cell.warmUp();
  const slice = await cell.slice(50);
  expect(slice.windowNs).toBeCloseTo(50e6, -1);
  expect(slice.messages).toBeGreaterThan(0);
  expect(slice.server.messages).toBeGreaterThanOrEqual(slice.messages);
  expect(slice.server.cpuNs).toBeGreaterThan(0);
  expect(slice.client.cpuNs).toBeGreaterThan(0);
  const record = await cell.finish();
  expect(record.warmup.messages).toBeGreaterThanOrEqual(100);
  expect(record.connectionsPerWorker.reduce((sum, open) => sum + open, 0)).toBe(connections);
  expect(record.eventLoopUtilization).toHaveLength(record.connectionsPerWorker.length);
  expect(record.memory.underLoad.rssBytes).toBeGreaterThan(1 << 20);
  expect(record.readyMs).toBeGreaterThan(0);
});

describe('a trial fails with a sentence, and leaves no process,', () => {
  test('when its server dies while it is measured', async () => {
    const before = new Set(serverPids());
    await using cell = await startCell(await options());
    await cell.warmUp();
    const slice = cell.slice(5000);
    const victim = serverPids().find((pid) => !before.has(pid)) ?? -1;
    process.kill(victim, 'SIGKILL');
    const error: unknown = await slice.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(TrialError);
    expect(error).toMatchObject({ phase: 'measure', message: expect.stringMatching(/connection|ended by itself/) });
    await cell[Symbol.asyncDispose]();
    expect(serverPids().filter((pid) => !before.has(pid))).toEqual([]);
  });

  test('when its server does not start', async () => {
    const error: unknown = await startCell(await options({ model: 'no-such-model' })).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(TrialError);
    expect(error).toMatchObject({ phase: 'start', message: expect.stringContaining('--model no-such-model: unknown') });
  });

  test('when its client cannot be served', async () => {
    const { path, ...rest } = await options({ service: 'work:5' });
    const error: unknown = await startCell({
      ...rest,
      path: { ...path, client: ['env', 'NODE_OPTIONS=--no-such-option'] },
    }).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ phase: 'verify', message: expect.stringContaining('ended by itself') });
  });
});
