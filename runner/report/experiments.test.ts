/** Every experiment, from its plan through trials that nobody measured to its section of the report. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { framingNames, type FramingName } from '../../protocol/framing/index.ts';
import { modelNames } from '../../servers/models/index.ts';
import { createFakeExecutor, fakeCalibration } from '../../test/fake-executor.ts';
import { syntheticResult } from '../../test/synthetic.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { experimentNames, experiments, type ExperimentName } from '../experiments/index.ts';
import { planRun, type PlanSetting } from '../plan/plan.ts';
import type { ResultFile } from '../result/result.ts';
import { parseResult } from '../result/schema.ts';
import { measureRun } from '../run/run.ts';
import { analyse } from '../analysis/analysis.ts';
import type { Cell, Trial } from '../result/trial.ts';
import { findingsOf } from '../commands/write-report.ts';
import type { ChartDescription } from './charts/description.ts';
import { plainView } from './charts/frame.ts';
import { layout } from './charts/layout.ts';
import { outside, overlaps } from './charts/scene-faults.ts';
import { chartsOf } from './describe/charts.ts';
import { experimentSection } from './markdown/experiment.ts';
import { modelLink, modelsSection } from './markdown/models.ts';
import { renderFindings } from './terminal.ts';

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

  test('stands in every table with figures, and below every chart of them', () => {
    const charts = chartsOf({ ...result, trials }, analysis);
    for (const experiment of analysis.experiments) {
      const section = experimentSection(experiment, null, charts);
      const tables = section.match(/(?:^\|.*\|\n)+/gm) ?? [];
      const withFigures = tables.filter((table) => /\d/.test(table));
      expect(withFigures.length).toBeGreaterThan(1);
      expect(withFigures.filter((table) => !table.includes('steal'))).toEqual([]);
      const pictures = section.split(/^!\[/m).slice(1);
      expect(pictures).toHaveLength(charts.filter((chart) => chart.experiment === experiment.name).length);
      for (const picture of pictures) expect(picture).toContain('<sub>‡ steal in more than half of the rounds');
    }
  });

  test('stands in every chart, in words and as a mark on each figure', () => {
    for (const { experiment, path, description } of chartsOf({ ...result, trials }, analysis)) {
      if (experiment === null) continue;
      const figures = figuresOf(description);
      expect(figures.length, path).toBeGreaterThan(1);
      for (const { words, notice } of figures) {
        expect(words, path).toMatch(/ ‡$/);
        expect(notice, path).toContain('‡ steal');
      }
      const drawn = layout(description, plainView).items.flatMap((item) => (item.kind === 'text' ? [item.words] : []));
      const marked = drawn.filter((words) => words === '‡' || words.endsWith(' ‡'));
      expect(marked.length, path).toBe(figures.length);
      const rows = new Set(figures.map(({ row }) => row));
      expect(drawn.filter((words) => words.includes('‡ steal')).length, path).toBeGreaterThanOrEqual(rows.size);
    }
  });
});

/** Every figure of a chart in words, and what its row says of it. */
function figuresOf(chart: ChartDescription): { words: string; notice: string; row: string }[] {
  if (chart.kind === 'controls') return [];
  if (chart.kind === 'levels')
    return chart.panels.flatMap(({ name, note, points }) =>
      points.filter(({ estimate }) => estimate !== null).map(({ words }) => ({ words, notice: note, row: name })),
    );
  const rows =
    chart.kind === 'dumbbell' ? chart.rows : chart.groups.flatMap((group) => group.rows.map((row) => ({ ...row })));
  return rows.flatMap(({ name, lines }) =>
    lines.flatMap(({ figures, labels }) =>
      figures.flatMap((figure) =>
        figure === null || figure.estimate === null
          ? []
          : [{ words: figure.words, notice: labels.join(', '), row: name }],
      ),
    ),
  );
}

test.each(modelNames)('%s: the way to its file leads there', (model) => {
  const [, way = ''] = /\]\((.*)\)/.exec(modelLink(model)) ?? [];
  // A report lies as deep below the sources as this folder does.
  expect(existsSync(new URL(way, import.meta.url))).toBe(true);
});
