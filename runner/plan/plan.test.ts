/** What a run will do, before it does anything. */
import { describe, expect, test } from 'vitest';
import { fakeKinds } from '../../test/fake-kind.ts';
import { computeInMicros } from '../../test/made-up-compute.ts';
import { madeUpPlan, type PlanOptions } from '../../test/made-up-plan.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { experimentNames, experiments, type ExperimentName } from '../experiments/index.ts';
import { profileNames, type Cell, type Group, type ProfileName } from '../result/plan.ts';
import type { Calibration } from '../trials/server/calibration.ts';
import { stageTimes } from './estimate.ts';
import { nominalCalibration } from '../trials/server/calibration.ts';
import { busyConnections, type ServerSetup } from '../trials/server/setup.ts';

const headline: PlanOptions = { experiments: ['models', 'compute'] };
const planOf = (options: PlanOptions = {}) => madeUpPlan({ ...headline, ...options });
const setupOf = (cell: Cell | undefined) => cell?.setup as unknown as ServerSetup;
const groupsOf = (name: ExperimentName, profile: ProfileName) =>
  madeUpPlan({ experiments: [name], profile }).plan.groups.filter(({ experiment }) => experiment === name);
const armOf = (cell: string) => cell.split('/').at(-1) ?? '';
const firstOf = <Item>([first]: readonly Item[]): Item => {
  if (first === undefined) throw new Error('nothing');
  return first;
};

test('the main job measures three models for an echo and at each level of work, twice the baseline', () => {
  const three = ['event-loop', 'event-loop (twin)', 'thread-pool-handoff', 'process-pool-handoff'];
  const working = [...three.slice(0, 3), 'process-offload'];
  expect(
    planOf().plan.groups.map(({ label, level, slices, cells }) => [
      label,
      level?.amount ?? null,
      slices,
      ...cells.map(({ id }) => armOf(id)),
    ]),
  ).toEqual([
    ['64 connections', null, 4, ...three],
    ['echo', 0, 4, ...working],
    ['1 echo of work', 12_000, 4, ...working],
    ['3 echoes of work', 36_000, 4, ...working],
    ['10 echoes of work', 120_000, 4, ...working],
    ['known-slowdown', null, 4, 'baseline', 'baseline (twin)', 'baseline (slowdown)'],
  ]);
});

const headlines = experimentNames.filter((name) => experiments[name].isHeadline);

test('the main job takes six minutes at most on two processors, and has its first verdict after 75 s', () => {
  // As measured on two processors of the kind that the suite is developed on.
  const calibrations = {
    server: { payloadBytes: 64, nsPerIteration: 25, echoCpuNsPerMessage: 8000, startMs: 200, sliceOverheadMs: 7 },
    channel: { startMs: 170 },
  };
  const { plan } = planOf({ experiments: headlines, setting: { calibrations } });
  expect(plan.estimatedMs).toBeLessThanOrEqual(360_000);
  expect(stageTimes(plan)[0]?.endsAtMs).toBeLessThanOrEqual(75_000);
});

test('what a stage takes and when it ends adds up to what the run takes', () => {
  const { plan } = planOf({ experiments: headlines });
  const stages = stageTimes(plan);
  expect(stages.map(({ experiment }) => experiment)).toEqual(['models', 'compute', 'ipc', 'paths', 'controls']);
  for (const [index, { endsAtMs }] of stages.slice(1).entries())
    expect(endsAtMs - (stages[index]?.endsAtMs ?? 0)).toBeCloseTo(stages[index + 1]?.ms ?? 0, 6);
  expect(stages.at(-1)?.endsAtMs).toBeLessThan(plan.estimatedMs);
  expect(stages.at(-1)?.endsAtMs).toBeGreaterThan(plan.estimatedMs - 5000);
});

test('every group has its baseline twice, and each arm is compared with both', () => {
  for (const group of planOf({ experiments: ['models', computeInMicros] }).plan.groups) {
    const { cells, comparisons } = group;
    const of = (role: Cell['role']) => cells.filter((cell) => cell.role === role);
    const [baseline, twin] = [of('baseline'), of('twin')];
    expect([baseline.length, twin.length]).toEqual([1, 1]);
    expect({ ...twin[0], id: '', role: '' }).toEqual({ ...baseline[0], id: '', role: '' });
    const reference = { cells: [...baseline, ...twin].map(({ id }) => id) };
    expect(comparisons).toEqual(of('arm').map(({ id }) => ({ arm: id, reference })));
  }
});

test.each(profileNames)('cell ids are unique, and comparisons are of cells of their group, in %s', (profile) => {
  const { groups } = planOf({ experiments: experimentNames, profile }).plan;
  const ids = groups.flatMap(({ cells }) => cells.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, experiment, cells, comparisons } of groups) {
    const own = new Set(cells.map((cell) => cell.id));
    for (const cell of cells) expect(cell).toMatchObject({ group: id, experiment });
    for (const { arm, reference } of comparisons) {
      expect([arm, ...('cells' in reference ? reference.cells : [])].filter((one) => !own.has(one))).toEqual([]);
    }
  }
});

test('work is turned into rounds by the calibration', () => {
  const calibrations = { server: { payloadBytes: 64, nsPerIteration: 50, echoCpuNsPerMessage: 10_000 } };
  const services = (experiment: Experiment) =>
    planOf({ experiments: [experiment], setting: { calibrations } })
      .plan.groups.filter(({ level }) => level !== null)
      .map(({ level, cells }) => [level?.amount, setupOf(cells[0]).service]);
  expect(services(computeInMicros)).toEqual([
    [0, 'echo'],
    [100_000, 'work:2000'],
    [1_000_000, 'work:20000'],
  ]);
  // Multiples of the 10 µs that an echo costs here: the plan has them as amounts, by which a report places its levels.
  expect(services(experiments.compute)).toEqual([
    [0, 'echo'],
    [10_000, 'work:200'],
    [30_000, 'work:600'],
    [100_000, 'work:2000'],
  ]);
});

test('levels cannot be multiples of what a calibration does not find', () => {
  const axis = { ...computeInMicros.axis, measuredBy: 'messagesPerSecond' };
  const odd = { ...computeInMicros, axis, levels: 'multiples' } as Experiment;
  expect(() => planOf({ experiments: [odd] })).toThrow(
    /^compute: the calibration of server trials finds no messagesPer/,
  );
});

describe('the known slowdown', () => {
  test.each<[string, NonNullable<PlanOptions['experiments']>, string]>([
    ['joins the group of its baseline', ['models', computeInMicros], 'compute'],
    ['is a group of its own when there is none', ['models'], 'controls'],
    ['is a group of its own when all work is too short', ['models', 'compute'], 'controls'],
    ['is a group of its own when nothing has load', ['idle', 'startup'], 'controls'],
  ])('costs ten percent more processor time per message, and %s', (_, chosen, experiment) => {
    const { groups } = planOf({ experiments: chosen }).plan;
    const hosts = groups.filter(({ cells }) => cells.some(({ role }) => role === 'slowdown'));
    expect(hosts.map((group) => group.experiment)).toEqual([experiment]);
    const host = firstOf(hosts);
    expect(host.cells.map(({ role }) => role)).toEqual(expect.arrayContaining(['baseline', 'twin', 'slowdown']));
    const { echoCpuNsPerMessage: echoNs } = nominalCalibration;
    const cost = (role: Cell['role']) =>
      echoNs + setupOf(host.cells.find((cell) => cell.role === role)).workNsPerRequest;
    expect(cost('slowdown') / cost('baseline')).toBeCloseTo(1.1, 3);
    // So long that hardly anything of a message is not work.
    expect(cost('baseline')).toBeGreaterThan(80 * echoNs);
    // It is told by how much of the work it is more, from which the analysis finds what was put in.
    expect(host.slowdown?.added).toBeCloseTo((cost('slowdown') - echoNs) / (cost('baseline') - echoNs) - 1, 9);
    expect(groups.filter(({ slowdown }) => slowdown !== null)).toEqual([host]);
  });

  test('is no arm: nothing is declared of it, nor of a group of its own', () => {
    for (const names of [['models', 'compute'], ['models']] as const) {
      const comparisons = planOf({ experiments: names }).plan.groups.flatMap((group) => group.comparisons);
      expect(comparisons.filter(({ arm }) => /slowdown/.test(arm))).toEqual([]);
    }
  });

  test('does not join trials that run one after another, and is itself measured as its kind can be', () => {
    const { groups } = planOf({ setting: { kinds: fakeKinds({ schedule: 'sequential' }) } }).plan;
    expect(groups.filter(({ slowdown }) => slowdown !== null).map(({ id, schedule }) => [id, schedule])).toEqual([
      ['controls/known-slowdown', 'sequential'],
    ]);
  });

  test('is left out where nothing can be slowed down here', () => {
    const { groups } = planOf({ experiments: ['idle'], unsupported: () => 'not today' }).plan;
    expect(groups.map(({ experiment }) => experiment)).toEqual(['idle', 'idle']);
  });

  test('does not join a baseline that cannot run here', () => {
    const connectionsOf = (load: unknown) => busyConnections(load as ServerSetup['load']);
    const unsupported = ({ workNsPerRequest, load }: Readonly<Record<string, unknown>>) =>
      workNsPerRequest === 16_667 * 60 && connectionsOf(load) === 64 ? 'not today' : null;
    const { plan, skips } = planOf({ experiments: ['models', computeInMicros], unsupported });
    expect(skips.size).toBeGreaterThan(0);
    expect(plan.groups.at(-1)?.experiment).toBe('controls');
    expect(plan.groups.filter(({ slowdown }) => slowdown !== null)).toHaveLength(1);
  });
});

test('what a run compares does not depend on the calibration: the nominal one tells it beforehand', () => {
  const shape = (server: Calibration) => {
    const { plan } = planOf({ setting: { calibrations: { server } } });
    return [plan.rounds, plan.groups.map(({ cells, comparisons }) => [cells.length, comparisons])];
  };
  for (const nsPerIteration of [5, 58.87, 900]) {
    expect(shape({ payloadBytes: 64, nsPerIteration, echoCpuNsPerMessage: 200 * nsPerIteration })).toEqual(
      shape(nominalCalibration),
    );
  }
});

test('how long a run takes does: starts, slices and echoes of this machine are what blocks are made of', () => {
  const tookMs = (server: Partial<Calibration>) =>
    planOf({
      setting: { calibrations: { server: { ...nominalCalibration, startMs: 300, sliceOverheadMs: 10, ...server } } },
    }).plan.estimatedMs;
  const usual = tookMs({});
  expect(tookMs({ startMs: 600 })).toBeGreaterThan(usual * 1.1);
  expect(tookMs({ sliceOverheadMs: 30 })).toBeGreaterThan(usual * 1.05);
  expect(tookMs({ echoCpuNsPerMessage: 5000 })).toBeLessThan(usual * 0.95);
});

describe('processors', () => {
  test('equal budget gives each side half of them, whole machine pins nothing', () => {
    const cellsOn = (cpus: readonly number[]) =>
      planOf({ setting: { cpus } }).plan.groups.flatMap(({ cells }) => cells);
    expect(setupOf(cellsOn([0, 1])[0])).toMatchObject({ serverCpus: [0], clientCpus: [1], workers: 2, clients: 1 });
    expect(setupOf(cellsOn([2, 3, 4, 5, 6])[0])).toMatchObject({
      ...{ serverCpus: [2, 3], clientCpus: [4, 5], workers: 2, clients: 2 },
    });
    const compute = cellsOn([0, 1, 2, 3]).find((cell) => cell.experiment === 'compute');
    expect(setupOf(compute)).toMatchObject({ serverCpus: null, clientCpus: null, workers: 4, clients: 2 });
  });

  test('where there is only one, equal budget is skipped with the reason, and not compared', () => {
    const { plan, skips } = planOf({ setting: { cpus: [0] } });
    const models = firstOf(plan.groups);
    expect(models.comparisons).toEqual([]);
    for (const cell of models.cells)
      expect(skips.get(cell.id)).toBe('equal budget needs two processors, one for each side');
    expect(skips.size).toBe(models.cells.length);
  });

  test('where they cannot be bound, equal budget is skipped with the reason and nothing is pinned', () => {
    const pinning = { ok: false, reason: 'processors cannot be bound: this is darwin' } as const;
    const { plan, skips } = planOf({ setting: { pinning } });
    const models = firstOf(plan.groups);
    expect(models.comparisons).toEqual([]);
    for (const { id } of models.cells)
      expect(skips.get(id)).toBe('equal budget: processors cannot be bound: this is darwin');
    const alone = planOf({ experiments: ['models'], setting: { pinning } }).plan.groups.at(-1);
    expect(alone?.cells.map(({ role }) => role)).toEqual(['baseline', 'twin', 'slowdown']);
    const running = [...plan.groups.flatMap(({ cells }) => cells), ...(alone?.cells ?? [])].filter(
      ({ id }) => !skips.has(id),
    );
    expect(running.length).toBeGreaterThan(12);
    for (const cell of running)
      expect(setupOf(cell)).toMatchObject({ serverCpus: null, clientCpus: null, regime: 'whole-machine' });
  });
});

test('what one model cannot do is skipped for it alone', () => {
  const { plan, skips } = planOf({
    unsupported: ({ model }) => (model === 'thread-pool-handoff' ? 'no threads today' : null),
  });
  expect([...skips.values()]).toEqual(Array.from({ length: 5 }, () => 'no threads today'));
  expect(plan.groups[0]?.cells.map(({ id }) => armOf(id))).toContain('thread-pool-handoff');
  expect(plan.groups[0]?.comparisons.map(({ arm }) => armOf(arm))).toEqual(['process-pool-handoff']);
});

test('what is skipped takes no time', () => {
  const isWorkers = ({ model, idleConnections }: Readonly<Record<string, unknown>>) =>
    model === 'thread-per-connection' && idleConnections === 100;
  const everything = planOf({ experiments: ['idle'] });
  const some = planOf({ experiments: ['idle'], unsupported: (setup) => (isWorkers(setup) ? 'too many' : null) });
  expect(some.skips.size).toBe(everything.skips.size + 1);
  // A hundred threads, in each of the rounds.
  expect(some.plan.estimatedMs).toBeLessThan(everything.plan.estimatedMs - some.plan.rounds * 3000);
  const { plan } = planOf({ experiments: ['idle'], unsupported: () => 'not here' });
  expect(plan.estimatedMs).toBeLessThan(10_000);
});

test('the plan says of its kind what a report has to know, and of no other kind', () => {
  const { kinds } = planOf().plan;
  expect(kinds.map(({ name }) => name)).toEqual(['server']);
  const serialised: unknown = JSON.parse(JSON.stringify(kinds));
  expect(serialised, 'plain data, no functions').toEqual(kinds);
  for (const { metrics } of kinds)
    expect(metrics.flatMap(Object.values).some((of) => typeof of === 'function')).toBe(false);
});

describe('a group', () => {
  test('names the conditions that all of its cells share, and none in which they differ', () => {
    const names = ({ terms }: Group) => terms.map(({ name }) => name);
    const models = firstOf(groupsOf('models', 'quick'));
    expect(names(models)).toEqual(['connections', 'load', 'payload', 'framing', 'service', 'path', 'regime', 'driver']);
    expect(models.terms.find(({ name }) => name === 'regime')?.text).toBe(
      'equal budget (server on processor 0, client on processor 1)',
    );
    const framing = firstOf(groupsOf('framing', 'quick'));
    expect(names(framing)).toContain('model');
    expect(names(framing)).not.toContain('framing');
    // until-close is served with another load than the others.
    expect(names(framing)).not.toContain('load');
  });

  test('is measured in one trial after another where a server cannot be ready beside others', () => {
    const schedules = (name: ExperimentName, profile: ProfileName) =>
      groupsOf(name, profile).map(({ label, schedule, slices }) => [label, schedule, slices]);
    expect([...schedules('idle', 'standard'), ...schedules('startup', 'standard')]).toEqual([
      ['0 idle connections', 'sequential', 12],
      ['100 idle connections', 'sequential', 12],
      ['1000 idle connections', 'sequential', 12],
      ['a fresh server', 'sequential', 1],
    ]);
    expect(schedules('churn', 'quick')).toEqual([['10 connections at once', 'sequential', 16]]);
    expect(schedules('models', 'standard').map(([, schedule]) => schedule)).toEqual(['interleaved', 'interleaved']);
  });

  test('has as many slices as its experiment says for the profile, else those of the profile', () => {
    const slices = (profile: ProfileName) => groupsOf('ipc', profile).map((group) => group.slices);
    expect(slices('quick')).toEqual([2]);
    expect(new Set(slices('standard'))).toEqual(new Set([12]));
  });

  test('that has no load has one client', () => {
    const cells = [...groupsOf('idle', 'standard'), ...groupsOf('startup', 'standard')].flatMap((one) => one.cells);
    expect(cells.every((cell) => setupOf(cell).clients === 1)).toBe(true);
  });

  test('is interleaved though a cell that is skipped could not be', () => {
    const workers = ({ model }: Readonly<Record<string, unknown>>) =>
      String(model).endsWith('-per-connection') ? 'no workers' : null;
    const [churn] = madeUpPlan({ experiments: ['churn'], unsupported: workers }).plan.groups;
    expect(churn?.schedule).toBe('interleaved');
  });

  test('says which of its pools have more workers than processors, without the twin and what is skipped', () => {
    const [echo] = planOf({ setting: { cpus: [0, 1] } }).plan.groups;
    expect(echo?.notes).toHaveLength(1);
    expect(echo?.notes[0]).toContain('`thread-pool-handoff`, `process-pool-handoff`.');
    const unsupported = ({ model }: Readonly<Record<string, unknown>>) =>
      model === 'thread-pool-handoff' ? 'not here' : null;
    expect(planOf({ unsupported }).plan.groups[0]?.notes[0]).not.toContain('thread-pool-handoff');
    const pools = { ...experiments.models, baseline: 'thread-pool-handoff' };
    expect(planOf({ experiments: [pools] }).plan.groups[0]?.notes[0]).toContain(
      'the server: `thread-pool-handoff`, `process-pool-handoff`.',
    );
    expect(planOf({ setting: { cpus: [0, 1, 2, 3] } }).plan.groups[0]?.notes).toEqual([]);
  });
});
