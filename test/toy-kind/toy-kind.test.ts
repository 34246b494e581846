/**
 * A kind of trial that nobody else knows gets everything that stands above a trial: plan, twins, interleaved blocks,
 * journal, interrupt and resume, intervals, verdicts, a chart and a section of the report.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analyse } from '../../runner/analysis/analyse.ts';
import { planRun } from '../../runner/plan/plan.ts';
import { renderReport } from '../../runner/report/report.ts';
import { resultFormat, resultVersion, type ResultFile, type ResultHeader } from '../../runner/result/result.ts';
import type { Trial } from '../../runner/result/trial.ts';
import { measureRun, type RunSurroundings } from '../../runner/run/run.ts';
import { createJournal, resumeJournal } from '../../runner/store/journal.ts';
import { readResult, writeResult } from '../../runner/store/result-file.ts';
import { observe } from '../../runner/trials/observe.ts';
import { madeUpEnvironment } from '../made-up-environment.ts';
import { madeUpRig } from '../made-up-rig.ts';
import { madeUpSite } from '../made-up-site.ts';
import { toyExperiment } from './experiment.ts';
import { toyKind } from './kind.ts';
import { madeUpMachine } from '../made-up-environment.ts';

const kinds = { toy: toyKind };
const site = { ...madeUpSite, cpus: [0], pinning: { ok: false, reason: 'threads' } } as const;
const request = { experiments: [toyExperiment], profile: 'quick', seed: 3, budget: null } as const;
const { plan, skips } = planRun(request, { ...site, kinds, calibrations: {} });
const header: ResultHeader = {
  format: resultFormat,
  version: resultVersion,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
  elapsedMs: null,
  commandLine: [],
  environment: madeUpEnvironment,
  calibrations: {},
  // The counters count as much in a millisecond as the thread is asked to.
  plan: { ...plan, slice: { ms: 1 } },
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'echobench-toy-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Measures what is missing; `stopAfter` blocks the user interrupts it. */
async function measure(
  saved: readonly Trial[],
  save: RunSurroundings['save'],
  stopAfter = Number.POSITIVE_INFINITY,
): Promise<readonly Trial[]> {
  const controller = new AbortController();
  let blocks = 0;
  return await measureRun(header.plan, skips, saved, 1e9, {
    kinds,
    rig: madeUpRig('', 3),
    machine: { processorCount: 1 },
    now: () => '2026-01-01T00:00:01.000Z',
    clockMs: () => performance.now(),
    ranMs: () => 1000,
    signal: controller.signal,
    save,
    onProgress: () => {
      blocks += 1;
      if (blocks > stopAfter) controller.abort(new Error('interrupted'));
    },
    onExperiment: async () => {},
  });
}

test('plan, twins and what cannot run', () => {
  expect(plan.groups.map(({ id, schedule }) => [id, schedule])).toEqual([['counting/on one processor', 'interleaved']]);
  expect(plan.groups[0]?.cells.map(({ id, role }) => [id, role])).toEqual([
    ['counting/on one processor/alone', 'baseline'],
    ['counting/on one processor/alone (twin)', 'twin'],
    ['counting/on one processor/helped', 'arm'],
    ['counting/on one processor/crowded', 'arm'],
  ]);
  expect([...skips]).toEqual([['counting/on one processor/crowded', 'no room for a third thread']]);
  expect(plan.groups[0]?.comparisons).toEqual([
    {
      arm: 'counting/on one processor/helped',
      reference: { cells: ['counting/on one processor/alone', 'counting/on one processor/alone (twin)'] },
    },
  ]);
});

test('journal, interrupt, resume; intervals, verdicts, a chart and a section of the report', async () => {
  await using begun = await createJournal(directory, header);
  const interrupted = measure([], (measured) => begun.append(measured), 3);
  await expect(interrupted).rejects.toThrow('interrupted');
  await begun.close();

  const { trials: saved, journal } = await resumeJournal(directory, kinds);
  // One line for the cell that is skipped, and three blocks of three cells.
  expect(saved).toHaveLength(1 + 3 * 3);
  const trials = await measure(saved, (measured) => journal.append(measured));
  await journal.close();
  expect(trials).toHaveLength(1 + plan.rounds * 3);
  const finished: ResultFile = { ...header, finishedAt: '2026-01-01T00:01:00.000Z', elapsedMs: 60_000, trials };
  await writeResult(directory, finished);
  const result = await readResult(directory, kinds);
  expect(result).toEqual(finished);

  const analysis = analyse(result.plan, observe(result.plan, result.trials, kinds, madeUpMachine));
  expect(analysis.controls.unfit).toBe(false);
  expect(analysis.controls.identical.map(({ metric, n }) => [metric.name, n])).toEqual([['stepsPerMs', plan.rounds]]);
  const [experiment] = analysis.experiments;
  const rows = experiment?.groups[0]?.rows ?? [];
  expect(rows.map(({ cell, skipped }) => [cell.arm, skipped])).toEqual([
    ['alone', null],
    ['helped', null],
    ['crowded', 'no room for a third thread'],
  ]);
  const contrast = rows[1]?.contrasts.get('stepsPerMs');
  expect(contrast?.verdict).toBe('higher');
  expect(contrast?.beyondMargin).toBe(true);
  expect(contrast?.interval?.low).toBeGreaterThan(1.4);
  expect(contrast?.interval?.high).toBeLessThan(1.6);

  const files = renderReport(result, analysis, []);
  expect([...files.keys()]).toContain('charts/counting-ratio.svg');
  const chart = files.get('charts/counting-ratio.svg') ?? '';
  for (const word of ['helped', 'alone', 'Counting']) expect(chart).toContain(word);
  const report = files.get('report.md') ?? '';
  const section = report.slice(report.indexOf('## Counting'));
  for (const words of [
    'Does a second thread count faster?',
    'helped',
    'counts faster',
    'Steps per ms',
    'no room for a third thread',
  ])
    expect(section).toContain(words);
});

test('a trial that fails is told with its phase, and no label of it is made up', async () => {
  const [cell] = plan.groups[0]?.cells ?? [];
  const live = await toyKind.start(cell?.setup ?? {}, madeUpRig(), {
    sliceMs: 1,
    slices: 1,
    warmup: plan.warmup,
  });
  await live.slice(1);
  const record = await live.finish();
  await live[Symbol.asyncDispose]();
  expect(toyKind.judge(record, cell?.setup ?? {}, { processorCount: 1 })).toEqual([]);
  await expect(live.slice(1)).rejects.toMatchObject({ name: 'TrialError', phase: 'measure' });
});
