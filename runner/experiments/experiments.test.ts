/** What each experiment measures, and what it compares. */
import { describe, expect, test } from 'vitest';
import { channelNames } from '../../ipc/channels/index.ts';
import { framingNames } from '../../protocol/framing/index.ts';
import { modelNames } from '../../servers/models/index.ts';
import { madeUpPlan, madeUpTopology } from '../../test/made-up-plan.ts';
import { profileNames, type Cell, type ProfileName } from '../result/plan.ts';
import { kindOf, kinds } from '../trials/index.ts';
import { nominalCalibration } from '../trials/server/calibration.ts';
import type { ServerSetup } from '../trials/server/setup.ts';
import { stevensRow } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { experiments, type ExperimentName } from './index.ts';

const processors = { cpus: [0, 1], topology: madeUpTopology };
const all: readonly Experiment[] = Object.values(experiments);
const groupsOf = (name: ExperimentName, profile: ProfileName) =>
  madeUpPlan({ experiments: [name], profile }).plan.groups.filter(({ experiment }) => experiment === name);
const setupOf = (cell: Cell) => cell.setup as unknown as ServerSetup;
const armsOf = (cells: readonly Cell[]) => cells.filter(({ role }) => role === 'arm').map(({ arm }) => arm);
const numerically = (one: number | null, other: number | null) => (one ?? 0) - (other ?? 0);
const comparedIn = (name: ExperimentName, profile: ProfileName) =>
  groupsOf(name, profile).flatMap(({ comparisons }) => comparisons.map(({ arm }) => arm.split('/').at(-1) ?? ''));

describe.each(all)('$name', (experiment) => {
  test('is registered under its name, and asks a question', () => {
    expect((experiments as Readonly<Record<string, Experiment>>)[experiment.name]).toBe(experiment);
    expect(experiment.question).toMatch(/^[A-Z].*\?$/);
  });

  test('shows metrics that its kind has; the first one decides', () => {
    const known = kindOf(kinds, experiment.kind).metrics.map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining([...experiment.metrics]));
    expect(experiment.metrics[0]).toBe(experiment.primaryMetric);
  });

  test('has its baseline in every group, and no arm or label twice', () => {
    for (const profile of profileNames) {
      const groups = experiment.groups(profile, processors);
      expect(new Set(groups.map(({ label }) => label)).size).toBe(groups.length);
      for (const { arms } of groups) {
        const names = arms.map(({ name }) => name);
        const baseline = experiment.baselineOn?.(processors) ?? experiment.baseline;
        // What is judged by claims is compared with none.
        if (baseline === null) expect(experiment.claims?.length).toBeGreaterThan(0);
        else expect(names).toContain(baseline);
        expect(new Set(names).size).toBe(names.length);
      }
    }
  });

  test('has its groups on its axis, each at a level of its own, or has none', () => {
    for (const profile of profileNames) {
      const levels = experiment.groups(profile, processors).map(({ level }) => level);
      if (experiment.axis === null) expect(new Set(levels)).toEqual(new Set([null]));
      else expect(levels).toEqual([...new Set(levels.filter((level) => level !== null))].toSorted((a, b) => a - b));
    }
  });

  test('has an axis that is measured by one of its metrics, if it is measured', () => {
    const measuredBy = experiment.axis?.measuredBy ?? experiment.primaryMetric;
    expect(experiment.metrics).toContain(measuredBy);
  });
});

describe('churn', () => {
  test('measures all models, and compares one for each row of the table that Node can express', () => {
    const [group] = groupsOf('churn', 'quick');
    expect(armsOf(group?.cells ?? [])).toEqual(modelNames.filter((name) => name !== 'iterative'));
    const compared = comparedIn('churn', 'quick').map((arm) =>
      stevensRow(modelNames.find((name) => name === arm) ?? 'iterative'),
    );
    expect(compared.toSorted(numerically)).toEqual([1, 2, 5, 6, 7, 8]);
    expect(comparedIn('churn', 'standard')).toHaveLength(17);
  });

  test('has a published row for each design, and names all models that have it', () => {
    const rows = experiments.churn.precedent?.rows ?? [];
    expect(rows.map(({ number }) => number)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8']);
    const withRow = modelNames.filter((model) => stevensRow(model) !== null);
    expect(rows.flatMap(({ arms }) => arms).toSorted()).toEqual(withRow.toSorted());
    // 20.9 s for 5,000 connections.
    expect(rows[1]?.value).toBe(4_180_000);
    expect(experiments.churn.metrics).toContain(experiments.churn.precedent?.metric);
  });
});

describe('framing', () => {
  test('compares framings with one another on the same server, and only where they answer the same question', () => {
    for (const { label, cells } of groupsOf('framing', 'quick')) {
      const [model, payload] = label.split(', ');
      expect([...new Set(cells.map(({ arm }) => arm))]).toEqual(framingNames);
      const bytes = { '16 B': 16, '1 KiB': 1024, '64 KiB': 65_536 }[payload ?? ''];
      for (const cell of cells) expect(setupOf(cell)).toMatchObject({ framing: cell.arm, model, payloadBytes: bytes });
      const replaced = cells.filter((cell) => setupOf(cell).load.shape === 'churn');
      expect(replaced.map(({ arm }) => arm)).toEqual(['until-close']);
    }
    for (const profile of profileNames) {
      expect(comparedIn('framing', profile).filter((arm) => ['raw', 'until-close'].includes(arm))).toEqual([]);
    }
  });
});

describe('chunk', () => {
  test('compares receive buffers with the one that the HOWTO recommends, on each loop by itself', () => {
    expect(groupsOf('chunk', 'quick').map(({ label }) => label)).toEqual(['epoll-loop']);
    expect(groupsOf('chunk', 'standard').map(({ label }) => label)).toEqual(['select-loop', 'poll-loop', 'epoll-loop']);
    for (const { label, cells } of groupsOf('chunk', 'standard')) {
      for (const cell of cells) {
        const { receiveBufferBytes, model } = setupOf(cell);
        expect([cell.arm, model]).toEqual([`${receiveBufferBytes} B`, label]);
      }
      expect(cells.find(({ role }) => role === 'baseline')?.arm).toBe('8192 B');
    }
  });
});

describe('connections', () => {
  test('with hundreds of connections, models with a worker for each are left to the longer profiles', () => {
    const at512 = (profile: ProfileName) =>
      armsOf(groupsOf('connections', profile).find(({ label }) => label === '512 connections')?.cells ?? []);
    expect(at512('quick')).not.toContain('thread-per-connection');
    expect(at512('quick')).toContain('thread-pool-handoff');
    expect(at512('standard')).toContain('thread-per-connection');
  });

  test('one connection is one', () => {
    expect(groupsOf('connections', 'quick').map(({ label }) => label)).toEqual([
      '1 connection',
      '64 connections',
      '512 connections',
    ]);
  });
});

describe('open loops', () => {
  const rates = (name: ExperimentName, profile: ProfileName) =>
    groupsOf(name, profile).map(({ label, cells }) => ({
      label,
      loads: cells.map((cell) => setupOf(cell).load),
      arms: armsOf(cells),
    }));

  test('offloading models are in all of them, also in quick: "worker pool" means them to most people', () => {
    for (const name of ['latency', 'capacity', 'overload', 'blocking'] as const)
      for (const { arms } of rates(name, 'quick'))
        expect(arms).toEqual(expect.arrayContaining(['thread-offload', 'process-offload']));
  });

  test('latency has rates that all models can do, one for all of a group, and shares of what each can do', () => {
    const quick = rates('latency', 'quick');
    expect(quick.map(({ label }) => label)).toEqual([
      "50 % of the slowest model's limit",
      'each at 50 % of its own limit',
      'each at 85 % of its own limit',
    ]);
    for (const { label, loads } of quick) {
      const share = { amount: Number(/\d+/.exec(label)?.[0]) / 100, of: label.startsWith('each') ? 'own' : 'slowest' };
      for (const load of loads) expect(load).toMatchObject({ shape: 'open', share });
    }
    // Where it is compared, all of them have one rate.
    const compared = groupsOf('latency', 'standard').filter(({ comparisons }) => comparisons.length > 0);
    expect(compared.map(({ label }) => label)).toEqual(["50 % of the slowest model's limit"]);
  });

  test('latency compares what a message costs at one rate: in a saturated loop that is throughput once more', () => {
    expect(experiments.latency.primaryMetric).toBe('cpuNsPerMessage');
  });

  test('overload offers more than a model can do, and blocking a mixture that all can do', () => {
    for (const { loads } of rates('overload', 'standard'))
      for (const load of loads) expect(load.shape === 'open' ? load.share?.amount : 0).toBeGreaterThan(1);
    for (const { cells } of groupsOf('blocking', 'standard'))
      for (const cell of cells) {
        expect(setupOf(cell)).toMatchObject({
          mix: 'mix:99*10,1*100000',
          service: 'work:payload',
          regime: 'equal-budget',
        });
        expect(setupOf(cell).load).toMatchObject({ share: { of: 'slowest' } });
      }
  });

  test('capacity is searched for at an objective', () => {
    for (const { loads, label } of rates('capacity', 'standard'))
      for (const load of loads)
        expect(load).toEqual({
          shape: 'objective',
          connections: 64,
          objective: label.replace(' at most ', '=').replace(' ms', 'ms'),
        });
  });

  test('a window has no break: trials run one after another', () => {
    for (const name of ['latency', 'capacity', 'overload', 'blocking'] as const)
      expect(groupsOf(name, 'quick').map(({ schedule }) => schedule)).toEqual(
        groupsOf(name, 'quick').map(() => 'sequential'),
      );
  });
});

test('idle compares each model once, where what a connection takes is seen best', () => {
  const declared = experiments.idle
    .groups('standard', processors)
    .flatMap(({ label, arms }) => arms.filter(({ compared }) => compared).map(({ name }) => [name, label]));
  expect(new Set(declared.map(([name]) => name))).toEqual(new Set(modelNames));
  expect(declared).toHaveLength(modelNames.length);
  expect(declared).toContainEqual(['thread-per-connection', '100 idle connections']);
  expect(declared).toContainEqual(['thread-pool-handoff', '1000 idle connections']);
});

describe('ipc', () => {
  test('compares what the HOWTO advises with TCP over loopback, the ends on two processors', () => {
    expect(groupsOf('ipc', 'quick').map(({ label }) => label)).toEqual(['apart']);
    expect(comparedIn('ipc', 'quick')).toEqual([
      'unix-socket',
      'pipe',
      'shm-ring-spin',
      'shm-ring-block',
      'pipe-blocking',
      'unix-blocking',
    ]);
  });

  test('has every channel, and from standard up every placement', () => {
    const groups = groupsOf('ipc', 'standard');
    expect(groups.map(({ label }) => label)).toEqual(['apart', 'same', 'free', 'sibling', 'near', 'far']);
    for (const { cells } of groups)
      expect(armsOf(cells)).toEqual(channelNames.filter((name) => name !== 'tcp-loopback'));
  });
});

test('ipc-objects sends every object in every way that it can travel', () => {
  const { skips } = madeUpPlan({ experiments: ['ipc-objects'], profile: 'standard' });
  expect([...skips]).toEqual([]);
});

describe('placement', () => {
  const pairsOf = (cpus: readonly number[], profile: ProfileName) =>
    experiments.placement.groups(profile, { cpus, topology: [] }).map(({ arms }) => arms.map(({ name }) => name))[0];

  test('measures every pair of processors, in either direction once', () => {
    expect(pairsOf([0, 1, 4], 'standard')).toEqual(['0 → 0', '0 → 1', '0 → 4', '1 → 1', '1 → 4', '4 → 4']);
    expect(pairsOf([0, 1, 4], 'quick')).toEqual(['0 → 0', '0 → 1']);
    expect(pairsOf([3], 'standard')).toEqual(['3 → 3']);
  });

  test.each(profileNames)('samples the pairs of a large machine, and compares as many as %s can decide', (profile) => {
    const cpus = Array.from({ length: 64 }, (_, cpu) => cpu + 8);
    const topology = cpus.map((cpu) => ({ cpu, core: null, cache: null }));
    const { plan, skips } = madeUpPlan({ experiments: ['placement'], profile, setting: { cpus, topology } });
    const [group] = plan.groups;
    const arms = [...new Set(group?.cells.map(({ arm }) => arm))];
    expect(arms.length).toBeLessThanOrEqual(32);
    expect(group?.cells.find(({ role }) => role === 'baseline')?.arm).toBe('8 → 9');
    expect(plan.experiments[0]?.baseline).toBe('8 → 9');
    expect(group?.comparisons.length).toBeGreaterThan(0);
    expect([...skips]).toEqual([]);
  });
});

describe('compute', () => {
  test.each(['quick', 'standard', 'rigorous'] as const)(
    'has levels in %s between which a crossover can be read, and a verdict of each arm',
    (profile) => {
      const groups = experiments.compute.groups(profile, processors);
      const sums = groups.map(({ level }) => 1 + (level ?? Number.NaN));
      expect(sums[0]).toBe(1);
      expect(sums.at(-1)).toBeGreaterThan(10);
      for (const [index, sum] of sums.slice(1).entries()) expect(sum / (sums[index] ?? 0)).toBeLessThanOrEqual(3);
      const compared = groups.flatMap(({ label, arms }) =>
        arms.flatMap((arm) => (arm.compared ? [[label, arm.name]] : [])),
      );
      const most = groups.at(-1)?.label;
      expect(compared.filter(([, name]) => name !== 'event-loop')).toEqual(
        (profile === 'quick'
          ? ['thread-pool-handoff', 'process-offload']
          : ['thread-pool-handoff', 'thread-offload', 'process-pool-handoff', 'process-offload']
        ).map((name) => [most, name]),
      );
    },
  );

  test('names its levels by echoes, and its servers work for as long', () => {
    const { echoCpuNsPerMessage: echoNs } = nominalCalibration;
    for (const { label, level, cells } of groupsOf('compute', 'standard')) {
      const echoes = (level?.amount ?? Number.NaN) / echoNs;
      const name = { 0: 'echo', 0.25: '¼ echo of work', 0.5: '½ echo of work', 1: '1 echo of work' }[echoes];
      expect(label).toBe(name ?? `${echoes} echoes of work`);
      for (const cell of cells.filter(({ experiment }) => experiment === 'compute'))
        // In whole rounds of 60 ns.
        expect(Math.abs(setupOf(cell).workNsPerRequest - echoes * echoNs)).toBeLessThanOrEqual(30);
    }
  });
});

test('the main job is models, compute, ipc and paths', () => {
  expect(all.filter(({ isHeadline }) => isHeadline).map(({ name }) => name)).toEqual([
    'models',
    'compute',
    'ipc',
    'paths',
  ]);
});
