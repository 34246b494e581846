/** The results that other tests are made from are valid, and say what was wished for. */
import { expect, test } from 'vitest';
import { experimentNames, experiments } from '../runner/experiments/index.ts';
import { profileNames } from '../runner/result/plan.ts';
import { parseResult } from '../runner/store/parse.ts';
import { kinds } from '../runner/trials/index.ts';
import { observe } from '../runner/trials/observe.ts';
import { analysed, cutOff, madeUpResult, noNoise } from './made-up-result.ts';
import { madeUpMachine } from './made-up-environment.ts';

const read = (result: unknown) => parseResult(JSON.parse(JSON.stringify(result)), kinds);

const ofServers = experimentNames.filter((name) => experiments[name].kind === 'server');

test.each(ofServers)('a made-up run of %s is a valid result in every profile', (name) => {
  for (const profile of profileNames) {
    const result = madeUpResult({ experiments: [name], profile, rounds: profile === 'smoke' ? 1 : 2 });
    expect(read(result)).toEqual({ ok: true, value: result });
    expect(result.trials.some(({ outcome }) => outcome === 'completed')).toBe(true);
  }
});

test('without noise, the metrics of every trial are what was wished for', () => {
  const result = madeUpResult({
    experiments: ['models', 'churn', 'idle', 'startup'],
    rounds: 1,
    noise: noNoise,
    values: ({ setup }) => ({
      ...{ messagesPerSecond: setup.model.length * 1000, cpuNsPerMessage: 5000, countersCpuNs: 700 },
      ...{ readyMs: 50, firstExchangeNs: 3e6, restBytes: 1e6, bytesPerIdleConnection: 4096, idleCpuShare: 0.002 },
    }),
  });
  const cells = new Map(result.plan.groups.flatMap((group) => group.cells.map((cell) => [cell.id, cell])));
  const seen = new Set<string>();
  for (const observation of observe(result.plan, result.trials, kinds, madeUpMachine)) {
    if (observation.outcome !== 'completed') continue;
    const cell = cells.get(observation.cell);
    const expected: Record<string, number> = {
      ...{ messagesPerSecond: (cell?.arm.length ?? 0) * 1000, cpuNsPerMessage: 5000, cpuNsPerConnection: 5000 },
      ...{ readyMs: 50, firstEchoMs: 53, restBytes: 1e6, bytesPerIdleConnection: 4096, idleCpuShare: 0.002 },
    };
    for (const [metric, value] of observation.values) {
      const wished = expected[metric];
      if (cell?.experiment === 'controls' || wished === undefined || !Number.isFinite(value) || value === 0) continue;
      expect(value, `${observation.cell} ${metric}`).toBeCloseTo(wished, 6);
      seen.add(metric);
    }
  }
  expect(seen.size).toBe(8);
});

test('failed and disturbed trials repeat their block, as in a run', () => {
  const victim = 'thread-pool-handoff';
  const result = madeUpResult({
    failure: ({ arm }, round, attempt) =>
      arm === victim && round === 2 && attempt === 0 ? { error: 'it died' } : null,
    values: ({ role }, round, attempt) => (role === 'twin' && round === 5 && attempt < 2 ? { stealShare: 0.2 } : {}),
  });
  expect(read(result).ok).toBe(true);
  const attempts = (round: number) =>
    new Set(
      result.trials.filter((trial) => trial.cell.startsWith('models/') && trial.round === round).map((t) => t.attempt),
    );
  expect([attempts(1), attempts(2), attempts(5)]).toEqual([new Set([0]), new Set([0, 1]), new Set([0, 1, 2])]);
});

test('a cell that always fails costs one block its repeats', () => {
  const result = madeUpResult({ failure: ({ arm }) => (arm === 'process-pool-handoff' ? { error: 'no' } : null) });
  expect(read(result).ok).toBe(true);
  const failed = result.trials.filter(({ outcome }) => outcome === 'failed');
  expect(failed).toHaveLength(result.plan.rounds + 2);
});

test('a run that was cut off is valid too, wherever that was', () => {
  const whole = madeUpResult({ experiments: ['models', 'compute'], rounds: 2 });
  for (let trials = 0; trials < whole.trials.length; trials += 1) {
    expect(read(cutOff(whole, trials))).toMatchObject({ ok: true, value: { finishedAt: null } });
  }
});

test('a run says what was put into it: fit or unfit, a known slowdown found or missed, a model that is faster', () => {
  const fit = analysed(madeUpResult({ values: ({ arm }) => ({ speed: arm === 'thread-pool-handoff' ? 1.3 : 1 }) }));
  expect(fit.controls).toMatchObject({ unfit: false, slowdown: { ok: true } });
  const verdicts = fit.experiments[0]?.groups[0]?.rows.map(({ cell, contrasts }) => [
    cell.arm,
    contrasts.get('messagesPerSecond')?.verdict,
  ]);
  expect(verdicts).toEqual([
    ['event-loop', undefined],
    ['thread-pool-handoff', 'higher'],
    ['process-pool-handoff', 'equivalent'],
  ]);
  const twinsDiffer = analysed(madeUpResult({ values: ({ role }) => ({ speed: role === 'twin' ? 0.9 : 1 }) }));
  expect(twinsDiffer.controls.unfit).toBe(true);
  const slowdownOf = (speed: number) =>
    analysed(
      madeUpResult({ values: ({ role }) => ({ speed: role === 'slowdown' ? speed : 1 }), noise: { trial: 0.004 } }),
    ).controls;
  expect(slowdownOf(1.05), 'found half of it').toMatchObject({ unfit: false, slowdown: { ok: false } });
  expect(slowdownOf(1.1), 'found none of it').toMatchObject({ unfit: true, slowdown: { ok: false } });
});

test('the evidence of a trial gives its labels', () => {
  const labelled = (values: Parameters<typeof madeUpResult>[0]) =>
    madeUpResult({ rounds: 1, ...values }).trials.flatMap((trial) =>
      trial.outcome === 'completed' && trial.cell.startsWith('models/') && trial.attempt === 0 ? trial.labels : [],
    );
  const each = (label: string) => [label, label, label, label];
  expect(labelled({})).toEqual([]);
  expect(labelled({ values: () => ({ secondHalf: 1.3 }) })).toEqual(each('not-steady'));
  expect(labelled({ values: () => ({ littleRatio: 0.9 }) })).toEqual(each('littles-law'));
  expect(labelled({ values: () => ({ clientCpuNsPerMessage: 12_000, cpuNsPerMessage: 6000 }) })).toEqual(
    each('client-limited'),
  );
  expect(labelled({ values: () => ({ foreignShare: 0.1 }) })).toEqual(each('disturbed-foreign-load'));
  expect(labelled({ values: () => ({ stealShare: 0.1 }) })).toEqual(each('disturbed-steal'));
  expect(labelled({ values: () => ({ throttledNs: 1 }) })).toEqual(each('disturbed-throttled'));
  expect(labelled({ values: () => ({ labels: ['not-steady'] }) })).toEqual(each('not-steady'));
});

test('the same options give the same result, another seed another one', () => {
  const of = (seed: number) => madeUpResult({ seed, rounds: 1 });
  expect(of(3)).toEqual(of(3));
  expect(of(3).trials).not.toEqual(of(4).trials);
});
