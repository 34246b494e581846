/** The one table of a section: figures, comparisons and crossovers as cells, and what does not fit them in words. */
import { expect, test } from 'vitest';
import { changed, compute, models } from '../../../../test/made-up-charts.ts';
import { madeUpRun, type MadeUpExperiment } from '../../../../test/made-up-run.ts';
import type { ExperimentAnalysis } from '../../../analysis/analysis.ts';
import { experimentSection } from './experiment.ts';
import { groupTable, levelTable } from './section-table.ts';

function only(experiments: readonly ExperimentAnalysis[]): ExperimentAnalysis {
  const [first] = experiments;
  if (first === undefined) throw new Error('no experiment');
  return first;
}
const analysed = (experiment: MadeUpExperiment) => only(madeUpRun([experiment]).analysis.experiments);

/** The cells of the row of an arm. */
function cellsOf(arm: string, table: string): string[] {
  const line = table.split('\n').find((one) => /^[[`]/.test(one) && one.includes(`\`${arm}\``));
  return line?.split(' | ').slice(1) ?? [];
}

function tableOf(experiment: ExperimentAnalysis): string {
  const [group] = experiment.groups;
  if (group === undefined) throw new Error('no group');
  return experiment.groups.length === 1 ? groupTable(group, experiment).text : levelTable(experiment).text;
}

test('of one group: the figure, the comparison with its verdict, and the second metric', () => {
  const table = tableOf(analysed(models));
  expect(table.split('\n')[0]).toBe('Model | Messages per second | ÷ `event-loop` | Server processor time per message');
  expect(cellsOf('event-loop', table)).toEqual([expect.any(String), '1', expect.any(String)]);
  expect(cellsOf('thread-pool-handoff', table)).toEqual([
    expect.stringMatching(/^[\d.]+ k\/s \([\d.]+–[\d.]+\)$/),
    expect.stringMatching(/^×0\.9\d \([\d.]+–[\d.]+\) (slower|equivalent)/),
    expect.stringMatching(/^[\d.]+ µs \([\d.]+–[\d.]+\)$/),
  ]);
});

test('what is not compared stands in a line below, with its figure', () => {
  const arms = models.arms.map((arm) => ({ ...arm, compared: arm.name !== 'thread-pool-handoff' }));
  const table = tableOf(analysed({ ...models, arms }));
  expect(cellsOf('thread-pool-handoff', table)).toEqual([]);
  expect(table).toMatch(/\n\nNot compared: `thread-pool-handoff` [\d.]+ k\/s \([\d.]+–[\d.]+\)\.$/);
});

test('trials that are missing in some rounds are told at the figure', () => {
  const arms = models.arms.map((arm) =>
    arm.name === 'thread-pool-handoff' ? { ...arm, error: 'it died', failedRounds: 2 } : arm,
  );
  const experiment = analysed({ ...models, arms });
  expect(cellsOf('thread-pool-handoff', tableOf(experiment))[0]).toMatch(/\), n = 6$/);
  expect(cellsOf('event-loop', tableOf(experiment))[0]).not.toContain('n = ');
  expect(experimentSection(experiment, [])).toMatch(/\nBaseline `event-loop`; n = 8 rounds; /);
});

test('a figure that was the same in every round is identical', () => {
  const same = changed(madeUpRun([models]), (row) => {
    const figures = new Map(
      [...row.figures].map(([name, one]) => {
        const values = one.values.map(() => 5000);
        return [name, { ...one, value: 5000, interval: { low: 5000, high: 5000 }, values }];
      }),
    );
    return { ...row, figures };
  });
  expect(cellsOf('event-loop', tableOf(only(same.analysis.experiments)))[0]).toBe('5 k/s (identical)');
});

test('levels are columns, with ratios where every arm has one, and in the last from where each pays', () => {
  const table = tableOf(analysed(compute));
  const [lead, , head] = table.split('\n');
  expect(lead).toBe('Throughput of `event-loop`, and of the others ÷ `event-loop`:');
  expect(head).toBe('Model | echo | 10 µs (10.8 µs) | 100 µs (110 µs) | 1000 µs (990 µs) | Pays from, × echo');
  expect(table).toMatch(/\n\nLevels are named as aimed at; in brackets as measured\.$/);
  expect(cellsOf('event-loop', table)[0]).toMatch(/^[\d.]+ k\/s \(/);
  expect(cellsOf('thread-pool-handoff', table)[0]).toMatch(/^×0\.\d+ \(\S+\)‡?( slower)?$/);
  const places = compute.arms.map(({ name }) => cellsOf(name, table).at(-1));
  expect(places).toEqual([
    '–',
    expect.stringMatching(/^0\.\d+ \(0\.\d+–0\.\d+\)‡$/),
    expect.stringMatching(/^0\.\d+–\d\.\d+‡$/),
    'ahead at every level‡',
    expect.stringMatching(/^at least \d\.\d+, if at all$/),
  ]);
});

test('levels at which an arm has no comparison have its figure, and the comparison below it where there is one', () => {
  const arms = models.arms.map((arm) => ({ ...arm, compared: arm.name !== 'thread-pool-handoff' }));
  const groups = [{ label: '1 connection', connections: 1 }, { label: '64 connections' }];
  const table = tableOf(analysed({ ...models, arms, groups }));
  expect(table.split('\n')[0]).toBe('Throughput, below it ÷ `event-loop`:');
  for (const cell of cellsOf('thread-pool-handoff', table)) expect(cell).toMatch(/^[\d.]+ k\/s \(\S+\)‡?$/);
  for (const cell of cellsOf('process-pool-handoff', table))
    expect(cell).toMatch(/^[\d.]+ k\/s \(\S+\)‡?<br>×1\.\d+ \(\S+\)‡? faster/);
});
