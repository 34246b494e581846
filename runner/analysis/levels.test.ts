import { describe, expect, test } from 'vitest';
import { computeInMicros } from '../../test/made-up-compute.ts';
import { analysed, madeUpResult, noNoise, type ResultOptions } from '../../test/made-up-result.ts';
import { serverMetric } from '../../test/made-up-row.ts';
import type { ResultFile } from '../result/result.ts';
import { kinds } from '../trials/index.ts';
import { observe } from '../trials/observe.ts';
import { amountOf, amountsInPlace, type RoundsOfGroup } from './levels.ts';
import { roundsOf } from './rounds.ts';
import { madeUpMachine } from '../../test/made-up-environment.ts';

const cost = serverMetric('cpuNsPerMessage');
const echoNs = 14_000;

/** Rounds of work that take longer in place than they did when they were calibrated. */
function slowerInPlace(factor: number, changes: ResultOptions = {}): ResultFile {
  return madeUpResult({
    experiments: [computeInMicros],
    noise: noNoise,
    ...changes,
    values: ({ setup: { workNsPerRequest }, arm }) => {
      const cpuNsPerMessage = echoNs + factor * workNsPerRequest;
      const processors = arm === 'event-loop' || workNsPerRequest === 0 ? 0.9 : 1.8;
      return { cpuNsPerMessage, messagesPerSecond: (1e9 * processors) / cpuNsPerMessage };
    },
  });
}

function levelsOf({ plan, trials }: ResultFile): RoundsOfGroup[] {
  const observations = observe(plan, trials, kinds, madeUpMachine);
  return plan.groups.map((group) => ({ group, rounds: roundsOf(group, observations, new Set()) }));
}

describe('work in place', () => {
  test('is what a message cost the baseline beyond an echo, whatever was calibrated', () => {
    const works = amountsInPlace(levelsOf(slowerInPlace(1.17)), cost);
    expect([...works.keys()]).toEqual(['compute/100 µs of work', 'compute/1000 µs of work']);
    const [short, long] = [...works.values()];
    // Of whole rounds: 1667 of them, and 16,667.
    expect(short?.value).toBeCloseTo(1.17 * 1667 * 60, 3);
    expect(long?.value).toBeCloseTo(1.17 * 16_667 * 60, 3);
    expect(short).toMatchObject({ n: 8, coverage: 0.9609375 });
  });

  test('is where levels and crossovers are; the plan keeps what was aimed at', () => {
    const [compute] = analysed(slowerInPlace(1.17, { noise: { block: 0.01, trial: 0.002, slice: 0 } })).experiments;
    const levels = compute?.groups.map(amountOf) ?? [];
    expect(levels[0]).toBe(0);
    expect(levels[1]).toBeCloseTo(117_000, -4);
    expect(compute?.groups[1]?.level?.planned).toBe(100_000);
    const crossed = compute?.crossovers.flatMap(({ outcome }) => (outcome.kind === 'between' ? [outcome] : [])) ?? [];
    expect(crossed.map(({ below, above }) => [below, above])).toEqual([
      [null, levels[1]],
      [null, levels[1]],
    ]);
  });

  test('has the rounds that both have', () => {
    const result = slowerInPlace(1, {
      failure: ({ group }, round) => (group === 'compute/echo' && round === 3 ? { error: 'no port' } : null),
    });
    expect(amountsInPlace(levelsOf(result), cost).get('compute/1000 µs of work')?.n).toBe(7);
  });

  test('is told for all levels or for none: one axis has one source', () => {
    const result = slowerInPlace(1.17);
    const without = result.trials.filter(({ cell }) => !cell.startsWith('compute/100 µs of work/event-loop'));
    expect(amountsInPlace(levelsOf({ ...result, trials: without }), cost).size).toBe(0);
    const [echo, ...others] = levelsOf(result);
    if (echo === undefined) throw new Error('a level of an echo');
    expect(amountsInPlace(others, cost).size, 'nothing is at 0').toBe(0);
    expect(amountsInPlace([echo, echo, ...others], cost).size, 'two are at 0').toBe(0);
    expect(amountsInPlace([echo], cost).size, 'nothing is above 0').toBe(0);
  });

  test('is not told where it came out at nothing or less', () => {
    expect(amountsInPlace(levelsOf(slowerInPlace(-1e-3)), cost).size).toBe(0);
  });
});

test('the suite has a crossover for every arm, though a verdict only at the most work', () => {
  const values: ResultOptions['values'] = ({ setup: { workNsPerRequest: workNs }, arm }) => {
    const costNs = { 'event-loop': 12_000, 'thread-pool-handoff': 15_000 }[arm] ?? 30_000;
    const processors = arm === 'event-loop' ? 0.95 : 1.6;
    return { messagesPerSecond: (1e9 * processors) / (costNs + workNs), cpuNsPerMessage: costNs + workNs };
  };
  const noise = { block: 0.05, trial: 0.005, slice: 0 };
  const [found] = analysed(madeUpResult({ experiments: ['compute'], values, noise })).experiments;
  const verdicts = found?.groups.map(({ label, rows }) => [
    label,
    ...new Set(rows.flatMap((row) => row.contrasts.get('messagesPerSecond')?.verdict ?? [])),
  ]);
  expect(verdicts).toEqual([
    ['echo', 'undeclared'],
    ['1 echo of work', 'undeclared'],
    ['3 echoes of work', 'undeclared'],
    ['10 echoes of work', 'higher'],
  ]);
  expect(found?.groups[0]?.ranking).toEqual([['event-loop']]);
  const place = (name: string) => found?.crossovers.find(({ arm }) => arm === name)?.outcome;
  expect(place('thread-pool-handoff')).toEqual({ kind: 'ahead-everywhere' });
  // 1.6 × (12 µs + work) = 0.95 × (30 µs + work).
  const near = (ns: number, digits: number) => expect.closeTo(ns, digits);
  expect(place('process-offload')).toMatchObject({ interpolated: { estimate: near(14_300, -3.5), bound: null } });
});

test('numbers of connections are where they were planned to be', () => {
  const [connections] = analysed(madeUpResult({ experiments: ['connections'], rounds: 1 })).experiments;
  expect(connections?.groups.map((group) => [group.level, amountOf(group)])).toEqual(
    [1, 64, 512].map((planned) => [{ planned, inPlace: null }, planned]),
  );
});
