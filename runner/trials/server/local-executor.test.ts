/** What is done before the first trial, with real programs. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeCalibration } from '../../../test/fake-executor.ts';
import { createCell, usualConditions } from './cells.ts';
import { createLocalExecutor } from './local-executor.ts';
import { profiles } from '../../plan/profiles.ts';
import type { Plan } from '../../result/result.ts';
import type { Cell } from '../../result/trial.ts';

let compileCache: string;
beforeEach(async () => {
  compileCache = await mkdtemp(join(tmpdir(), 'echobench-'));
});
afterEach(() => rm(compileCache, { recursive: true }));

function cellOf(model: string): Cell {
  const conditions = { ...usualConditions, regime: 'whole-machine', workMicros: 0, connections: 2, model } as const;
  const source = { experiment: 'test', group: 'test', arm: model, role: 'arm', conditions, iterations: 0 } as const;
  return createCell(source, { serverCpus: null, clientCpus: null, workers: 2, clients: 1 }, fakeCalibration);
}

const never = new AbortController().signal;

test.each(['thread-per-connection', 'process-pool-handoff', 'thread-offload'])(
  'a trial of %s loads nothing that is not in the cache of compiled code',
  async (model) => {
    const executor = createLocalExecutor({ node: process.execPath, compileCache }, [0], 1);
    await executor.prepare([cellOf(model)], never);
    const prepared = (await readdir(compileCache, { recursive: true })).toSorted();
    expect(prepared.length).toBeGreaterThan(20);
    const plan = { ...profiles.smoke } as unknown as Plan;
    await using cell = await executor.start({ ...cellOf(model), connections: 0 }, plan);
    await cell.finish();
    expect((await readdir(compileCache, { recursive: true })).toSorted()).toEqual(prepared);
  },
);

test('a model that cannot start is told of in its trial, and stops nobody here', async () => {
  const executor = createLocalExecutor({ node: process.execPath, compileCache }, [0], 1);
  const broken = { ...cellOf('event-loop'), framing: 'no such framing' };
  await expect(executor.prepare([broken], never)).resolves.toBeUndefined();
  await expect(executor.start(broken, profiles.smoke as unknown as Plan)).rejects.toThrow('no such framing');
});

test('an interrupt ends it between two models', async () => {
  const executor = createLocalExecutor({ node: process.execPath, compileCache }, [0], 1);
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(executor.prepare([cellOf('event-loop')], stopped)).rejects.toThrow('stopped');
  expect(await readdir(compileCache)).toEqual([]);
});
