/** The beginning of a trial where there is nothing to begin. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TrialError } from '../kind.ts';
import { nominalCalibration } from './calibration.ts';
import { settle } from './settle.ts';
import { usual } from './setup.ts';
import { startServerTrial } from './start.ts';

const compileCache = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(compileCache, { recursive: true }));

test('a model that only another edition had fails its trial, which says so, and not the run', async () => {
  const site = {
    cpus: [0],
    topology: [],
    pinning: { ok: true },
    descriptorLimit: null,
    calibration: nominalCalibration,
  } as const;
  const { setup } = settle({ ...usual, regime: 'whole-machine' }, site);
  const rig = { runtime: { node: process.execPath, compileCache }, cpus: [0], seed: 1 };
  const pace = { warmup: { messagesPerIsolate: 1, cpuMsPerIsolate: 1 } };
  const error = await startServerTrial({ ...setup, model: 'no-such-model' }, rig, pace).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TrialError);
  expect(error).toMatchObject({ phase: 'start', message: expect.stringContaining('--model no-such-model: unknown') });
});
