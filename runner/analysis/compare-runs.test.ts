import { describe, expect, test } from 'vitest';
import { changed, compute, models } from '../../test/made-up-charts.ts';
import { baseline, madeUpRun, suiteRun, type MadeUpArm, type MadeUpRun } from '../../test/made-up-run.ts';
import { noNoise } from '../../test/made-up-result.ts';
import type { Analysis } from './analysis.ts';
import { compareRuns, worsenedBeyond, type ComparedFigure, type RunComparison } from './compare-runs.ts';

const arms = (...speeds: readonly number[]): readonly MadeUpArm[] => [
  { name: baseline, speed: 1 },
  ...speeds.map((speed, index) => ({
    name: ['thread-pool-handoff', 'process-pool-handoff'][index] ?? 'poll-loop',
    speed,
  })),
];
type Options = Parameters<typeof madeUpRun>[1];
const run = (of: readonly MadeUpArm[], options: Options = {}) => madeUpRun([{ ...models, arms: of }], options);
const usual = run(arms(0.93, 1.19), { seed: 1 });
const plain = { all: false, across: false };

function compared(A: MadeUpRun | Analysis, B: MadeUpRun | Analysis, options = plain): RunComparison {
  const analysisOf = (one: MadeUpRun | Analysis) => ('analysis' in one ? one.analysis : one);
  return compareRuns({ A: analysisOf(A), B: analysisOf(B) }, options);
}

function figureOf({ figures }: RunComparison, arm: string, metric = 'throughput'): ComparedFigure {
  const found = figures.find(({ id }) => id === `models/64-connections/${arm}/${metric}`);
  if (found === undefined) throw new Error(`no figure of ${arm}, only ${figures.map(({ id }) => id).join(', ')}`);
  return found;
}

describe('an arm in two runs', () => {
  test('that is 20 % slower in the second has changed, by what it became slower, and no other has', () => {
    const comparison = compared(usual, run(arms(0.93 * 0.8, 1.19), { seed: 2 }));
    const slower = figureOf(comparison, 'thread-pool-handoff');
    expect(slower.outcome).toEqual({
      kind: 'changed',
      direction: 'lower',
      isWorse: true,
      beyondMargin: true,
      withinMargin: false,
    });
    expect(slower.change?.value).toBeCloseTo(0.8, 1);
    expect(slower.change?.interval?.low).toBeLessThan(0.8);
    expect(slower.change?.interval?.high).toBeGreaterThan(0.8);
    expect(figureOf(comparison, 'process-pool-handoff').outcome).toEqual({ kind: 'held' });
    // Its processor time went up with it, which is worse as well.
    expect(figureOf(comparison, 'thread-pool-handoff', 'server-processor-time-per-message').outcome).toMatchObject({
      kind: 'changed',
      direction: 'higher',
      isWorse: true,
    });
  });

  test('that is the same in both held', () => {
    const { figures } = compared(usual, run(arms(0.93, 1.19), { seed: 2 }));
    expect(figures.map(({ outcome }) => outcome.kind)).toEqual(['held', 'held', 'held', 'held']);
  });

  test('whose rounds scatter too much cannot be told, and more rounds might tell', () => {
    const scattered = (seed: number) =>
      suiteRun(['models'], {
        seed,
        values: ({ arm }, round) =>
          arm === 'thread-pool-handoff' ? { speed: 1 + 0.1 * ((3 * round + seed) % 5) } : {},
      });
    const noisy = compared(scattered(1), scattered(2));
    const { outcome, change } = figureOf(noisy, 'thread-pool-handoff');
    expect(outcome).toEqual({ kind: 'cannot-tell', why: null });
    expect(change?.roundsToDecide).not.toBeNull();
  });

  test('that changed by less than the margin says so', () => {
    const noise = { trial: 0.004, slice: 0 };
    const { outcome } = figureOf(
      compared(run(arms(1), { seed: 1, noise }), run(arms(1.05), { seed: 2, noise })),
      'thread-pool-handoff',
    );
    expect(outcome).toEqual({
      kind: 'changed',
      direction: 'higher',
      isWorse: false,
      beyondMargin: false,
      withinMargin: true,
    });
  });

  test('whose values are all the same is identical, to within one message that was counted', () => {
    const one = run(arms(1), { seed: 1, noise: noNoise });
    const { outcome, change } = figureOf(
      compared(one, run(arms(1), { seed: 2, noise: noNoise })),
      'thread-pool-handoff',
    );
    expect(outcome).toEqual({ kind: 'identical' });
    expect(change?.value).toBe(1);
    expect(change?.interval?.high).toBeGreaterThan(1);
    expect(change?.interval?.high).toBeLessThan(1.0001);
  });

  test('is the mirror image when the runs are swapped', () => {
    const other = run(arms(0.93 * 0.8, 1.19), { seed: 2 });
    const [there, back] = [compared(usual, other), compared(other, usual)].map(
      (comparison) => figureOf(comparison, 'thread-pool-handoff').change,
    );
    expect(back?.value).toBeCloseTo(1 / (there?.value ?? 0), 10);
    expect(back?.interval?.low).toBeCloseTo(1 / (there?.interval?.high ?? 0), 10);
    expect(back?.verdict).toBe('higher');
  });
});

describe('the intervals', () => {
  test('cover at once over all declared figures of both runs, in whatever metric', () => {
    const comparison = compared(usual, run(arms(0.93, 1.19), { seed: 2 }));
    expect(comparison.comparisons).toBe(4);
    for (const { change } of comparison.figures) expect(change?.coverage).toBeGreaterThanOrEqual(1 - 0.05 / 4);
    const fewer = compared(run(arms(0.93), { seed: 1 }), usual);
    expect(fewer.comparisons).toBe(2);
    expect(figureOf(fewer, 'thread-pool-handoff').change?.coverage).toBeLessThan(1 - 0.05 / 4 + 0.005);
  });

  test('rest on the larger of two margins', () => {
    const strict = run(arms(0.93, 1.19), { seed: 2, profile: 'standard' });
    expect([compared(usual, strict).margin, compared(strict, usual).margin]).toEqual([0.1, 0.1]);
  });

  test('do not need the same rounds in both, nor all of them', () => {
    const failed = arms(0.93, 1.19).map((arm) =>
      arm.name === 'thread-pool-handoff' ? { ...arm, error: 'no reply', failedRounds: 2 } : arm,
    );
    const { change, outcome } = figureOf(compared(usual, run(failed, { seed: 2 })), 'thread-pool-handoff');
    expect(change?.n).toBe(6);
    expect(outcome.kind).toBe('held');
  });
});

describe('it cannot be told', () => {
  const why = (A: MadeUpRun | Analysis, B: MadeUpRun | Analysis, arm = 'thread-pool-handoff') => {
    const { outcome, change } = figureOf(compared(A, B), arm);
    expect(outcome.kind).toBe('cannot-tell');
    if (outcome.kind !== 'cannot-tell') return null;
    if (outcome.why?.includes('interval') !== true) expect(change).toBeNull();
    return outcome.why;
  };
  const labelled = (label: string, name: string) =>
    run(
      arms(0.93, 1.19).map((arm) => (arm.name === name ? { ...arm, labels: { [label]: 16 } } : arm)),
      { seed: 2 },
    );

  test.each<[of: string, B: MadeUpRun, reason: string]>([
    ['an unfit run', run(arms(0.93, 1.19), { seed: 2, unfit: true }), 'in B the run is unfit'],
    [
      'a figure that is “at least”',
      labelled('client-limited', 'thread-pool-handoff'),
      'in B the figure of it is only “at least”',
    ],
    [
      'a baseline that is “at least”',
      labelled('client-limited', baseline),
      'in B the figure of the baseline is only “at least”',
    ],
    [
      'an arm that failed',
      run(
        arms(0.93, 1.19).map((arm) => (arm.name === baseline ? arm : { ...arm, error: 'no' })),
        { seed: 2 },
      ),
      'in B it has no completed trial',
    ],
  ])('of %s', (_, B, reason) => {
    expect(why(usual, B)).toBe(reason);
  });

  test('of both runs for one reason, which is said once', () => {
    const unfit = (seed: number) => run(arms(0.93), { seed, unfit: true });
    expect(why(unfit(1), unfit(2))).toBe('in A and B the run is unfit');
  });

  test('of a figure that is withheld, and of one with rounds in doubt', () => {
    const saying = (what: 'withheld' | 'doubtful') =>
      changed(run(arms(0.93, 1.19), { seed: 2 }), (row) =>
        row.cell.arm === 'thread-pool-handoff' ? { ...row, [what]: new Map([['messagesPerSecond', 'too few']]) } : row,
      );
    expect(why(usual, saying('withheld'))).toBe('in B it has no figure: too few');
    expect(why(usual, saying('doubtful'))).toBe('in B some rounds of it are in doubt: too few');
  });

  test('of too few rounds', () => {
    const short = madeUpRun([{ ...models, arms: arms(0.93) }], { seed: 2, rounds: 1, profile: 'smoke' });
    expect(why({ ...short.analysis, controls: { ...short.analysis.controls, unfit: false } }, usual)).toBe(
      '1 rounds in A and 8 in B, and a 97.5 % interval needs 5 in each',
    );
  });

  test('of a metric that is defined otherwise, or of another baseline', () => {
    const [experiment] = usual.analysis.experiments;
    if (experiment === undefined) throw new Error('no experiment');
    const others = { ...usual.analysis, experiments: [{ ...experiment, baseline: 'iterative' }] };
    expect(why(usual, others)).toBe('the baseline is event-loop in A and iterative in B');
    const [primary, ...rest] = experiment.shown;
    const shown = [{ ...primary, better: 'lower' as const }, ...rest] as const;
    expect(why(usual, { ...usual.analysis, experiments: [{ ...experiment, shown }] })).toBe(
      'the metric is defined otherwise',
    );
  });
});

describe('what is compared', () => {
  test('is what both declared; the rest only on demand, and never judged', () => {
    const undeclared = arms(0.93, 1.19).map((arm) => ({ ...arm, compared: arm.name !== 'process-pool-handoff' }));
    const other = run(undeclared, { seed: 2 });
    expect(compared(usual, other).figures.map(({ id }) => id)).toEqual([
      'models/64-connections/thread-pool-handoff/throughput',
      'models/64-connections/thread-pool-handoff/server-processor-time-per-message',
    ]);
    const all = compared(usual, other, { all: true, across: false });
    const beside = figureOf(all, 'process-pool-handoff');
    expect(beside.outcome).toEqual({ kind: 'not-judged', why: null });
    expect(beside.change?.coverage).toBeLessThan(0.97);
    expect(all.figures.filter(({ outcome }) => outcome.kind !== 'not-judged')).toHaveLength(2);
    expect(all.comparisons).toBe(2);
  });

  test('is told of what only one of them has', () => {
    const { onlyIn } = compared(run(arms(0.93), { seed: 1 }), usual);
    expect(onlyIn.A).toEqual([]);
    expect(onlyIn.B.map(({ id }) => id)).toEqual([
      'models/64-connections/process-pool-handoff/throughput',
      'models/64-connections/process-pool-handoff/server-processor-time-per-message',
    ]);
  });

  test('has the baselines beside it', () => {
    expect(compared(usual, usual).baselines.map(({ id }) => id)).toEqual([
      'models/64-connections/event-loop/throughput',
      'models/64-connections/event-loop/server-processor-time-per-message',
    ]);
  });

  test('is nothing where the experiments differ', () => {
    const { figures, baselines, crossovers } = compared(usual, madeUpRun([compute]));
    expect([figures, baselines, crossovers]).toEqual([[], [], []]);
  });
});

describe('crossovers', () => {
  const at = (speeds: readonly number[], seed: number) =>
    madeUpRun([{ ...compute, arms: [...arms(), { name: 'thread-offload', speed: speeds }] }], { seed });
  const early = at([0.5, 1.5, 1.8, 1.9], 1);
  const outcomes = (A: MadeUpRun, B: MadeUpRun, across = false) =>
    compared(A, B, { all: false, across }).crossovers.map(({ outcome }) => outcome);

  test('between other levels have changed', () => {
    const late = at([0.5, 0.6, 0.7, 1.9], 2);
    expect(outcomes(early, late)).toEqual([{ kind: 'changed', direction: 'later' }]);
    expect(outcomes(late, early)).toEqual([{ kind: 'changed', direction: 'earlier' }]);
    expect(outcomes(early, late, true), 'amounts of another machine').toEqual([{ kind: 'not-judged' }]);
  });

  test('that begin at every level, where it was behind at the least one', () => {
    expect(outcomes(early, at([1.5, 1.5, 1.8, 1.9], 2))).toEqual([{ kind: 'changed', direction: 'earlier' }]);
  });

  test('between the same levels cannot be told: they may be anywhere there', () => {
    expect(outcomes(early, at([0.5, 1.5, 1.8, 1.9], 2))).toEqual([{ kind: 'cannot-tell', why: null }]);
  });

  test('of an unfit run are not determined', () => {
    const unfit = madeUpRun(
      [{ ...compute, arms: [...arms(), { name: 'thread-offload', speed: [0.5, 1.5, 1.8, 1.9] }] }],
      {
        seed: 2,
        unfit: true,
      },
    );
    expect(outcomes(early, unfit)).toEqual([{ kind: 'cannot-tell', why: 'not determined in B' }]);
  });
});

describe('what got worse by more than was allowed', () => {
  const worsened = (speed: number, share: number) =>
    worsenedBeyond(compared(usual, run(arms(0.93 * speed, 1.19), { seed: 2 })), share).map(({ id }) => id);

  test('is a change for the worse whose estimate is beyond it, in what the experiment is decided on', () => {
    expect(worsened(0.8, 0.1)).toEqual(['models/64-connections/thread-pool-handoff/throughput']);
    expect(worsened(0.8, 0.5)).toEqual([]);
    expect(worsened(1.3, 0.1)).toEqual([]);
    expect(worsened(1, 0.001)).toEqual([]);
  });

  test('is a higher value where lower is better', () => {
    const byCost = (seed: number, speed: number) =>
      madeUpRun(
        [
          {
            ...models,
            arms: arms(speed),
            primaryMetric: 'cpuNsPerMessage',
            metrics: ['cpuNsPerMessage', 'messagesPerSecond'],
          },
        ],
        { seed },
      );
    expect(worsenedBeyond(compared(byCost(1, 1), byCost(2, 0.8)), 0.1).map(({ id }) => id)).toEqual([
      'models/64-connections/thread-pool-handoff/server-processor-time-per-message',
    ]);
  });
});
