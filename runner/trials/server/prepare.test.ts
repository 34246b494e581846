/** What is done before the first trial, with real programs. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chosen } from '../../../test/conformance/selection.ts';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { madeUpRig } from '../../../test/made-up-rig.ts';
import { profiles } from '../../plan/profiles.ts';
import type { Rig } from '../kind.ts';
import { calibrate } from './calibrate.ts';
import { prepare } from './prepare.ts';
import { settled } from './settle.ts';
import { usual, type ServerSetup } from './setup.ts';
import { startServerTrial } from './start.ts';

let rig: Rig;
beforeEach(async () => {
  const compileCache = await mkdtemp(join(tmpdir(), 'echobench-'));
  rig = madeUpRig(compileCache);
});
afterEach(() => rm(rig.runtime.compileCache, { recursive: true }));

function setupOf(model: string): ServerSetup {
  const load = { shape: 'closed', connections: 2, depth: 1 } as const;
  const placement = { serverCpus: null, clientCpus: null, workers: 2, clients: 1 };
  return settled({ ...usual, regime: 'whole-machine', model, load }, 0, 60, placement);
}

async function cached(): Promise<string[]> {
  return (await readdir(rig.runtime.compileCache, { recursive: true })).toSorted();
}

const never = new AbortController().signal;
const stopped = AbortSignal.abort(new Error('stopped'));
const site = { ...madeUpSite, cpus: [0], pinning: { ok: false, reason: 'not in this test' } } as const;
const pace = { sliceMs: 20, slices: 1, warmup: profiles.smoke.warmup };

test.each(chosen(['thread-per-connection', 'process-pool-handoff', 'thread-offload'], ['thread-offload']))(
  'a trial of %s loads nothing that is not in the cache of compiled code',
  async (model) => {
    await prepare([setupOf(model)], rig, never);
    const prepared = await cached();
    expect(prepared.length).toBeGreaterThan(20);
    await using live = await startServerTrial({ ...setupOf(model), load: { shape: 'none' } }, rig, pace);
    await live.finish();
    expect(await cached()).toEqual(prepared);
  },
);

test('a model that cannot start is told of in its trial, and stops nobody here', async () => {
  const broken = { ...setupOf('event-loop'), framing: 'no such framing' };
  await expect(prepare([broken], rig, never)).resolves.toBeUndefined();
  await expect(startServerTrial(broken, rig, pace)).rejects.toThrow('no such framing');
});

test('an interrupt ends it between two models', async () => {
  await expect(prepare([setupOf('event-loop')], rig, stopped)).rejects.toThrow('stopped');
  expect(await cached()).toEqual([]);
});

test('the calibration finds what a round and an echo take, and ends when the run is given up', async () => {
  const found = await calibrate(rig, pace, site, never, []);
  expect(found.payloadBytes).toBe(usual.payloadBytes);
  expect(found.nsPerIteration).toBeGreaterThan(0);
  expect(found.echoCpuNsPerMessage).toBeGreaterThan(found.nsPerIteration);
  await expect(calibrate(rig, pace, site, stopped, [])).rejects.toThrow('stopped');
});
