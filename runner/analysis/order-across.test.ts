/** What becomes of the order of two arms, from rates that are chosen round by round. */
import { describe, expect, test } from 'vitest';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { usual } from '../trials/server/setup.ts';
import { analyse } from './analyse.ts';
import type { ExperimentAnalysis, OrderAcross, PairOrder } from './analysis.ts';
import type { Observation } from './observation.ts';

const models = ['event-loop', 'thread-pool-handoff', 'process-pool-handoff'] as const;
const labels = ['over loopback', 'over veth'] as const;
type Model = (typeof models)[number];
type Label = (typeof labels)[number];

const rounds = 8;
const each = (value: number) => Array.from({ length: rounds }, () => value);
/** Over six ratios eight rounds have their extremes as the interval: this one goes exactly from `low` to `high`. */
const spanning = (low: number, high: number) =>
  each(0).map((_, round) => Math.log(low) + (round / (rounds - 1)) * Math.log(high / low));

/** ln(rate) − ln(rate of the baseline) in each round; null: its trial failed. */
type Rates = Readonly<Partial<Record<Model, readonly (number | null)[]>>>;

interface Wished {
  /** Models that are not named have the baseline's rate. */
  readonly rates?: Readonly<Partial<Record<Label, Rates>>>;
  /** Whose trials found the client at its limit. */
  readonly limited?: Readonly<Partial<Record<Label, readonly Model[]>>>;
  /** Which trials there are none of. */
  readonly lacks?: (label: Label, round: number) => boolean;
  /** ln(twin) − ln(baseline). */
  readonly twin?: number;
  readonly experiment?: Experiment;
  readonly unsupported?: (model: string, regime: string) => string | null;
}

function experimentWith(changes: Partial<Experiment>): Experiment {
  return {
    ...{ name: 'orders', title: 'Orders', question: 'Does it hold?', description: 'made up', isHeadline: false },
    ...{ kind: 'server', factor: { title: 'Model', plural: 'models' }, baseline: 'event-loop' },
    ...{ primaryMetric: 'messagesPerSecond', metrics: ['messagesPerSecond', 'cpuNsPerMessage'], summary: 'first' },
    ...{ axis: null, precedent: null, orderAcross: { title: 'path' } },
    groups: () =>
      labels.map((label) => ({
        label,
        level: null,
        arms: models.map((model) => ({
          name: model,
          setup: { ...usual, model, regime: label === 'over veth' ? 'whole-machine' : 'equal-budget' },
          compared: true,
        })),
      })),
    ...changes,
  };
}

function analysed(wished: Wished): ExperimentAnalysis {
  const { unsupported } = wished;
  const { plan, skips } = madeUpPlan({
    experiments: [wished.experiment ?? experimentWith({})],
    ...(unsupported && { unsupported: ({ model, regime }) => unsupported(String(model), String(regime)) }),
  });
  const observations = plan.groups.flatMap(({ label, cells }) =>
    cells.flatMap((cell): Observation[] => {
      const reason = skips.get(cell.id);
      // A known slowdown that was not measured withholds nothing.
      if (cell.role === 'slowdown') return [];
      if (reason !== undefined) return [{ cell: cell.id, round: 0, attempt: 0, outcome: 'skipped', reason }];
      return each(0).flatMap((_, round): Observation[] => {
        if (wished.lacks?.(label as Label, round) === true) return [];
        return [observation(cell.id, round, ofCell(wished, label as Label, cell.arm as Model, cell.role, round))];
      });
    }),
  );
  const [experiment] = analyse(plan, observations).experiments;
  if (experiment === undefined) throw new Error('no experiment');
  return experiment;
}

function ofCell({ rates, limited, twin = 0 }: Wished, label: Label, model: Model, role: string, round: number) {
  const log = rates?.[label]?.[model]?.[round];
  const isLimited = limited?.[label]?.includes(model) === true;
  return { log: log === undefined ? (role === 'twin' ? twin : 0) : log, isLimited };
}

function observation(
  cell: string,
  round: number,
  { log, isLimited }: { log: number | null; isLimited: boolean },
): Observation {
  const identity = { cell, round, attempt: 0 };
  if (log === null) return { ...identity, outcome: 'failed', error: 'it fell over' };
  // What the machine does to a round of a group is in all of its cells.
  const rate = 50_000 * Math.exp(log) * (1 + round / 10);
  return {
    ...identity,
    outcome: 'completed',
    values: new Map([
      ['messagesPerSecond', rate],
      ['cpuNsPerMessage', 1e9 / rate],
    ]),
    resolutions: new Map(),
    labels: isLimited ? ['client-limited'] : [],
  };
}

function orderIn(analysis: ExperimentAnalysis): OrderAcross {
  const [order, ...more] = analysis.orders;
  if (order === undefined || more.length > 0) throw new Error('one order');
  return order;
}

/** Of the two that are asked for. */
function pairOf(wished: Wished, one: Model, other: Model): PairOrder {
  const pair = orderIn(analysed(wished)).pairs.find(({ arms }) => arms.includes(one) && arms.includes(other));
  if (pair === undefined) throw new Error('no such pair');
  return pair;
}

const pool = (loopback: readonly (number | null)[], veth: readonly (number | null)[]): Wished => ({
  rates: { 'over loopback': { 'thread-pool-handoff': loopback }, 'over veth': { 'thread-pool-handoff': veth } },
});
const poolAndLoop = (wished: Wished) => pairOf(wished, 'thread-pool-handoff', 'event-loop');

describe('the order of a pair', () => {
  const [ahead, barelyAhead, barelyNot] = [spanning(1.1, 1.2), spanning(1.0001, 1.1), spanning(0.9999, 1.1)];
  const [behind, barelyBehind, barelyNotBehind] = [spanning(0.8, 0.9), spanning(0.9, 0.9999), spanning(0.9, 1.0001)];

  test.each([
    ['kept', ahead, ahead, 'thread-pool-handoff'],
    ['kept', barelyAhead, barelyAhead, 'thread-pool-handoff'],
    ['kept', behind, barelyBehind, 'event-loop'],
    ['lost', barelyAhead, barelyNot, 'thread-pool-handoff'],
    ['lost', ahead, barelyNotBehind, 'thread-pool-handoff'],
    ['lost', behind, barelyNotBehind, 'event-loop'],
    ['swapped', barelyAhead, barelyBehind, 'thread-pool-handoff'],
    ['swapped', behind, ahead, 'event-loop'],
    ['found', barelyNot, barelyAhead, 'thread-pool-handoff'],
    ['found', barelyNot, barelyBehind, 'event-loop'],
    ['undecided', barelyNot, barelyNot, 'thread-pool-handoff'],
    ['undecided', barelyNotBehind, barelyNot, 'event-loop'],
  ] as const)('is %s, by what the two intervals exclude (%#)', (kind, loopback, veth, leader) => {
    const { outcome, arms } = poolAndLoop(pool(loopback, veth));
    expect(outcome).toEqual({ kind });
    expect(arms[0], 'who is ahead is named first').toBe(leader);
  });

  test('is told with its ratios, whatever the machine did in a round', () => {
    const { first, later, change } = poolAndLoop(pool(each(Math.log(1.2)), each(Math.log(0.9))));
    expect(first).toMatchObject({ n: 8, value: expect.closeTo(1.2, 12), bound: '' });
    expect(later).toMatchObject({ n: 8, value: expect.closeTo(0.9, 12) });
    expect(change).toMatchObject({ n: 8, value: expect.closeTo(0.75, 12) });
    for (const ratio of [first, later, change]) expect(ratio?.interval?.low).toBeCloseTo(ratio?.value ?? 0, 12);
  });

  test('is that of the baseline and its twin together', () => {
    const { first } = pairOf({ twin: 0.02 }, 'thread-pool-handoff', 'event-loop');
    expect(first?.value).toBeCloseTo(Math.exp(0.01), 12);
  });

  test('of a metric of which less is better is led by whoever has less', () => {
    const cost = { primaryMetric: 'cpuNsPerMessage', metrics: ['cpuNsPerMessage', 'messagesPerSecond'] };
    const wished = { ...pool(spanning(1.1, 1.2), spanning(1.3, 1.4)), experiment: experimentWith(cost) };
    const { arms, outcome, first, gained } = poolAndLoop(wished);
    expect([arms[0], outcome, gained]).toEqual(['thread-pool-handoff', { kind: 'kept' }, 'thread-pool-handoff']);
    expect(first?.interval?.high).toBeLessThan(1);
  });

  test('is followed for every pair, in the order of the catalogue', () => {
    const { first, later, pairs } = orderIn(analysed({}));
    expect([first, later]).toEqual(['orders/over loopback', 'orders/over veth']);
    expect(pairs.map(({ arms }) => arms.toSorted())).toEqual([
      ['event-loop', 'thread-pool-handoff'],
      ['event-loop', 'process-pool-handoff'],
      ['process-pool-handoff', 'thread-pool-handoff'],
    ]);
  });
});

describe('who gained', () => {
  const gainer = (loopback: readonly number[], veth: readonly number[]) => poolAndLoop(pool(loopback, veth)).gained;

  test.each([
    ['more of a lead', spanning(1.1, 1.12), spanning(1.2, 1.22), 'thread-pool-handoff'],
    ['less of a lead', spanning(1.2, 1.22), spanning(1.1, 1.12), 'event-loop'],
    ['a lead where none was found', spanning(0.99, 1.01), spanning(1.2, 1.22), 'thread-pool-handoff'],
    ['the same lead', spanning(1.1, 1.2), spanning(1.1, 1.2).toReversed(), null],
  ] as const)('%s', (_, loopback, veth, arm) => {
    expect(gainer(loopback, veth)).toBe(arm);
  });

  test('is told by the interval of the ratio of ratios, on both sides of 1', () => {
    // Two-sided 98.33 % of eight rounds: the interval ends at the second smallest mean of two, half way to the next round.
    const end = (shift: number) => spanning(1.1, 1.2).map((log, round) => log + shift - (round < 2 ? 0.01 : -0.01));
    const changes = [0.011, 0.0101, 0.0099, 0.009].map((shift) => gainer(spanning(1.1, 1.2), end(shift)));
    expect(changes).toEqual(['thread-pool-handoff', 'thread-pool-handoff', null, null]);
  });
});

describe('coverage', () => {
  test('is simultaneous over all pairs and groups for ratios, and over all pairs for ratios of ratios', () => {
    // Six ratios: k = 1. Three ratios of ratios: at least 98.33 %, k = 2.
    for (const { first, later, change } of orderIn(analysed({})).pairs) {
      expect([first?.coverage, later?.coverage, change?.coverage]).toEqual([1 - 2 / 256, 1 - 2 / 256, 1 - 4 / 256]);
    }
  });

  test('of a ratio to the baseline is the same in the tables of groups, so that a verdict cannot contradict an order', () => {
    const analysis = analysed(pool(spanning(0.9999, 1.1), spanning(1.0001, 1.1)));
    const { first, later } = orderIn(analysis).pairs[0] ?? {};
    const contrasts = analysis.groups.map(({ rows }) => rows[1]?.contrasts.get('messagesPerSecond'));
    expect(contrasts.map((contrast) => contrast?.coverage)).toEqual([1 - 2 / 256, 1 - 2 / 256]);
    expect(contrasts.map((contrast) => contrast?.interval)).toEqual([first?.interval, later?.interval]);
  });
});

describe('rounds', () => {
  test('that lack a trial drop out where it is needed, and the ratio of ratios has those that both groups have', () => {
    const failing = (...of: readonly number[]) => each(0.1).map((log, round) => (of.includes(round) ? null : log));
    const { first, later, change } = poolAndLoop(pool(failing(1), failing(2, 5)));
    expect([first?.n, later?.n, change?.n]).toEqual([7, 6, 5]);
    // Each round of the one belongs to the same round of the other.
    const rising = each(0).map((_, round) => round);
    const paired = poolAndLoop({
      ...pool(
        rising,
        rising.map((log) => log + 0.1),
      ),
      lacks: (label, round) => (label === 'over loopback' ? round === 0 : round === 3),
    });
    expect(paired.change?.values).toEqual(Array.from({ length: 6 }, () => expect.closeTo(Math.exp(0.1), 9)));
  });

  test('that are too few for an interval tell no order, and why', () => {
    const wished = { lacks: (label: Label, round: number) => label === 'over veth' && round > 4 };
    expect(poolAndLoop(wished).outcome).toMatchObject({
      kind: 'not-determined',
      why: 'over veth: 5 rounds, and a 99.2 % interval needs at least 8',
    });
    expect(poolAndLoop(wished).gained).toBeNull();
  });

  test('that lack an arm in all of a group tell no order of its pairs, and of the others they do', () => {
    const wished = pool(
      each(0.1),
      each(0).map(() => null),
    );
    const { first, later, change, outcome } = poolAndLoop(wished);
    expect([first?.n, later, change]).toEqual([8, null, null]);
    expect(outcome).toEqual({ kind: 'not-determined', why: 'over veth: no round has both' });
    expect(pairOf(wished, 'event-loop', 'process-pool-handoff').outcome).toEqual({ kind: 'undecided' });
  });
});

describe('where the load generator was saturated', () => {
  const saturated = (...where: readonly Label[]) => ({
    kind: 'not-determined',
    why: `${where.join(' and ')}: the load generator was saturated`,
  });
  const [ahead, behind, same] = [spanning(1.1, 1.2), spanning(0.8, 0.9), spanning(0.99, 1.01)];
  const limited = (loopback: readonly Model[], veth: readonly Model[]) => ({
    'over loopback': loopback,
    'over veth': veth,
  });

  test.each([
    ['its lead is carried', ahead, ahead, limited(['thread-pool-handoff'], []), { kind: 'kept' }],
    ['so is that of the other', behind, behind, limited(['event-loop'], ['event-loop']), { kind: 'kept' }],
    ['that it is behind is not', ahead, behind, limited([], ['thread-pool-handoff']), saturated('over veth')],
    [
      'nor that it is ahead of one that could do more',
      ahead,
      ahead,
      limited(['event-loop'], []),
      saturated('over loopback'),
    ],
    ['no lost order', ahead, same, limited([], ['event-loop']), saturated('over veth')],
    ['no order of both', ahead, ahead, limited([...models], [...models]), saturated('over loopback', 'over veth')],
  ] as const)('of an arm, %s', (_, loopback, veth, where, outcome) => {
    expect(poolAndLoop({ ...pool(loopback, veth), limited: where }).outcome).toEqual(outcome);
  });

  test.each([
    ['later, the leader', 'over veth', 'thread-pool-handoff', '≥ ', 'thread-pool-handoff', null],
    ['later, the other', 'over veth', 'event-loop', '≤ ', null, 'event-loop'],
    ['first, the leader', 'over loopback', 'thread-pool-handoff', '≤ ', null, 'event-loop'],
    ['first, the other', 'over loopback', 'event-loop', '≥ ', 'thread-pool-handoff', null],
  ] as const)('a ratio of ratios is a bound: %s', (_, label, model, bound, ofMore, ofLess) => {
    const at = { limited: { [label]: [model] } };
    const more = poolAndLoop({ ...pool(ahead, spanning(1.3, 1.4)), ...at });
    const less = poolAndLoop({ ...pool(spanning(1.3, 1.4), ahead), ...at });
    expect([more.change?.bound, more.gained, less.gained]).toEqual([bound, ofMore, ofLess]);
  });

  test('in the second arm of one group and in the first of the other, nothing is known of what changed', () => {
    const { change, gained } = poolAndLoop({
      ...pool(ahead, spanning(1.3, 1.4)),
      limited: limited(['event-loop'], ['event-loop']),
    });
    expect([change?.bound, change?.carries, gained]).toEqual(['', 'none', null]);
  });

  test('processor time has no bound', () => {
    const cost = { primaryMetric: 'cpuNsPerMessage', metrics: ['cpuNsPerMessage', 'messagesPerSecond'] };
    const everywhere = limited([...models], [...models]);
    expect(
      poolAndLoop({ ...pool(ahead, behind), limited: everywhere, experiment: experimentWith(cost) }).outcome,
    ).toEqual({
      kind: 'swapped',
    });
  });
});

describe('no order is claimed', () => {
  test('of a run whose controls failed, and its ratios are shown', () => {
    const { outcome, gained, first } = poolAndLoop({ ...pool(spanning(1.1, 1.2), spanning(0.8, 0.9)), twin: 0.3 });
    expect(outcome).toMatchObject({ kind: 'not-determined', why: expect.stringMatching(/^verdicts are withheld/) });
    expect(gained).toBeNull();
    expect(first?.interval).not.toBeNull();
  });

  test('of pairs that could not run in both groups, and those that could cover alone', () => {
    const one = analysed({
      unsupported: (model, regime) =>
        model === 'thread-pool-handoff' && regime === 'whole-machine' ? 'no threads there' : null,
    });
    const { pairs } = orderIn(one);
    expect(pairs.map(({ arms }) => arms.toSorted())).toEqual([['event-loop', 'process-pool-handoff']]);
    // Two ratios of the pair, and that of the pool in the first group.
    expect(pairs[0]?.first?.coverage).toBeCloseTo(1 - 4 / 256, 12);
    expect(pairs[0]?.change?.coverage).toBeCloseTo(1 - 10 / 256, 12);
    const none = analysed({ unsupported: (_, regime) => (regime === 'whole-machine' ? 'no namespaces' : null) });
    expect(orderIn(none).pairs).toEqual([]);
  });

  test('of what is compared by its difference, and where nobody asked', () => {
    const memory = { primaryMetric: 'bytesPerIdleConnection', metrics: ['bytesPerIdleConnection'] };
    expect(analysed({ experiment: experimentWith(memory) }).orders).toEqual([]);
    const { orderAcross: _, ...unasked } = experimentWith({});
    expect(analysed({ experiment: unasked }).orders).toEqual([]);
  });
});
