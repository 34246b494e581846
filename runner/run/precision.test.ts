/** When a run with `--precision` ends, with trials that take no time. */
import { describe, expect, test } from 'vitest';
import { fakeKinds, type FakeOptions } from '../../test/fake-kind.ts';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import { madeUpRig } from '../../test/made-up-rig.ts';
import { standardNormal } from '../../test/normal.ts';
import { usualFigures } from '../../test/made-up-record.ts';
import { createRandom } from '../../protocol/random.ts';
import { spreadsOf } from '../analysis/precision.ts';
import { pilotRounds } from '../plan/precision.ts';
import type { Plan } from '../result/plan.ts';
import type { Trial } from '../result/trial.ts';
import { observe } from '../trials/observe.ts';
import { measurePilot } from './pilot.ts';
import { measureRun, type Progress } from './run.ts';

const machine = { processorCount: 2 };

/** Every trial's throughput is off by so much, in logarithms. */
function scattering(deviation: number, faster = 0): FakeOptions {
  const random = createRandom(5, `scatter ${deviation}`);
  return {
    figuresOf: (setup) => {
      const { messagesPerSecond } = usualFigures(setup);
      const own = setup.model === 'event-loop' ? 0 : faster;
      return { messagesPerSecond: messagesPerSecond * Math.exp(own + deviation * standardNormal(random)) };
    },
  };
}

function planOf(asked: number): Plan {
  return madeUpPlan({
    precision: { halfWidth: asked, typed: '', pilot: [{ experiment: 'models', standardDeviation: 0.01 }] },
  }).plan;
}

function surroundingsOf(fake: FakeOptions) {
  return {
    kinds: fakeKinds(fake),
    rig: madeUpRig('', 7),
    machine,
    now: () => '2026-01-01T00:00:00.000Z',
    clockMs: () => 0,
    signal: new AbortController().signal,
  };
}

async function run(plan: Plan, fake: FakeOptions, saved: readonly Trial[] = [], stopAt = Number.POSITIVE_INFINITY) {
  const trials: Trial[] = [...saved];
  const progress: Progress[] = [];
  let blocks = 0;
  const ended = await measureRun(plan, new Map(), saved, 0, {
    ...surroundingsOf(fake),
    ranMs: () => 1000,
    save: async (measured) => {
      if (blocks++ >= stopAt) throw new Error('stopped');
      trials.push(...measured);
    },
    onProgress: (now) => progress.push(now),
    onExperiment: async () => {},
  }).catch(() => trials);
  return { trials: ended, progress };
}

const roundsOf = (trials: readonly Trial[], group: string) =>
  new Set(trials.filter(({ cell }) => cell.startsWith(group)).map(({ round }) => round)).size;

describe('an experiment ends', () => {
  test.each([
    ['after the first look where its intervals are narrow by then', 0.005, 0, 8],
    ['after the last where they never are', 0.2, 0, 16],
    ['never because an interval excludes 1', 0.2, 1, 16],
  ])('%s', async (_, deviation, faster, rounds) => {
    const { trials } = await run(planOf(0.03), scattering(deviation, faster));
    expect(roundsOf(trials, 'models/')).toBe(rounds);
    expect(roundsOf(trials, 'controls/'), 'which declare nothing').toBe(8);
  });

  test('at no other round than a look, and the clock has nothing left of what it does without', async () => {
    const ends = new Set<number>();
    for (const deviation of [0.01, 0.02, 0.03, 0.04, 0.06]) {
      const { trials, progress } = await run(planOf(0.04), scattering(deviation));
      const rounds = roundsOf(trials, 'models/');
      ends.add(rounds);
      expect(progress.at(-1)?.total).toBe(rounds + 8 + 8);
    }
    expect([...ends].every((rounds) => [8, 10, 16].includes(rounds))).toBe(true);
    expect(ends.size).toBeGreaterThan(1);
  });
});

describe('a run that goes on', () => {
  test('ends where it would have, whenever it was cut off', async () => {
    const plan = planOf(0.03);
    const whole = await run(plan, scattering(0.005));
    for (const stopAt of [3, 8, 10]) {
      const cut = await run(plan, scattering(0.005), [], stopAt);
      const { trials } = await run(plan, scattering(0.005), cut.trials);
      expect(roundsOf(trials, 'models/')).toBe(roundsOf(whole.trials, 'models/'));
    }
  });

  test('has looked already where it was cut off after a look, and does not end there', async () => {
    const plan = planOf(0.03);
    const wide = await run(plan, scattering(0.2), [], 9);
    expect(roundsOf(wide.trials, 'models/')).toBe(9);
    const { trials } = await run(plan, scattering(0.0001), wide.trials);
    expect(roundsOf(trials, 'models/')).toBeGreaterThan(8);
  });
});

test('a pilot finds how much rounds scatter, whatever the arms differ by', async () => {
  const { plan, skips } = madeUpPlan({ precision: { halfWidth: 0.03, typed: '', pilot: null } });
  const told: string[] = [];
  const find = async (deviation: number, faster: number) => {
    const [spread] = await measurePilot({ plan, skips }, surroundingsOf(scattering(deviation, faster)), ({ group }) =>
      told.push(group),
    );
    return spread?.standardDeviation ?? Number.NaN;
  };
  // Slices scatter a little by themselves.
  expect(await find(0, 1)).toBeLessThan(0.02);
  const [little, much] = [await find(0.02, 0), await find(0.2, 0)];
  expect(much / little).toBeGreaterThan(5);
  // Nothing but what is compared, some rounds of it.
  expect(told.slice(0, pilotRounds)).toEqual(Array.from({ length: pilotRounds }, () => 'models/64 connections'));
  expect(told).toHaveLength(3 * pilotRounds);
});

test('the scatter of what was not measured is not known', () => {
  const { plan } = madeUpPlan();
  expect(spreadsOf(plan, observe(plan, [], fakeKinds(), machine))).toEqual([
    { experiment: 'models', standardDeviation: null },
  ]);
});
