import { describe, expect, test } from 'vitest';

import type { SyntheticOptions } from '../../test/synthetic.ts';
import { syntheticResult } from '../../test/synthetic.ts';
import type { Cell } from '../result/trial.ts';
import type { Analysis, GroupAnalysis, Row } from './analysis.ts';
import { analyse } from './analysis.ts';

const group = (analysis: Analysis, id: string) =>
  analysis.experiments.flatMap(({ groups }) => groups).find((candidate) => candidate.id === id) as GroupAnalysis;
const row = ({ rows }: GroupAnalysis, model: string) => rows.find(({ cell }) => cell.model === model) as Row;
const models = (options: SyntheticOptions) => group(analyse(syntheticResult(options)), 'models/64 connections');
/** Only the named model of the experiment `models` is met by accidents. */
const at = (model: string, cell: Cell) => cell.experiment === 'models' && cell.model === model;

describe('the analysis of a calm quick run', () => {
  const result = syntheticResult();
  const analysis = analyse(result);
  const [first, compute] = analysis.experiments;

  test('has every experiment with what the plan says about it, and the controls', () => {
    expect(analysis.experiments.map(({ name }) => name)).toEqual(['models', 'compute']);
    expect(first).toMatchObject({ ...result.plan.experiments[0], unfit: false, margin: 0.1 });
    expect(analysis.controls).toMatchObject({ unfit: false, slowdown: { ok: true } });
  });

  test('has a row for each cell, baseline and twin in one', () => {
    const [sixtyFour] = first?.groups ?? [];
    expect(sixtyFour?.rows.map(({ cell }) => cell.model)).toEqual([
      'event-loop',
      'thread-pool-handoff',
      'process-pool-handoff',
    ]);
    for (const {
      completed,
      failed,
      setAside,
      skipped,
      error,
      warnings,
      messagesPerSecond,
      cpuNsPerMessage,
    } of sixtyFour?.rows ?? []) {
      expect({ completed, failed, setAside, skipped, error }).toEqual({
        completed: 8,
        failed: 0,
        setAside: 0,
        skipped: null,
        error: null,
      });
      expect(warnings.size).toBe(0);
      for (const estimate of [messagesPerSecond, cpuNsPerMessage])
        expect(estimate).toMatchObject({ n: 8, coverage: 1 - 10 / 256, note: null });
    }
  });

  test('compares arms with simultaneous intervals over all comparisons of the experiment', () => {
    const coverages = analysis.experiments.map(({ groups }) =>
      groups.map(({ rows }) => rows.map(({ contrast }) => contrast?.messagesPerSecond?.coverage)),
    );
    const two = 1 - 6 / 256; // k = 3: at least 97.5 %
    const six = 1 - 2 / 256; // k = 1: at least 99.17 %
    expect(coverages).toEqual([[[undefined, two, two]], Array.from({ length: 3 }, () => [undefined, six, six])]);
  });

  test('finds what is there: a pool that costs 12 % and gains 75 % with computation', () => {
    const slow = row(group(analysis, 'models/64 connections'), 'thread-pool-handoff').contrast?.messagesPerSecond;
    expect(slow).toMatchObject({ verdict: 'lower', n: 8, roundsToDecide: null });
    expect(slow?.values).toHaveLength(8);
    const fast = row(group(analysis, 'compute/100 µs'), 'thread-pool-handoff').contrast;
    expect(fast?.messagesPerSecond).toMatchObject({ verdict: 'higher', beyondMargin: true });
    expect(group(analysis, 'compute/100 µs').ranking.at(-1)).toEqual(['event-loop']);
  });

  test('tells how many identical cells a figure is the mean of', () => {
    const cells = group(analysis, 'models/64 connections').rows.map(({ cell, cells: count }) => [cell.role, count]);
    expect(cells).toEqual([
      ['baseline', 2],
      ['arm', 1],
      ['arm', 1],
    ]);
  });

  test('locates the crossovers of the experiment whose groups differ in work', () => {
    expect(first?.crossovers).toEqual([]);
    expect(compute?.crossovers.map(({ model, outcome }) => [model, outcome.kind])).toEqual([
      ['thread-pool-handoff', 'between'],
      ['process-pool-handoff', 'between'],
    ]);
  });

  test('shows p99 where there are enough observations, and says where there are not', () => {
    const calm = row(group(analysis, 'models/64 connections'), 'event-loop');
    expect(calm.serviceTimeNs.p99?.value).toBeGreaterThan(calm.serviceTimeNs.p50?.value as number);
    expect(calm.serviceTimeNs.p999).toBeNull();
    expect(calm.serviceTimeWithheld).toEqual({
      p50: null,
      p99: null,
      p999: 'p99.9 needs the profile standard or a longer one',
    });
    const slow = row(group(analysis, 'compute/1000 µs'), 'event-loop');
    expect(slow.serviceTimeNs.p99).toBeNull();
    expect(slow.serviceTimeWithheld.p99).toContain('16 of 16 have fewer');
  });

  test('is the same every time, and leaves the result as it was', () => {
    const before = JSON.stringify(result);
    expect(analyse(result)).toEqual(analysis);
    expect(analyse(JSON.parse(before))).toEqual(analysis);
    expect(JSON.stringify(result)).toBe(before);
  });

  test('does not depend on the order in which trials were stored', () => {
    expect(analyse({ ...result, trials: result.trials.toReversed() })).toEqual(analysis);
  });
});

test('a standard run shows p99.9', () => {
  expect(row(models({ profile: 'standard' }), 'event-loop').serviceTimeNs.p999).toMatchObject({ n: 10 });
});

test('a smoke run has values, no intervals, no verdicts, and says why', () => {
  const analysis = analyse(syntheticResult({ profile: 'smoke' }));
  const arm = row(group(analysis, 'models/64 connections'), 'thread-pool-handoff');
  expect(arm.messagesPerSecond).toMatchObject({
    n: 1,
    interval: null,
    note: '1 round, and a 95 % interval needs at least 6',
  });
  expect(arm.contrast?.messagesPerSecond).toMatchObject({
    n: 1,
    interval: null,
    verdict: 'withheld',
    note: '1 round, and a 97.5 % interval needs at least 7',
  });
  expect(group(analysis, 'models/64 connections').ranking).toHaveLength(1);
});

describe('accidents', () => {
  test('a crash repeats its block: the repetition counts, the failure is told, the first try is set aside', () => {
    const analysis = models({
      accident: ({ cell, round, attempt }) =>
        at('thread-pool-handoff', cell) && round === 2 && attempt === 0
          ? { kind: 'failed', phase: 'measure', error: 'it broke' }
          : null,
    });
    expect(row(analysis, 'thread-pool-handoff')).toMatchObject({
      completed: 8,
      failed: 1,
      setAside: 0,
      error: 'it broke',
    });
    expect(row(analysis, 'process-pool-handoff')).toMatchObject({ completed: 8, failed: 0, setAside: 1 });
    expect(row(analysis, 'event-loop')).toMatchObject({ completed: 8, setAside: 2 });
  });

  test('a model that crashes in every try of a round loses that round, the others keep it', () => {
    const analysis = models({
      accident: ({ cell, round }) =>
        at('thread-pool-handoff', cell) && round === 2 ? { kind: 'failed', phase: 'warm-up', error: 'it broke' } : null,
    });
    expect(row(analysis, 'thread-pool-handoff')).toMatchObject({
      completed: 7,
      failed: 3,
      contrast: { cpuNsPerMessage: { n: 7 } },
    });
    expect(row(analysis, 'process-pool-handoff')).toMatchObject({
      completed: 8,
      setAside: 2,
      contrast: { cpuNsPerMessage: { n: 8 } },
    });
  });

  test('too many lost rounds leave values without an interval, and the note says what would do', () => {
    const analysis = models({
      accident: ({ cell, round }) =>
        at('thread-pool-handoff', cell) && round < 4 ? { kind: 'failed', phase: 'start', error: 'it broke' } : null,
    });
    expect(row(analysis, 'thread-pool-handoff').contrast?.messagesPerSecond).toMatchObject({
      n: 4,
      interval: null,
      verdict: 'inconclusive',
      roundsToDecide: null,
      note: '4 rounds, and a 97.5 % interval needs at least 7',
    });
  });

  test('a disturbed block is repeated; one that stays disturbed counts, with its warning', () => {
    const once = models({
      accident: ({ cell, attempt }) => (at('event-loop', cell) && attempt === 0 ? { kind: 'disturbed' } : null),
    });
    expect(row(once, 'event-loop')).toMatchObject({ completed: 8, setAside: 16, warnings: new Map() });
    const always = models({
      accident: ({ cell, round }) => (at('event-loop', cell) && round < 2 ? { kind: 'disturbed' } : null),
    });
    const { completed, setAside, warnings } = row(always, 'event-loop');
    expect({ completed, setAside }).toEqual({ completed: 8, setAside: 8 });
    expect(warnings.get('disturbed-steal')).toBe(2);
  });

  test('where one of the twins failed the other stands for both', () => {
    const analysis = models({
      accident: ({ cell, round }) =>
        cell.experiment === 'models' && cell.role === 'control' && round < 3
          ? { kind: 'failed', phase: 'stop', error: 'it broke' }
          : null,
    });
    expect(row(analysis, 'event-loop')).toMatchObject({ completed: 8, failed: 9 });
    expect(row(analysis, 'thread-pool-handoff').contrast?.messagesPerSecond?.n).toBe(8);
  });

  test('a skipped model keeps its row, with the reason and no figures', () => {
    const analysis = models({
      accident: ({ cell }) =>
        at('thread-pool-handoff', cell) ? { kind: 'skipped', reason: 'sockets cannot move here' } : null,
    });
    expect(row(analysis, 'thread-pool-handoff')).toMatchObject({
      completed: 0,
      failed: 0,
      skipped: 'sockets cannot move here',
      messagesPerSecond: null,
      serviceTimeNs: { p50: null, p99: null, p999: null },
      serviceTimeWithheld: { p50: null, p99: null, p999: null },
      rssUnderLoadBytes: null,
      contrast: null,
    });
    expect(analysis.ranking.flat()).not.toContain('thread-pool-handoff');
  });

  test('a baseline that never completed leaves figures and no ratios', () => {
    const analysis = models({
      accident: ({ cell }) => (at('event-loop', cell) ? { kind: 'failed', phase: 'start', error: 'it broke' } : null),
    });
    const arm = row(analysis, 'thread-pool-handoff');
    expect(arm.messagesPerSecond?.n).toBe(8);
    expect(arm.contrast).toBeNull();
    expect(analysis.ranking).toEqual([]);
  });
});

test('an unfit run keeps its estimates and withholds verdicts, ranking and crossovers', () => {
  const analysis = analyse(syntheticResult({ speedOf: ({ role }) => (role === 'control' ? 0.9 : 1) }));
  expect(analysis.controls.unfit).toBe(true);
  for (const experiment of analysis.experiments) {
    expect(experiment.unfit).toBe(true);
    for (const { rows, ranking } of experiment.groups) {
      expect(ranking).toHaveLength(1);
      for (const { contrast } of rows.filter(({ cell }) => cell.role === 'arm')) {
        expect(contrast?.messagesPerSecond).toMatchObject({ verdict: 'withheld', beyondMargin: false, n: 8 });
        expect(contrast?.messagesPerSecond?.interval).not.toBeNull();
      }
    }
    for (const { outcome } of experiment.crossovers) expect(outcome.kind).toBe('not-determined');
  }
});

test('an interrupted run is analysed as far as it got', () => {
  const result = syntheticResult();
  const analysis = analyse({ ...result, finishedAt: null, trials: result.trials.slice(0, 30) });
  expect(row(group(analysis, 'models/64 connections'), 'event-loop').completed).toBe(8);
  expect(row(group(analysis, 'compute/1000 µs'), 'event-loop')).toMatchObject({
    completed: 0,
    messagesPerSecond: null,
  });
  expect(analyse({ ...result, trials: [] }).controls.unfit).toBe(true);
});
