/** One line of a table: what its figures rest on, and what stands beside its comparison. */
import { describe, expect, test } from 'vitest';
import { analysed, madeUpResult, noNoise, type ResultOptions } from '../../test/made-up-result.ts';
import { median } from '../statistics/averages.ts';
import { isBaseline, type Row } from './analysis.ts';

function rowsOf(options: ResultOptions, from: (result: ReturnType<typeof madeUpResult>) => typeof result = (r) => r) {
  const rows = analysed(from(madeUpResult(options))).experiments.flatMap(({ groups }) =>
    groups.flatMap((group) => group.rows),
  );
  return (arm: string): Row => {
    const row = rows.find(({ cell }) => cell.arm === arm);
    if (row === undefined) throw new Error(`no row of ${arm}`);
    return row;
  };
}

/** The baseline, iterative, costs most, and the second reference least. */
const churn: ResultOptions = {
  experiments: ['churn'],
  values: ({ arm }) => ({ speed: arm === 'iterative' ? 0.7 : arm === 'event-loop' ? 1.2 : 1 }),
};
const metric = 'cpuNsPerConnection';

describe('beside the difference to the baseline', () => {
  test('is the one to the second reference, from the same rounds', () => {
    const row = rowsOf(churn);
    const pool = row('process-pool-handoff');
    const second = pool.secondDifferences.get(metric);
    const values = pool.figures.get(metric)?.values ?? [];
    const reference = row('event-loop').figures.get(metric)?.values ?? [];
    expect(second?.values).toHaveLength(8);
    expect(second?.values).toEqual(values.map((value, round) => value - (reference[round] ?? Number.NaN)));
    expect(second?.value).toBeCloseTo(median(second?.values ?? []), -3);
    // It costs 12 µs against 10 and 17.1.
    expect(second?.value).toBeCloseTo(2000, -3);
    expect(pool.contrasts.get(metric)?.value).toBeCloseTo(12_000 - 12_000 / 0.7, -3);
    // Its own interval, not that of the declared comparisons.
    expect(second?.coverage).toBeCloseTo(1 - 10 / 256, 9);
    expect(pool.contrasts.get(metric)?.coverage).toBeGreaterThan(second?.coverage ?? 1);
  });

  test('the baseline has it too, and so have arms that were not declared; the reference itself has none', () => {
    const row = rowsOf({ ...churn, noise: noNoise });
    const expected = 12_000 / 0.7 - 12_000 / 1.2;
    expect(row('iterative').secondDifferences.get(metric)?.value).toBeCloseTo(expected, 6);
    const undeclared = row('select-loop');
    expect(undeclared).toMatchObject({ declared: false, contrasts: new Map() });
    expect(undeclared.secondDifferences.get(metric)?.value).toBeCloseTo(12_000 - 12_000 / 1.2, 6);
    expect(row('event-loop').secondDifferences).toEqual(new Map());
  });

  test('a round that lacks the reference has no difference', () => {
    const row = rowsOf(churn, (result) => ({
      ...result,
      trials: result.trials.filter(({ cell, round }) => !(cell.endsWith('/event-loop') && round === 3)),
    }));
    expect(row('process-pool-handoff').secondDifferences.get(metric)?.n).toBe(7);
    expect(row('process-pool-handoff').contrasts.get(metric)?.n).toBe(8);
  });

  test('a metric without a second reference has none', () => {
    expect([...rowsOf(churn)('process-pool-handoff').secondDifferences.keys()]).toEqual([metric]);
    expect(rowsOf({})('process-pool-handoff').secondDifferences.size).toBe(0);
  });
});

describe('counting', () => {
  /** Windows so short that every one holds ten replies. */
  const few: ResultOptions = {
    noise: noNoise,
    rounds: 8,
    values: ({ experiment }) => (experiment === 'models' ? { messagesPerSecond: 100 } : {}),
  };
  const width = (interval: { readonly low: number; readonly high: number } | null | undefined) =>
    interval === null || interval === undefined ? Number.NaN : interval.high / interval.low;

  test('bounds a figure: eight trials of exactly 40 replies are known to one of them', () => {
    const { figures, contrasts } = rowsOf(few)('thread-pool-handoff');
    expect(figures.get('messagesPerSecond')?.value).toBeCloseTo(100, 9);
    expect(width(figures.get('messagesPerSecond')?.interval)).toBeCloseTo((1 + 1 / 40) ** 2, 9);
    expect(width(contrasts.get('messagesPerSecond')?.interval)).toBeCloseTo((1 + 1 / 40) ** 4, 9);
    expect(contrasts.get('messagesPerSecond')?.verdict).toBe('equivalent');
  });

  test('bounds nothing of what is not counted', () => {
    expect(width(rowsOf(few)('thread-pool-handoff').figures.get('cpuNsPerMessage')?.interval)).toBeCloseTo(1, 9);
  });

  test('cannot lift a share above all of it', () => {
    const everyone = madeUpResult({ experiments: ['connections'], noise: noNoise, values: () => ({ leastShare: 1 }) });
    const shares = analysed(everyone).experiments[0]?.groups.map(({ rows }) =>
      rows.find(isBaseline)?.figures.get('leastShare'),
    );
    expect(shares?.[0], 'of a single connection').toBeUndefined();
    for (const share of shares?.slice(1) ?? []) {
      expect(share?.interval?.high).toBe(1);
      expect(share?.interval?.low).toBeLessThan(1);
    }
  });
});

test('figures of one process have values of all rounds, and no interval, which says why', () => {
  const row = rowsOf({ experiments: ['models'] }, (result) => ({
    ...result,
    plan: {
      ...result.plan,
      groups: result.plan.groups.map((group) => ({
        ...group,
        cells: group.cells.map((cell) =>
          cell.arm === 'process-pool-handoff' ? { ...cell, isOneProcess: true as const } : cell,
        ),
      })),
    },
  }));
  const throughput = (arm: string) => row(arm).figures.get('messagesPerSecond');
  expect(throughput('thread-pool-handoff')?.interval).not.toBeNull();
  expect(throughput('process-pool-handoff')).toMatchObject({ interval: null, coverage: null, n: 8 });
  expect(throughput('process-pool-handoff')?.note).toMatch(/one process, which was running before/);
  expect(throughput('process-pool-handoff')?.value).toBeGreaterThan(0);
});

test('labels about a percentile that nobody asked for are not counted, those about one that is shown are', () => {
  const row = rowsOf({ experiments: ['models'] }, (result) => ({
    ...result,
    plan: {
      ...result.plan,
      kinds: result.plan.kinds.map((kind) => ({
        ...kind,
        labels: kind.labels.map((label) =>
          label.name === 'not-steady' ? { ...label, concerns: ['serviceTimeP50Ns', 'somethingElse'] } : label,
        ),
      })),
    },
    trials: result.trials.map((trial) =>
      trial.outcome === 'completed' ? { ...trial, labels: ['pacing-limited-p999', 'not-steady'] } : trial,
    ),
  }));
  expect(row('event-loop').labels).toEqual(new Map([['not-steady', 8]]));
});
