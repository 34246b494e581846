/** The beginning of a trial where there is nothing to begin. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { madeUpRig } from '../../../test/made-up-rig.ts';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { TrialError } from '../kind.ts';
import { settle } from './settle.ts';
import { usual } from './setup.ts';
import { startServerTrial } from './start.ts';

const compileCache = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(compileCache, { recursive: true }));

test('a model that only another edition had fails its trial, which says so, and not the run', async () => {
  const { setup } = settle({ ...usual, regime: 'whole-machine' }, { ...madeUpSite, cpus: [0] });
  const pace = { warmup: { messagesPerIsolate: 1, cpuMsPerIsolate: 1 } };
  const error = await startServerTrial({ ...setup, model: 'no-such-model' }, madeUpRig(compileCache), pace).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TrialError);
  expect(error).toMatchObject({ phase: 'start', message: expect.stringContaining('--model no-such-model: unknown') });
});
