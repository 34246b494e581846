/** Every experiment, from its plan through trials that nobody measured to its section of the report. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

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
import type { Cell, Trial } from '../trial.ts';
import { findingsOf } from '../write-report.ts';
import { chartsOf } from './charts.ts';
import { experimentSection } from './markdown-experiment.ts';
import { modelLink, modelsSection } from './markdown-models.ts';
import { clipped, overlaps, readTexts } from './svg-texts.ts';
import { renderFindings } from './terminal.ts';
import { renderSvg } from './vega.ts';

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
    ranMs: () => 1000,
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

test.each(experimentNames)('%s: its charts clip no text and let none overlap', async (name) => {
  const result = await measured([name]);
  for (const { spec, caption, path } of chartsOf(result, analyse(result))) {
    const svg = await renderSvg(spec, caption);
    const page = readTexts(svg);
    expect(clipped(page), path).toEqual([]);
    expect(overlaps(page), path).toEqual([]);
    expect(svg, path).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test('all models in one table: each once, in the order of the catalogue', async () => {
  const section = modelsSection(analyse(await measured(experimentNames))) ?? '';
  await expect(`${section}\n`).toMatchFileSnapshot('./golden/all-models.md');
});

describe('a label that all rounds of all cells carry', async () => {
  const result = await measured(experimentNames);
  const trials = result.trials.map((trial): Trial => {
    return trial.outcome === 'completed' ? { ...trial, warnings: ['disturbed-steal'] } : trial;
  });
  const analysis = analyse({ ...result, trials });
  const findings = findingsOf(analysis.experiments);
  /** An interval, and no label behind it. */
  const bareInterval = /\([^()]*\d(?:–| to )[^()]*\)(?! \[steal)/g;
  /** Several figures of one row stand together there, and their label after the last. */
  const sharesLabel: ReadonlySet<ExperimentName> = new Set(['models', 'startup', 'chunk']);
  /** A ratio or difference with its interval, and no label behind it. */
  const bareRatio = /(×[\d.]+|[+−][\d.,]+ \S+) \([^)]*\)(?! \[steal)/g;

  test.each(experimentNames)('%s: follows the figures of its finding', (name) => {
    const finding = findings.get(name) ?? '';
    expect(finding.match(bareRatio) ?? []).toEqual([]);
    const clauses = finding.split('; ').filter((clause) => /\d(–| to )/.test(clause));
    expect(clauses.filter((clause) => !clause.includes('steal'))).toEqual([]);
    if (!sharesLabel.has(name)) expect(finding.match(bareInterval) ?? []).toEqual([]);
    expect(finding).toContain('steal');
  });

  test('follows every figure of the table of all models', () => {
    const figures = [...(modelsSection(analysis) ?? '').matchAll(/^\| \[.*$/gm)].flatMap(([line]) =>
      line.split(' | ').filter((cell) => cell.includes(' (') && /\d/.test(cell) && !cell.includes('UNP')),
    );
    expect(figures.length).toBeGreaterThan(20);
    expect(figures.filter((cell) => !cell.includes('\\[steal'))).toEqual([]);
  });

  test('follows every figure in the terminal', () => {
    const rows = renderFindings(analysis, findings, { colour: false, columns: 100 })
      .split('\n')
      .filter((line) => /^ {2}\S+ +.*\(/.test(line));
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((line) => !line.includes('[steal') && !line.includes('steal at '))).toEqual([]);
  });

  test('stands in every table with figures, and below every chart of them', async () => {
    const charts = chartsOf({ ...result, trials }, analysis);
    for (const experiment of analysis.experiments) {
      const section = experimentSection(experiment, null, charts);
      const tables = section.match(/(?:^\|.*\|\n)+/gm) ?? [];
      const withFigures = tables.filter((table) => /\d/.test(table));
      expect(withFigures.length).toBeGreaterThan(1);
      expect(withFigures.filter((table) => !table.includes('steal'))).toEqual([]);
    }
    for (const { experiment, path, spec, caption } of charts) {
      if (experiment === null) continue;
      const texts = readTexts(await renderSvg(spec, caption)).texts.map(({ text }) => text);
      expect(
        texts.some((text) => text.startsWith('‡ steal in more than half of the rounds')),
        path,
      ).toBe(true);
      expect(
        texts.some((text) => text.endsWith(' ‡')),
        path,
      ).toBe(true);
    }
  });
});

test.each(modelNames)('%s: the way to its file leads there', (model) => {
  const [, way = ''] = /\]\((.*)\)/.exec(modelLink(model)) ?? [];
  // A report lies as deep below the sources as this folder does.
  expect(existsSync(new URL(way, import.meta.url))).toBe(true);
});
