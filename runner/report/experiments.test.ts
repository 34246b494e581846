/** Every experiment, from its plan through trials that nobody measured to its section of the report. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';

import { framingNames, type FramingName } from '../../protocol/framing/index.ts';
import { modelNames } from '../../servers/models/index.ts';
import { createFakeExecutor, fakeCalibration } from '../../test/fake-executor.ts';
import { syntheticResult } from '../../test/synthetic.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { experimentNames, experiments, type ExperimentName } from '../experiments/index.ts';
import { planRun, type PlanSetting } from '../plan.ts';
import type { ResultFile } from '../result.ts';
import { parseResult } from '../result-schema.ts';
import { measureRun } from '../run.ts';
import { analyse } from '../statistics/analysis.ts';
import type { Cell } from '../trial.ts';
import { findingsOf } from '../write-report.ts';
import { plainView } from './charts/frame.ts';
import { layout } from './charts/layout.ts';
import { outside, overlaps } from './charts/scene-faults.ts';
import { chartsOf } from './charts.ts';
import { experimentSection } from './markdown-experiment.ts';
import { modelLink, modelsSection } from './markdown-models.ts';

const limit = 100;
const setting: PlanSetting = {
  cpus: [0, 1],
  pinning: { ok: true },
  calibration: fakeCalibration,
  standsIdle: ({ connections, idleConnections }) => connections + idleConnections <= limit,
  unsupported: ({ model, connections, idleConnections, exchangesPerConnection }) => {
    if (model.endsWith('-per-connection') && connections + idleConnections > limit) return `at most ${limit} at once`;
    const isOneByOne = model === 'iterative' && connections + idleConnections > 1 && exchangesPerConnection !== 1;
    return isOneByOne ? 'it serves one connection at a time' : null;
  },
};

/** Some of each family: the golden files shall not change with every new model. */
const some = [
  'iterative',
  'event-loop',
  'select-loop',
  'epoll-loop',
  'thread-per-connection',
  'thread-pool-handoff',
  'thread-offload',
  'process-per-connection',
  'process-pool-handoff',
  'process-pool-shared',
  'process-offload',
];

/** Models differ, and always in the same way: by their place in the catalogue. So do framings, and larger buffers less and less. */
function speedOf({ arm, model, framing, receiveBufferBytes }: Cell): number {
  if (receiveBufferBytes !== null) return 1 / (1 + 4000 / receiveBufferBytes);
  const place = arm === framing ? framingNames.indexOf(framing as FramingName) : 0;
  return 1 / (1 + some.indexOf(model) / 10 + place / 50);
}

async function measured(names: readonly ExperimentName[]): Promise<ResultFile> {
  const chosen = names.map((name): Experiment => {
    const experiment: Experiment = experiments[name];
    if (experiment.factor !== 'model') return experiment;
    return { ...experiment, arms: (...of) => experiment.arms(...of).filter((model) => some.includes(model)) };
  });
  const { plan, skips } = planRun({ experiments: chosen, profile: 'quick', seed: 5, budget: null }, setting);
  const trials = await measureRun(plan, skips, [], 1e9, {
    executor: createFakeExecutor({ speedOf }),
    machine: { processorCount: 2 },
    now: () => '2026-01-02T03:04:05.000Z',
    clockMs: () => 0,
    signal: new AbortController().signal,
    save: async () => {},
    onProgress: () => {},
    onExperiment: async () => {},
  });
  return { ...syntheticResult({ rounds: 1 }), commandLine: [...names], calibration: fakeCalibration, plan, trials };
}

test.each(experimentNames)('%s: its section of the report', async (name) => {
  const result = await measured([name]);
  const analysis = analyse(result);
  const [experiment] = analysis.experiments;
  if (experiment === undefined) throw new Error('no experiment');
  const finding = findingsOf(analysis.experiments).get(name) ?? null;
  const section = experimentSection(experiment, finding, chartsOf(result, analysis));
  await expect(`${section}\n`).toMatchFileSnapshot(`./golden/experiment-${name}.md`);
});

test.each(experimentNames)('%s: a result of it can be read again', async (name) => {
  const result = await measured([name]);
  const parsed = parseResult(JSON.parse(JSON.stringify(result)));
  expect(parsed.ok ? null : parsed.problem).toBeNull();
});

test.each(experimentNames)('%s: in its charts no texts overlap and nothing leaves the picture', async (name) => {
  const result = await measured([name]);
  for (const { description, path } of chartsOf(result, analyse(result))) {
    const scene = layout(description, plainView);
    expect(overlaps(scene), path).toEqual([]);
    expect(outside(scene), path).toEqual([]);
  }
});

test('all models in one table: each once, in the order of the catalogue', async () => {
  const section = modelsSection(analyse(await measured(experimentNames))) ?? '';
  await expect(`${section}\n`).toMatchFileSnapshot('./golden/all-models.md');
});

test.each(modelNames)('%s: the way to its file leads there', (model) => {
  const [, way = ''] = /\]\((.*)\)/.exec(modelLink(model)) ?? [];
  // A report lies as deep below the sources as this folder does.
  expect(existsSync(new URL(way, import.meta.url))).toBe(true);
});
