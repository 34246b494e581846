/** From trials to rows, comparisons and rankings: what a whole run comes out as. */
import { describe, expect, test } from 'vitest';
import { computeInMicros } from '../../test/made-up-compute.ts';
import { analysed, cutOff, madeUpResult, type ResultOptions, type ServerCell } from '../../test/made-up-result.ts';
import { usualFigures } from '../../test/made-up-record.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { modelsExperiment } from '../experiments/models.ts';
import type { Plan } from '../result/plan.ts';
import { kinds } from '../trials/index.ts';
import { observe } from '../trials/observe.ts';
import type { ServerSetup } from '../trials/server/setup.ts';
import type { Analysis, GroupAnalysis, Row } from './analysis.ts';
import { analyse, analyseSoFar } from './analyse.ts';
import type { Observation } from './observation.ts';
import { madeUpMachine } from '../../test/made-up-environment.ts';

const echo = 'models/64 connections';
const atMost = 'compute/1000 µs of work';

/** A pool that costs 12 % more for an echo, and has two processors for computation. */
const twoProcessors: ResultOptions['values'] = ({ arm, experiment, setup }) => {
  if (arm !== 'thread-pool-handoff') return {};
  return { speed: experiment === 'compute' && setup.workNsPerRequest > 0 ? 1.75 : 0.88 };
};
const calmRun: ResultOptions = { experiments: ['models', computeInMicros], seed: 1, values: twoProcessors };

const group = (analysis: Analysis, id: string): GroupAnalysis => {
  const found = analysis.experiments.flatMap(({ groups }) => groups).find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no group ${id}`);
  return found;
};
const row = ({ rows }: GroupAnalysis, arm: string): Row => {
  const found = rows.find(({ cell }) => cell.arm === arm);
  if (found === undefined) throw new Error(`no row ${arm}`);
  return found;
};
const models = (options: ResultOptions) => group(analysed(madeUpResult(options)), echo);
const throughput = ({ contrasts }: Row) => contrasts.get('messagesPerSecond');

describe('the analysis of a calm quick run', () => {
  const result = madeUpResult(calmRun);
  const analysis = analysed(result);
  const [first, compute] = analysis.experiments;

  test('has every experiment with what the plan says about it, and the controls', () => {
    expect(analysis.experiments.map(({ name }) => name)).toEqual(['models', 'compute']);
    expect(first).toMatchObject({ ...result.plan.experiments[0], unfit: false, margin: 0.1 });
    expect(first?.shown.map(({ name }) => name)).toEqual(result.plan.experiments[0]?.metrics);
    expect(first?.details.map(({ metrics }) => metrics.length)).toEqual([3, 5, 12]);
    expect(analysis.controls).toMatchObject({ unfit: false, slowdown: { ok: true } });
  });

  test('has a row for each cell, baseline and twin in one, and none for the known slowdown', () => {
    const rows = group(analysis, atMost).rows;
    expect(rows.map(({ cell, cells }) => [cell.arm, cell.role, cells])).toEqual([
      ['event-loop', 'baseline', 2],
      ['thread-pool-handoff', 'arm', 1],
      ['process-pool-handoff', 'arm', 1],
    ]);
    for (const { completed, failed, setAside, skipped, error, labels, figures } of rows) {
      expect({ completed, failed, setAside, skipped, error }).toEqual({
        ...{ completed: 8, failed: 0, setAside: 0, skipped: null, error: null },
      });
      expect(labels.size).toBe(0);
      for (const metric of ['messagesPerSecond', 'cpuNsPerMessage'])
        expect(figures.get(metric)).toMatchObject({ n: 8, coverage: 1 - 10 / 256, note: null });
    }
  });

  test('compares arms with simultaneous intervals over all comparisons of the experiment', () => {
    const coverages = analysis.experiments.map(({ groups }) =>
      groups.map(({ rows }) => rows.map((one) => throughput(one)?.coverage)),
    );
    const two = 1 - 6 / 256; // k = 3: at least 97.5 %
    const six = 1 - 2 / 256; // k = 1: at least 99.17 %
    expect(coverages).toEqual([[[undefined, two, two]], Array.from({ length: 3 }, () => [undefined, six, six])]);
  });

  test('compares in both metrics of the experiment, and in none that only describe', () => {
    const { contrasts, figures } = row(group(analysis, echo), 'thread-pool-handoff');
    expect([...contrasts.keys()]).toEqual(['messagesPerSecond', 'cpuNsPerMessage']);
    expect(figures.size).toBeGreaterThan(8);
  });

  test('finds what is there: a pool that costs 12 % and gains 75 % with computation', () => {
    const slow = throughput(row(group(analysis, echo), 'thread-pool-handoff'));
    expect(slow).toMatchObject({ verdict: 'lower', n: 8, roundsToDecide: null });
    expect(slow?.values).toHaveLength(8);
    expect(slow?.value).toBeCloseTo(0.88, 1);
    const fast = throughput(row(group(analysis, atMost), 'thread-pool-handoff'));
    expect(fast).toMatchObject({ verdict: 'higher', beyondMargin: true });
    expect(group(analysis, atMost).ranking).toEqual([
      ['thread-pool-handoff'],
      expect.arrayContaining(['event-loop', 'process-pool-handoff']),
    ]);
  });

  test('locates the crossovers of the experiment whose axis has some, in every arm', () => {
    expect(first?.crossovers).toEqual([]);
    expect(compute?.crossovers.map(({ arm, outcome }) => [arm, outcome.kind])).toEqual([
      ['thread-pool-handoff', 'between'],
      ['process-pool-handoff', 'not-determined'],
    ]);
    const [connections] = analysed(madeUpResult({ experiments: ['connections'], rounds: 1 })).experiments;
    expect(connections?.crossovers, 'on an axis, and nothing overtakes on it').toEqual([]);
  });

  test('is the same every time, and leaves the result as it was', () => {
    const before = JSON.stringify(result);
    expect(analysed(result)).toEqual(analysis);
    expect(analysed(JSON.parse(before))).toEqual(analysis);
    expect(JSON.stringify(result)).toBe(before);
  });

  test('does not depend on the order in which trials were stored', () => {
    expect(analysed({ ...result, trials: result.trials.toReversed() })).toEqual(analysis);
  });

  test('follows the definitions of the plan and not those of this edition', () => {
    const planned = result.plan.kinds.map((kind) => ({
      ...kind,
      metrics: kind.metrics.map((metric) => ({ ...metric, title: `old ${metric.title}`, better: 'lower' as const })),
    }));
    const old = analysed({ ...result, plan: { ...result.plan, kinds: planned } });
    expect(old.experiments[0]?.shown[0].title).toBe('old Throughput');
    expect(group(old, atMost).ranking.at(-1)).toEqual(['thread-pool-handoff']);
  });
});

test('a smoke run has values, no intervals, no verdicts, and says why', () => {
  const found = models({ profile: 'smoke' });
  const arm = row(found, 'thread-pool-handoff');
  expect(arm.figures.get('messagesPerSecond')).toMatchObject({
    ...{ n: 1, interval: null, note: '1 round, and a 95 % interval needs at least 6' },
  });
  expect(throughput(arm)).toMatchObject({
    ...{ n: 1, interval: null, verdict: 'withheld', note: '1 round, and a 97.5 % interval needs at least 7' },
  });
  expect(found.ranking).toHaveLength(1);
});

describe('accidents', () => {
  const broke = { error: 'it broke' };
  const isOf = (arm: string, { experiment, arm: of }: ServerCell) => experiment === 'models' && of === arm;

  test('a crash repeats its block: the repetition counts, the failure is told, the first try is set aside', () => {
    const found = models({
      failure: (cell, round, attempt) =>
        isOf('thread-pool-handoff', cell) && round === 2 && attempt === 0 ? broke : null,
    });
    expect(row(found, 'thread-pool-handoff')).toMatchObject({
      ...{ completed: 8, failed: 1, setAside: 0, error: 'it broke' },
    });
    expect(row(found, 'process-pool-handoff')).toMatchObject({ completed: 8, failed: 0, setAside: 1 });
    expect(row(found, 'event-loop')).toMatchObject({ completed: 8, setAside: 2 });
  });

  test('a model that crashes in every try of a round loses that round, the others keep it', () => {
    const found = models({
      failure: (cell, round) => (isOf('thread-pool-handoff', cell) && round === 2 ? broke : null),
    });
    expect(row(found, 'thread-pool-handoff')).toMatchObject({ completed: 7, failed: 3 });
    expect(throughput(row(found, 'thread-pool-handoff'))?.n).toBe(7);
    expect(row(found, 'process-pool-handoff')).toMatchObject({ completed: 8, setAside: 2 });
    expect(throughput(row(found, 'process-pool-handoff'))?.n).toBe(8);
  });

  test('too many lost rounds leave values without an interval, and the note says what would do', () => {
    const found = models({
      failure: (cell, round) => (isOf('thread-pool-handoff', cell) && round < 4 ? broke : null),
    });
    expect(throughput(row(found, 'thread-pool-handoff'))).toMatchObject({
      ...{ n: 4, interval: null, verdict: 'inconclusive', roundsToDecide: null },
      note: '4 rounds, and a 97.5 % interval needs at least 7',
    });
  });

  test('a disturbed block is repeated; one that stays disturbed counts, with its label', () => {
    const disturbed = { stealShare: 0.2 };
    const once = models({
      values: (cell, _, attempt) => (isOf('event-loop', cell) && attempt === 0 ? disturbed : {}),
    });
    expect(row(once, 'event-loop')).toMatchObject({ completed: 8, setAside: 16, labels: new Map() });
    const always = models({ values: (cell, round) => (isOf('event-loop', cell) && round < 2 ? disturbed : {}) });
    const { completed, setAside, labels } = row(always, 'event-loop');
    expect({ completed, setAside, labels }).toEqual({
      ...{ completed: 8, setAside: 8, labels: new Map([['disturbed-steal', 2]]) },
    });
  });

  test('a round counts once for a label, though both twins carry it', () => {
    const found = models({
      values: ({ arm }, round) => (arm === 'event-loop' && round < 3 ? { secondHalf: 1.3 } : {}),
    });
    expect(row(found, 'event-loop').labels).toEqual(new Map([['not-steady', 3]]));
  });

  test('where one of the twins failed the other one is taken for both', () => {
    const found = models({
      failure: ({ role, experiment }, round) =>
        experiment === 'models' && role === 'twin' && round < 3 ? { error: 'it broke', phase: 'stop' } : null,
    });
    // Three tries of the first block, and the others once: the twin is hopeless by then.
    expect(row(found, 'event-loop')).toMatchObject({ completed: 8, failed: 5 });
    expect(throughput(row(found, 'thread-pool-handoff'))?.n).toBe(8);
  });

  test('a model that cannot run keeps its row, with the reason and no figures', () => {
    const reason = 'sockets cannot move here';
    const found = models({ unsupported: ({ model }) => (model === 'thread-pool-handoff' ? reason : null) });
    expect(row(found, 'thread-pool-handoff')).toMatchObject({
      ...{ completed: 0, failed: 0, skipped: reason, declared: false },
      ...{ figures: new Map(), withheld: new Map(), contrasts: new Map() },
    });
    expect(found.ranking.flat()).not.toContain('thread-pool-handoff');
  });

  test('a baseline that never completed leaves figures and no ratios', () => {
    const found = models({ failure: (cell) => (isOf('event-loop', cell) ? broke : null) });
    const arm = row(found, 'thread-pool-handoff');
    expect(arm.figures.get('messagesPerSecond')?.n).toBe(8);
    expect(arm.contrasts.size).toBe(0);
    expect(found.ranking).toEqual([]);
  });
});

test('an unfit run keeps its estimates and withholds verdicts, ranking and crossovers', () => {
  const analysis = analysed(madeUpResult({ ...calmRun, values: ({ role }) => ({ speed: role === 'twin' ? 0.9 : 1 }) }));
  expect(analysis.controls.unfit).toBe(true);
  for (const experiment of analysis.experiments) {
    expect(experiment.unfit).toBe(true);
    for (const { rows, ranking } of experiment.groups) {
      expect(ranking).toHaveLength(1);
      for (const one of rows.filter(({ cell }) => cell.role === 'arm')) {
        expect(throughput(one)).toMatchObject({ verdict: 'withheld', beyondMargin: false, n: 8 });
        expect(throughput(one)?.interval).not.toBeNull();
      }
    }
    for (const { outcome } of experiment.crossovers) expect(outcome.kind).toBe('not-determined');
  }
});

describe('an interrupted run', () => {
  const result = madeUpResult(calmRun);

  test('is analysed as far as it got', () => {
    const analysis = analysed(cutOff(result, 40));
    expect(row(group(analysis, echo), 'event-loop').completed).toBe(8);
    const counts = analysis.experiments[1]?.groups.map((one) => row(one, 'event-loop').completed);
    expect(Math.max(...(counts ?? []))).toBe(1);
    expect(analysed(cutOff(result, 0)).controls.unfit).toBe(true);
  });

  test('gives verdicts while it goes on: its controls are judged in the end', () => {
    const { plan, trials } = cutOff(result, 32);
    const [first] = analyseSoFar(plan, observe(plan, trials, kinds, madeUpMachine));
    expect(first?.unfit).toBe(false);
    expect(first?.groups.flatMap(({ rows }) => rows.map((one) => throughput(one)?.verdict))).toContain('lower');
  });
});

/** Somebody says what throughput is to be expected; no cell is the baseline. */
describe('a comparison with a claim', () => {
  /** As fast as the made-up servers are. */
  const claimed = usualFigures({ workNsPerRequest: 0 } as ServerSetup).messagesPerSecond;
  const alone: Experiment = { ...modelsExperiment, baseline: null };
  const analysisOf = (speed: number, margin: number) => {
    const { plan, trials } = madeUpResult({ experiments: [alone], values: () => ({ speed }) });
    const reference = { value: claimed, margin };
    const groups = plan.groups.map((one) =>
      one.experiment === 'models' ? { ...one, comparisons: one.cells.map(({ id }) => ({ arm: id, reference })) } : one,
    );
    return group(analyse({ ...plan, groups }, observe(plan, trials, kinds, madeUpMachine)), echo).rows;
  };

  test('is arm ÷ claim, round by round', () => {
    const [first] = analysisOf(1, 0.5);
    if (first === undefined) throw new Error('no row');
    const values = first.figures.get('messagesPerSecond')?.values ?? [];
    expect(values).toHaveLength(8);
    for (const [round, value] of values.entries())
      expect(throughput(first)?.values[round]).toBeCloseTo(value / claimed, 9);
  });

  test('is judged by the margin of the claim', () => {
    expect(analysisOf(1, 0.5).map((one) => throughput(one)?.verdict)).toEqual(Array(3).fill('equivalent'));
    expect(analysisOf(1, 0.001).map((one) => throughput(one)?.verdict)).toEqual(Array(3).fill('inconclusive'));
    expect(analysisOf(2, 0.5).map((one) => throughput(one)?.verdict)).toEqual(Array(3).fill('higher'));
  });
});

test('counting bounds every figure and every comparison: few replies are no exact rate', () => {
  const { plan, trials } = madeUpResult();
  const coarse = observe(plan, trials, kinds, madeUpMachine).map((one): Observation =>
    one.outcome === 'completed'
      ? {
          ...one,
          values: new Map([...one.values, ['messagesPerSecond', 1000]]),
          resolutions: new Map([['messagesPerSecond', 0.1]]),
        }
      : one,
  );
  const arm = row(group(analyse(plan, coarse), echo), 'thread-pool-handoff');
  const width = ({ interval }: { interval: { low: number; high: number } | null }) =>
    interval === null ? Number.NaN : interval.high / interval.low;
  expect(width(arm.figures.get('messagesPerSecond') ?? { interval: null })).toBeCloseTo(1.1 ** 2, 9);
  expect(width(throughput(arm) ?? { interval: null })).toBeCloseTo(1.1 ** 4, 9);
});

test('a metric that the plan does not describe is a defect of ours', () => {
  const { plan, trials } = madeUpResult({ rounds: 1 });
  const broken: Plan = { ...plan, kinds: plan.kinds.map((kind) => ({ ...kind, metrics: [] })) };
  expect(() => analyse(broken, observe(plan, trials, kinds, madeUpMachine))).toThrow('has no metric messagesPerSecond');
});
