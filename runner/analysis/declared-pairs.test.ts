import { describe, expect, test } from 'vitest';
import { madeUpPlan, type PlanOptions } from '../../test/made-up-plan.ts';
import { workAxis } from '../../test/made-up-run.ts';
import { experiments } from '../experiments/index.ts';
import { modelsExperiment } from '../experiments/models.ts';
import { planSchema, type Group } from '../result/plan.ts';
import { usual } from '../trials/server/setup.ts';
import { cellsByArm, comparisonsIn, pairsAcross } from './declared-pairs.ts';

const followed = { orderAcross: { title: 'path' }, axis: null };
const unasked = { axis: null };
const crossing = { axis: workAxis };
const models = ['event-loop', 'epoll-loop', 'thread-pool-handoff'] as const;

/** One group for each list of models; the payload tells them apart. */
function groupsOf(arms: readonly (readonly string[])[], options: PlanOptions = {}): readonly Group[] {
  const experiment = {
    ...modelsExperiment,
    groups: () =>
      arms.map((names, index) => ({
        label: `group ${index}`,
        level: null,
        arms: names.map((model) => ({
          name: model,
          setup: { ...usual, model, payloadBytes: 64 + index },
          compared: model !== 'poll-loop',
        })),
      })),
  };
  const { plan } = madeUpPlan({ profile: 'rigorous', experiments: [experiment], ...options });
  return plan.groups.filter(({ experiment: name }) => name === 'models');
}

describe('pairs', () => {
  test('are those of the baseline and of declared arms, in every later group', () => {
    const across = pairsAcross(followed, groupsOf([models, models, models]));
    expect(across.map(({ first, later }) => [first.label, later.label])).toEqual([
      ['group 0', 'group 1'],
      ['group 0', 'group 2'],
    ]);
    for (const { pairs } of across) {
      expect(pairs).toEqual([
        ['event-loop', 'epoll-loop'],
        ['event-loop', 'thread-pool-handoff'],
        ['epoll-loop', 'thread-pool-handoff'],
      ]);
    }
  });

  test('have both arms in both groups, able to run and declared', () => {
    const some = groupsOf([
      [...models, 'poll-loop'],
      ['event-loop', 'thread-pool-handoff', 'poll-loop', 'select-loop'],
    ]);
    expect(pairsAcross(followed, some).map(({ pairs }) => pairs)).toEqual([[['event-loop', 'thread-pool-handoff']]]);
    const unsupported = ({ payloadBytes }: Readonly<Record<string, unknown>>) => (payloadBytes === 65 ? 'no' : null);
    expect(pairsAcross(followed, groupsOf([models, models], { unsupported }))[0]?.pairs).toEqual([]);
  });

  test('there are none of one group, or where nobody asked', () => {
    expect(pairsAcross(followed, groupsOf([models]))).toEqual([]);
    expect(pairsAcross(followed, [])).toEqual([]);
    expect(pairsAcross(unasked, groupsOf([models, models]))).toEqual([]);
  });

  test('are of means of the baseline and its twin', () => {
    const [group] = groupsOf([models]);
    const cells = group === undefined ? new Map() : cellsByArm(group);
    expect([...cells.keys()]).toEqual(models);
    expect(cells.get('event-loop')).toEqual(['models/group 0/event-loop', 'models/group 0/event-loop (twin)']);
    expect(cells.get('epoll-loop')).toEqual(['models/group 0/epoll-loop']);
  });
});

describe('comparisons that cover at once', () => {
  test('are the declared ones where no order is followed', () => {
    expect(comparisonsIn(unasked, groupsOf([models, models]))).toBe(4);
  });

  test('are as many as there are arms, where a crossover of each is read and fewer comparisons were declared', () => {
    const undeclared = ['event-loop', 'epoll-loop', 'poll-loop'];
    expect(comparisonsIn(crossing, groupsOf([undeclared, undeclared, undeclared]))).toBe(3);
    expect(comparisonsIn(crossing, groupsOf([undeclared]))).toBe(2);
    expect(comparisonsIn({ axis: { ...workAxis, hasCrossovers: false } }, groupsOf([undeclared]))).toBe(1);
    expect(comparisonsIn(crossing, groupsOf([models, models, models]))).toBe(6);
  });

  test.each([
    [[models, models], 6],
    // The ratio in the first group is one interval, to however many groups it is followed.
    [[models, models, models], 9],
    // A comparison with the baseline that cannot be followed counts too.
    [[models, ['event-loop', 'epoll-loop', 'select-loop']], 4],
    [[models], 2],
    [[], 0],
  ] as const)('are all pairs in all groups where one is: %j is %d', (arms, expected) => {
    const groups = arms.length === 0 ? [] : groupsOf(arms);
    expect(comparisonsIn(followed, groups)).toBe(expected);
  });
});

describe('a plan', () => {
  const firstOf = (arms: number) => {
    const pathsModels = experiments['paths-models'];
    return {
      ...pathsModels,
      groups: (_: unknown, processors: Parameters<typeof pathsModels.groups>[1]) =>
        pathsModels.groups('rigorous', processors).map((group) => ({
          ...group,
          arms: group.arms.filter(({ name }) => name !== 'iterative').slice(0, arms),
        })),
    };
  };

  test('with more pairs than the rounds can decide is refused, with the rounds that would do', () => {
    expect(() => madeUpPlan({ experiments: [firstOf(4)] })).toThrow(
      'paths-models: 12 comparisons (every pair of its models, in every group) need 9 rounds to be decidable, this profile has 8',
    );
    expect(() => madeUpPlan({ experiments: [firstOf(3)] })).not.toThrow();
  });

  test('stores that an order is followed, and nothing where it is not', () => {
    const { plan } = madeUpPlan({ experiments: [firstOf(3), 'models'] });
    expect(plan.experiments.map((experiment) => experiment.orderAcross)).toEqual([{ title: 'path' }, undefined]);
    expect(Object.keys(plan.experiments[1] ?? {})).not.toContain('orderAcross');
    expect(planSchema.parse(plan)).toEqual(plan);
  });
});
