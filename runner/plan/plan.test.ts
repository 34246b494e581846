/** What a run will do, before it does anything. */
import { describe, expect, test } from 'vitest';
import { framingNames } from '../../protocol/framing/index.ts';
import { modelNames } from '../../servers/models/index.ts';
import { fakeCalibration } from '../../test/fake-executor.ts';
import { calibrationCell } from '../trials/server/cells.ts';
import { experiments } from '../experiments/index.ts';
import { stevensRow } from '../experiments/choices.ts';
import type { Experiment, ProfileName } from '../experiments/experiment.ts';
import { estimateBlockMs, nominalCalibration, planRun, type PlanRequest, type PlanSetting } from './plan.ts';
import { profileNames } from './profiles.ts';
import type { Calibration } from '../result/result.ts';
import type { Cell } from '../result/trial.ts';

const all: readonly Experiment[] = Object.values(experiments);
const headline = all.filter(({ isHeadline }) => isHeadline);
const request: PlanRequest = { experiments: headline, profile: 'quick', seed: 1, budget: null };
const setting: PlanSetting = {
  cpus: [0, 1],
  calibration: fakeCalibration,
  unsupported: () => null,
  pinning: { ok: true },
  standsIdle: () => true,
};

test('the main job measures three models, twice the baseline, at one level of connections and three of work', () => {
  const { plan } = planRun(request, setting);
  const three = ['event-loop', 'event-loop (control)', 'thread-pool-handoff', 'process-pool-handoff'];
  expect(
    plan.groups.map(({ label, cells, turns }) => [label, turns, ...cells.map(({ id }) => id.split('/').at(-1))]),
  ).toEqual([
    ['64 connections, equal budget', null, ...three],
    ['echo', null, ...three],
    ['100 µs of work', null, ...three],
    ['1000 µs of work', null, ...three, 'event-loop (slowdown)'],
  ]);
});

test('the main job has at most 18 cells, A/A included, and takes five minutes at most', () => {
  const { plan } = planRun(request, setting);
  expect(plan.groups.flatMap((group) => group.cells).length).toBeLessThanOrEqual(18);
  expect(plan.estimatedMs).toBeLessThanOrEqual(300_000);
});

test('every group has its baseline twice, and each arm is compared with both', () => {
  const { plan } = planRun(request, setting);
  for (const group of plan.groups) {
    const roles = group.cells.map((cell) => cell.role);
    expect(roles.filter((role) => role === 'baseline')).toHaveLength(1);
    expect(roles.filter((role) => role === 'control')).toHaveLength(1);
    expect(group.comparisons.map(({ arm }) => arm)).toEqual(
      group.cells.filter((cell) => cell.role === 'arm').map((cell) => cell.id),
    );
    const [baseline, control] = group.cells;
    expect({ ...control, id: '', role: '' }).toEqual({ ...baseline, id: '', role: '' });
  }
});

test('cell ids are unique', () => {
  for (const profile of profileNames) {
    const ids = planRun({ ...request, profile }, setting).plan.groups.flatMap((group) =>
      group.cells.map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test('work is turned into rounds by the calibration', () => {
  const { plan } = planRun(request, setting);
  const services = plan.groups
    .filter(({ experiment }) => experiment === 'compute')
    .map((group) => group.cells[0]?.service);
  expect(services).toEqual(['echo', 'work:2000', 'work:20000']);
});

test.each([
  ['joins the group of its baseline', headline, 'compute'],
  ['is a group of its own when there is none', headline.slice(0, 1), 'controls'],
])('the known slowdown costs ten percent more processor time per message, and %s', (_, chosen, experiment) => {
  const { groups } = planRun({ ...request, experiments: chosen }, setting).plan;
  const host = groups.find(({ cells }) => cells.some(({ role }) => role === 'slowdown'));
  expect(host?.experiment).toBe(experiment);
  const cost = (role: string) => {
    const work = host?.cells.find((cell) => cell.role === role)?.workNsPerRequest ?? Number.NaN;
    return fakeCalibration.echoCpuNsPerMessage + work;
  };
  expect(cost('slowdown') / cost('baseline')).toBeCloseTo(1.1, 3);
  // So long that hardly anything of a message is not work.
  expect(cost('baseline')).toBeGreaterThan(100 * fakeCalibration.echoCpuNsPerMessage);
});

test('what a run takes and compares does not depend on the calibration: the nominal one tells it beforehand', () => {
  const shape = (calibration: Calibration) => {
    const { plan } = planRun(request, { ...setting, calibration });
    return [plan.rounds, plan.estimatedMs, plan.groups.map(({ cells, comparisons }) => [cells.length, comparisons])];
  };
  for (const nsPerIteration of [5, 58.87, 900]) {
    expect(shape({ payloadBytes: 64, nsPerIteration, echoCpuNsPerMessage: 200 * nsPerIteration })).toEqual(
      shape(nominalCalibration),
    );
  }
});

test('equal budget gives each side half of the processors, whole machine pins nothing', () => {
  const cellsOn = (cpus: readonly number[]) =>
    planRun(request, { ...setting, cpus }).plan.groups.flatMap(({ cells }) => cells);
  expect(cellsOn([0, 1])[0]).toMatchObject({ serverCpus: [0], clientCpus: [1], workers: 2, clients: 1 });
  expect(cellsOn([2, 3, 4, 5, 6])[0]).toMatchObject({ serverCpus: [2, 3], clientCpus: [4, 5], workers: 2, clients: 2 });
  const compute = cellsOn([0, 1, 2, 3]).find((cell) => cell.experiment === 'compute');
  expect(compute).toMatchObject({ serverCpus: null, clientCpus: null, workers: 4, clients: 2 });
});

test('what cannot run is skipped with its reason, and not compared', () => {
  const { plan, skips } = planRun(request, { ...setting, cpus: [0] });
  const models = plan.groups.find(({ experiment }) => experiment === 'models');
  expect(models?.comparisons).toEqual([]);
  for (const cell of models?.cells ?? []) expect(skips.get(cell.id)).toMatch(/equal budget needs two processors/);
  const withoutThreads = planRun(request, {
    ...setting,
    unsupported: (cell) => (cell.model === 'thread-pool-handoff' ? 'no threads today' : null),
  });
  expect([...withoutThreads.skips.values()]).toEqual(Array.from({ length: 4 }, () => 'no threads today'));
  expect(withoutThreads.plan.groups[0]?.comparisons).toHaveLength(1);
});

test('where processors cannot be bound, equal budget is skipped with the reason and nothing is pinned', () => {
  const pinning = { ok: false, reason: 'processors cannot be bound: this is darwin' } as const;
  const { plan, skips } = planRun(request, { ...setting, pinning });
  const models = plan.groups.find(({ experiment }) => experiment === 'models');
  expect(models?.comparisons).toEqual([]);
  for (const cell of models?.cells ?? []) {
    expect(skips.get(cell.id)).toBe('equal budget: processors cannot be bound: this is darwin');
  }
  const running = plan.groups.flatMap(({ cells }) => cells).filter(({ id }) => !skips.has(id));
  const unpinned = { serverCpus: null, clientCpus: null };
  expect(running.length).toBeGreaterThan(0);
  for (const cell of [...running, calibrationCell([0, 1], pinning)]) expect(cell).toMatchObject(unpinned);
  expect(calibrationCell([0, 1], { ok: true })).toMatchObject({ serverCpus: [0], clientCpus: [1] });
  // Nor is the known slowdown where it is a group of its own.
  const [alone] = planRun({ ...request, experiments: [] }, { ...setting, pinning }).plan.groups;
  expect(alone?.cells.map(({ role }) => role)).toEqual(['baseline', 'control', 'slowdown']);
  for (const cell of alone?.cells ?? []) expect(cell).toMatchObject({ ...unpinned, regime: 'whole-machine' });
});

test('a group with a server that cannot stand idle is measured in whole trials', () => {
  const standsIdle: PlanSetting['standsIdle'] = (cell) => cell.experiment !== 'models';
  const methods = planRun(request, { ...setting, standsIdle }).plan.groups.map(({ experiment, method }) => [
    experiment,
    method,
  ]);
  expect(methods[0]).toEqual(['models', 'whole']);
  expect(methods[1]).toEqual(['compute', 'sliced']);
});

describe('a budget', () => {
  test('that is too short is refused with what would do', () => {
    expect(() => planRun({ ...request, budget: { ms: 60_000, typed: '1m' } }, setting)).toThrow(
      /^--budget 1m: this takes \d+m/,
    );
  });

  test('that is longer buys rounds', () => {
    const { plan } = planRun({ ...request, budget: { ms: 600_000, typed: '10m' } }, setting);
    expect(plan.rounds).toBeGreaterThan(8);
    expect(plan.estimatedMs).toBeLessThanOrEqual(600_000);
  });

  test('is kept in the plan, for a run that is resumed', () => {
    expect(planRun({ ...request, budget: { ms: 600_000, typed: '10m' } }, setting).plan.budgetMs).toBe(600_000);
    expect(planRun(request, setting).plan.budgetMs).toBeNull();
  });
});

test('more comparisons than the rounds can decide are refused, with the rounds that would do', () => {
  const [models] = all as [Experiment];
  const greedy: Experiment = {
    ...models,
    conditions: (profile) =>
      models.conditions(profile).flatMap((one) => [1, 2, 3, 4].map((connections) => ({ ...one, connections }))),
  };
  expect(() => planRun({ ...request, experiments: [greedy] }, setting)).toThrow(
    'models: 8 comparisons need 9 rounds to be decidable, this profile has 8',
  );
});

test.each(profileNames)('profile %s can decide all comparisons that the experiments declare', (profile) => {
  expect(planRun({ ...request, experiments: all, profile }, setting).plan.profile).toBe(profile);
});

test('only declared arms are compared, and all are measured', () => {
  const { plan } = planRun({ ...request, experiments: [experiments.churn] }, setting);
  const [group] = plan.groups;
  const arms = group?.cells.filter(({ role }) => role === 'arm').map(({ model }) => model);
  expect(arms).toEqual(modelNames.filter((name) => name !== 'iterative'));
  const rows = group?.comparisons.map(({ arm }) => stevensRow(arm.split('/').at(-1) ?? ''));
  expect(rows?.toSorted()).toEqual([1, 2, 5, 6, 7, 8]);
});

test('windows of churn are expected to be as long as enough workers take to come', () => {
  const { plan } = planRun({ ...request, experiments: [experiments.churn] }, setting);
  const [group] = plan.groups;
  if (group === undefined) throw new Error('no group');
  const estimateOf = (model: string) =>
    estimateBlockMs({ ...group, cells: group.cells.filter((cell) => cell.model === model) }, plan);
  expect(estimateOf('process-per-connection') - estimateOf('thread-pool-handoff')).toBeGreaterThan(4000);
});

test('cells without load are whole trials, and no longer than their experiment needs', () => {
  const { plan } = planRun(
    { ...request, profile: 'standard', experiments: [experiments.idle, experiments.startup] },
    setting,
  );
  const without = plan.groups.filter(({ cells }) => cells.some(({ connections }) => connections === 0));
  expect(without.map(({ experiment, method, turns }) => [experiment, method, turns])).toEqual([
    ['idle', 'whole', null],
    ['idle', 'whole', null],
    ['idle', 'whole', null],
    ['startup', 'whole', 1],
  ]);
  expect(without.flatMap(({ cells }) => cells).every(({ clients }) => clients === 1)).toBe(true);
});

test('framings are compared with one another on the same server, and only where they answer the same question', () => {
  const groupsOf = (profile: ProfileName) =>
    planRun({ ...request, profile, experiments: [experiments.framing] }, setting).plan.groups.filter(
      ({ experiment }) => experiment === 'framing',
    );
  for (const { label, cells } of groupsOf('quick')) {
    const [model, payload] = label.split(', ');
    expect([...new Set(cells.map(({ arm }) => arm))]).toEqual(framingNames);
    expect(cells.every((cell) => cell.arm === cell.framing && cell.model === model)).toBe(true);
    const bytes = { '16 B': 16, '1 KiB': 1024, '64 KiB': 65_536 }[payload ?? ''];
    expect(cells.every(({ payloadBytes }) => payloadBytes === bytes)).toBe(true);
    const single = cells.filter(({ exchangesPerConnection }) => exchangesPerConnection !== null);
    expect(single.map(({ arm, exchangesPerConnection }) => [arm, exchangesPerConnection])).toEqual([
      ['until-close', 1],
    ]);
  }
  const compared = (profile: ProfileName) =>
    groupsOf(profile).flatMap(({ comparisons }) => comparisons.map(({ arm }) => arm.split('/').at(-1) ?? ''));
  expect(compared('quick')).toHaveLength(6);
  expect(compared('standard')).toHaveLength(25);
  expect(compared('rigorous')).toHaveLength(42);
  for (const profile of profileNames) {
    expect(compared(profile).filter((arm) => ['raw', 'until-close'].includes(arm))).toEqual([]);
  }
});

test('what is skipped takes no time', () => {
  const wanted = { ...request, experiments: [experiments.idle] };
  const isWorkers = ({ model, idleConnections }: Cell) => model === 'thread-per-connection' && idleConnections === 1000;
  const everything = planRun(wanted, setting);
  const some = planRun(wanted, { ...setting, unsupported: (cell) => (isWorkers(cell) ? 'too many' : null) });
  expect(some.skips.size).toBe(1);
  // A thousand threads, in each of the rounds.
  expect(some.plan.estimatedMs).toBeLessThan(everything.plan.estimatedMs - some.plan.rounds * 30_000);
});

test('receive buffers are compared with the one that the HOWTO recommends, on each loop by itself', () => {
  const groupsOf = (profile: ProfileName) =>
    planRun({ ...request, profile, experiments: [experiments.chunk] }, setting).plan.groups.filter(
      ({ experiment }) => experiment === 'chunk',
    );
  expect(groupsOf('quick').map(({ label }) => label)).toEqual(['epoll-loop']);
  expect(groupsOf('standard').map(({ label }) => label)).toEqual(['select-loop', 'poll-loop', 'epoll-loop']);
  const [group] = groupsOf('quick');
  expect(group?.comparisons).toHaveLength(6);
  expect(group?.cells.find(({ role }) => role === 'baseline')).toMatchObject({
    arm: '8192 B',
    receiveBufferBytes: 8192,
    model: 'epoll-loop',
  });
});

test.each([experiments.framing, experiments.chunk])('$name at smoke is a few cells', (experiment) => {
  const { plan } = planRun({ ...request, profile: 'smoke', experiments: [experiment] }, setting);
  const cells = plan.groups.filter((group) => group.experiment === experiment.name).flatMap((group) => group.cells);
  expect(cells.length).toBeLessThanOrEqual(5);
});

test('with hundreds of connections, models with a worker for each are left to the longer profiles', () => {
  const at512 = (profile: ProfileName) =>
    planRun({ ...request, profile, experiments: [experiments.connections] }, setting)
      .plan.groups.find(({ label }) => label === '512 connections')
      ?.cells.map(({ model }) => model);
  expect(at512('quick')).not.toContain('thread-per-connection');
  expect(at512('standard')).toContain('thread-per-connection');
});

test.each(all)('$name: its first metric decides, and its baseline is among its arms', (experiment) => {
  expect(experiment.metrics[0]).toBe(experiment.primaryMetric);
  for (const profile of profileNames) {
    for (const conditions of experiment.conditions(profile)) {
      expect(experiment.arms(profile, conditions)).toContain(experiment.baseline);
    }
  }
});

test('questions end in a question mark', () => {
  for (const { question } of all) expect(question).toMatch(/\?$/);
});
