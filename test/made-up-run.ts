/**
 * Runs that nobody measured with their analyses, for the tests of reports and charts: the experiments of the suite, or
 * made-up ones with any arms at any speeds. The trials are those of made-up-result.ts.
 */
import { channelNames } from '../ipc/channels/index.ts';
import { framingNames } from '../protocol/framing/index.ts';
import type { Analysis } from '../runner/analysis/analysis.ts';
import type { Experiment } from '../runner/experiments/experiment.ts';
import { experiments, type ExperimentName } from '../runner/experiments/index.ts';
import type { Axis } from '../runner/result/plan.ts';
import { nanoseconds } from '../runner/result/quantity.ts';
import type { ResultFile } from '../runner/result/result.ts';
import { roundsNeeded, simultaneousCoverage } from '../runner/statistics/simultaneous.ts';
import type { ChannelSetup } from '../runner/trials/channel/setup.ts';
import { usual, type ServerWanted } from '../runner/trials/server/setup.ts';
import { modelNames, type ModelName } from '../servers/models/index.ts';
import { usualFigures } from './made-up-record.ts';
import { analysed, madeUpResult, type ResultOptions, type ServerCell, type WishedFigures } from './made-up-result.ts';

export interface MadeUpRun {
  readonly result: ResultFile;
  readonly analysis: Analysis;
}

export interface MadeUpArm {
  readonly name: string;
  /** Times as fast as usual: one number, or one for each group. */
  readonly speed: number | readonly number[];
  /** Times the processor time that goes with the speed. */
  readonly cpuFactor?: number;
  /** Its trials fail with this, in all rounds or in so many. */
  readonly error?: string;
  readonly failedRounds?: number;
  /** Names of labels that its trials carry, and in how many rounds. */
  readonly labels?: Readonly<Record<string, number>>;
  /** True unless given. */
  readonly compared?: boolean;
}

export interface MadeUpGroup extends Partial<Pick<ServerWanted, 'regime' | 'work' | 'payloadBytes'>> {
  readonly label: string;
  /** On the experiment's axis. */
  readonly level?: number;
  readonly connections?: number;
}

export interface MadeUpExperiment extends Partial<Omit<Experiment, 'groups'>> {
  readonly name: string;
  readonly arms: readonly MadeUpArm[];
  readonly groups: readonly MadeUpGroup[];
}

export interface RunOptions extends Omit<ResultOptions, 'experiments' | 'values' | 'failure'> {
  /** Identical cells differ. */
  readonly unfit?: boolean;
}

export const workAxis: Axis = {
  name: 'work',
  title: 'work per request',
  quantity: nanoseconds,
  zero: 'echo',
  measuredBy: 'cpuNsPerMessage',
  offset: null,
  hasCrossovers: true,
};

export const baseline = 'event-loop';

/** Planned and analysed like any other quick run, with as many rounds as its comparisons need; eight at least. */
export function madeUpRun(
  made: readonly MadeUpExperiment[],
  { unfit = false, ...options }: RunOptions = {},
): MadeUpRun {
  const byName = new Map(made.map((one) => [one.name, one]));
  const armOf = ({ experiment, arm }: ServerCell) => byName.get(experiment)?.arms.find(({ name }) => name === arm);
  const result = madeUpResult({
    budget: { ms: 1e9, typed: 'all the time that there is' },
    rounds: Math.max(8, ...made.map((one) => roundsNeeded(simultaneousCoverage(comparisonsOf(one))) + 1)),
    ...options,
    experiments: made.map(experimentOf),
    values(cell, round) {
      const arm = armOf(cell) ?? { name: baseline, speed: 1 };
      const labels = Object.entries(arm.labels ?? {}).flatMap(([label, rounds]) => (round < rounds ? [label] : []));
      return { ...figuresOf(arm, cell, byName.get(cell.experiment), unfit), labels };
    },
    failure(cell, round) {
      const { error, failedRounds = Number.POSITIVE_INFINITY } = armOf(cell) ?? {};
      return error === undefined || round >= failedRounds
        ? null
        : { error, log: `server: ${error}\n    at main.ts:12` };
    },
  });
  return { result, analysis: analysed(result) };
}

function comparisonsOf({ arms, groups }: MadeUpExperiment): number {
  return groups.length * arms.filter(({ name, compared = true }) => compared && name !== baseline).length;
}

function figuresOf(
  { speed, cpuFactor = 1 }: MadeUpArm,
  { setup, group, role }: ServerCell,
  experiment: MadeUpExperiment | undefined,
  unfit: boolean,
): WishedFigures {
  const index = experiment?.groups.findIndex(({ label }) => group === `${experiment.name}/${label}`) ?? 0;
  const own = typeof speed === 'number' ? speed : (speed[index] ?? 1);
  const factor = unfit && role === 'twin' ? 0.9 * own : own;
  const { cpuNsPerMessage } = usualFigures(setup);
  return { speed: factor, cpuNsPerMessage: (cpuNsPerMessage * cpuFactor) / factor };
}

function experimentOf({ arms, groups, ...changes }: MadeUpExperiment): Experiment {
  return {
    title: 'Made up',
    question: 'Which is fastest?',
    description: 'made up',
    isHeadline: false,
    kind: 'server',
    factor: { title: 'Model', plural: 'models' },
    baseline,
    primaryMetric: 'messagesPerSecond',
    metrics: ['messagesPerSecond', 'cpuNsPerMessage'],
    summary: 'last',
    axis: null,
    precedent: null,
    ...changes,
    groups: () =>
      groups.map(({ label, level = null, connections = 64, ...conditions }) => ({
        label,
        level,
        arms: arms.map(({ name, compared = true }) => {
          const model = modelNames.includes(name as ModelName) ? name : 'epoll-loop';
          const load = { shape: 'closed', connections, depth: 1 } as const;
          return { name, setup: { ...usual, model, load, ...conditions }, compared: compared && name !== baseline };
        }),
      })),
  };
}

/** Some of each family: what these tests see shall not change with every new model. */
const some: readonly string[] = [
  'iterative',
  'event-loop',
  'select-loop',
  'epoll-loop',
  'thread-per-connection',
  'thread-pool-handoff',
  'thread-offload',
  'process-per-connection',
  'process-pool-handoff',
  'process-pool-shared',
  'process-offload',
];

/** Experiments of the suite, with some of its models that differ in the same way everywhere. */
export function suiteRun(
  names: readonly ExperimentName[],
  options: Omit<ResultOptions, 'experiments'> = {},
): MadeUpRun {
  const chosen = names.map((name): Experiment => {
    const experiment: Experiment = experiments[name];
    return {
      ...experiment,
      groups: (profile, processors) =>
        experiment.groups(profile, processors).map((group) => ({
          ...group,
          arms: group.arms.filter((arm) => experiment.kind !== 'server' || some.includes(String(arm.setup['model']))),
        })),
    };
  });
  const { values = () => ({}) } = options;
  const result = madeUpResult({
    seed: 5,
    ...options,
    experiments: chosen,
    values: (cell, round, attempt) => ({ ...suiteFigures(cell), ...values(cell, round, attempt) }),
  });
  return { result, analysis: analysed(result) };
}

/** Models, framings and channels differ by their place in their catalogue, and larger buffers are faster by less and less. */
function suiteFigures({ setup, arm, experiment, kind }: ServerCell): WishedFigures {
  if (kind === 'channel') return { speed: channelSpeed(setup as unknown as ChannelSetup) };
  const { receiveBufferBytes, framing, model, workNsPerRequest } = setup;
  if (receiveBufferBytes !== null)
    return { speed: 1 / (1 + 4000 / receiveBufferBytes), systemCallsPerMessage: 2 + 131_072 / receiveBufferBytes };
  const place = arm === framing ? framingNames.findIndex((name) => name === framing) : 0;
  // Pools gain by work, so that they overtake somewhere.
  const gain = experiment === 'compute' && model !== baseline ? 1 + workNsPerRequest / (workNsPerRequest + 20_000) : 1;
  return { speed: gain / (1 + some.indexOf(model) / 10 + place / 50) };
}

/** Text and one processor for both ends are slower. */
function channelSpeed({ channel, encoding, placement }: ChannelSetup): number {
  const place = channelNames.findIndex((name) => name === channel);
  return (1 + place / 5) / (encoding === 'json' ? 1.3 : 1) / (placement === 'same' ? 2 : 1);
}
