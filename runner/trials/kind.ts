/**
 * The contract of a kind of trial. Everything above (plan, blocks, journal, resume, pairing, intervals, verdicts,
 * controls, report) is the same for every kind and knows none: a trial yields one number per metric, or none.
 *
 * A kind is a folder here and a line in index.ts. It is defined with its own types; `defineKind` hides them, so that the
 * rest of the runner handles plain data.
 */
import type { z } from 'zod';
import type { Pinning } from '../../native/affinity.ts';
import type { Value } from '../analysis/observation.ts';
import type { Topology } from '../machine/topology.ts';
import type { LabelDefinition, MetricDefinition } from '../result/metric.ts';
import type { Circumstances, Criterion } from '../result/advice.ts';
import type { DetailTable, Group, Plan, ProfileName, Schedule, Term } from '../result/plan.ts';
import type { Surroundings } from '../result/surroundings.ts';
import type { TrialPhase } from '../result/trial.ts';
import type { Network } from '../machine/network.ts';
import type { PathSources, RemoteMachine } from './paths/path.ts';
import type { Latency } from './latency.ts';
import type { Runtime } from './place.ts';

/** Plain data, as JSON has it. */
export type Plain = Readonly<Record<string, unknown>>;

export interface Metric<Setup, Record> extends MetricDefinition {
  /** Of one trial: ratios of sums over its slices, never means of ratios. NaN where the trial has none. */
  valueOf(record: Record, setup: Setup, machine: Machine): Value;
  /** By how much one count more or less changes that value; of a factor, as a share of it. Where nothing is counted: none. */
  resolutionOf?(record: Record, setup: Setup): number;
}

/** What the judgement of a trial, and some of its values, have to know about the machine of the runner and its clients. */
export interface Machine {
  /** Processors that an unpinned program may use. */
  readonly processorCount: number;
}

/** The processors at hand, and what the kind's calibration found on them. */
export interface Site {
  /** Processors that programs may use. */
  readonly cpus: readonly number[];
  /** How near to one another these are, as far as the kernel tells. */
  readonly topology: Topology;
  /** Whether programs can be bound to them. */
  readonly pinning: Pinning;
  /** Descriptors that a program may open; null where the kernel does not tell. */
  readonly descriptorLimit: number | null;
  readonly calibration: Plain;
  /** What paths can be made of here. */
  readonly network: Network;
  /** The machine of servers that are elsewhere; null: all are here. */
  readonly remote: RemoteSite | null;
  /** Over which path trials go, in place of what their experiment declares; null: as declared. */
  readonly path: string | null;
}

/** What durations depend on. */
export type CostSite = Pick<Site, 'cpus' | 'calibration'>;

/** Of a machine that a path leads to: see `RemoteMachine`. */
export type RemoteSite = Pick<RemoteMachine, 'cpus' | 'pinning' | 'descriptorLimit'>;

/** What a cell will do, or why it cannot be done here. */
export interface Settled<Setup> {
  readonly setup: Setup;
  readonly unsupported: string | null;
  /** See `Cell`. */
  readonly source: string | null;
  readonly classicName: string | null;
  readonly family: string | null;
  /**
   * Its trials have one and the same process, which was there before: rounds are no replications of it, so it is compared
   * with nothing and its figures have no interval. Absent: each has a fresh one.
   */
  readonly isOneProcess?: boolean;
}

/** A cell's setup, under the name of its arm. */
export interface NamedSetup<Setup = Plain> {
  readonly arm: string;
  readonly setup: Setup;
}

/**
 * In ms. What trials that begin together do at the same time is `startMs`: a block takes that of the slowest. What each adds
 * to a block, by the processor time that it takes from the others, is `restMs`.
 */
export interface TrialCost {
  readonly startMs: number;
  readonly restMs: number;
}

/** How long things go on in a trial of a plan. */
export interface Pace {
  readonly sliceMs: number;
  readonly slices: number;
  readonly warmup: Plan['warmup'];
}

/** What programs are started with, and what the judgement of a trial has to know about the machine. */
export interface Rig extends PathSources {
  readonly runtime: Runtime;
  readonly cpus: readonly number[];
  readonly seed: number;
}

/** Everything of one trial, started and ready. All methods: @throws TrialError, which ends this trial only. */
export interface LiveTrial<Record = Plain> extends AsyncDisposable {
  /**
   * `liveAtOnce`: trials that warm up at the same time, this one among them, and share the processors. Ends early when
   * `signal` is aborted.
   */
  warmUp(liveAtOnce: number, signal: AbortSignal): Promise<void>;
  /** Loads it for so long and keeps what was measured; between slices nothing is asked of it, and it takes nothing. */
  slice(windowMs: number): Promise<void>;
  /** Stops it, and gives the record. No slices after this. */
  finish(): Promise<Record>;
}

/** A distribution that a trial measured, for those who plot it elsewhere. */
export interface NamedLatency {
  /** What was timed, as the name of a file has it: `service`. Unique in a trial. */
  readonly name: string;
  readonly latency: Latency;
  /** Over which time: all windows together. */
  readonly measuredNs: number;
}

export interface Slowed<Setup = Plain> {
  readonly setup: Setup;
  /** See `Group.slowdown`: the share of work that was added, to the round, and what a trial costs beside its work. */
  readonly added: number;
  readonly beside: NonNullable<Group['slowdown']>['beside'];
}

/** A kind with its own types. What has a question mark is for kinds that need it. */
export interface KindDefinition<Wanted, Setup, Record> {
  readonly name: string;
  readonly setupSchema: z.ZodType<Setup>;
  readonly recordSchema: z.ZodType<Record>;
  /** Whether its trials go over a network path, which can be another one than an experiment declares. */
  readonly takesPath?: boolean;
  /** In the order of tables. */
  readonly metrics: readonly Metric<Setup, Record>[];
  /** Tables of metrics that describe trials beside those of their experiment: shown, and decided on never. */
  details?(profile: ProfileName): readonly DetailTable[];
  /** Names of metrics by which identical cells are compared, all on the scale `factor`; the last is that of the known slowdown. */
  readonly controlMetrics: readonly string[];
  readonly labels: readonly LabelDefinition[];
  /** From what an experiment declares to what runs here: processors, workers, rounds of work. */
  settle(wanted: Wanted, site: Site): Settled<Setup>;
  /** Whether it can stand ready beside others without costing them anything. */
  schedule(setup: Setup): Schedule;
  /** Started before the others of its block, one such cell after another. */
  startsAlone?(setup: Setup): boolean;
  /**
   * Whether it can be warmed up while others are. `alone`: one such cell after another, when the others are warm, since it
   * would keep the processors from them; `together` unless given.
   */
  warmsUp?(setup: Setup): 'together' | 'alone';
  /** Estimated duration of one trial on this machine, by what the calibration found of it. */
  costMs(setup: Setup, pace: Pace, schedule: Schedule, site: CostSite): TrialCost;
  /** Its conditions, each in words; `windowMs`: all slices of a trial together. */
  describe(setup: Setup, windowMs: number): readonly Term[];
  /** What has to be known to read the figures of a group: a sentence or two each, in Markdown. */
  notes?(cells: readonly NamedSetup<Setup>[]): readonly string[];
  /** What completed trials were surrounded by, in the order of the plan; see `Surroundings`. */
  surroundings?(trials: readonly { readonly setup: Setup; readonly record: Record }[]): readonly Surroundings[];
  /** Of a completed trial, the headline first; none where nothing was timed. */
  latencies?(record: Record): readonly NamedLatency[];
  /**
   * What a guide to decisions can be asked of its figures, and under which circumstances a cell was measured; null of one
   * whose load is none that a user would have.
   */
  criteria?: readonly Criterion[];
  circumstances?(setup: Setup): Circumstances | null;
  /** What the evidence says against a trial: names of labels, judged without looking at the outcome. */
  judge(record: Record, setup: Setup, machine: Machine): readonly string[];
  /** `setup` with work that makes it cost so much more (0.1 is 10 %), for the known slowdown; null where its work cannot be known that well. */
  slowed?(setup: Setup, added: number, site: Site): Slowed<Setup> | null;
  /** Something that `slowed` can slow down, for runs in which nothing else can be; null: nothing can. */
  slowable?(site: Site): Wanted | null;
  /** Found out before the first block, within the rig. `setups`: of all cells that can run, as planned without it. @throws TrialError */
  calibrate?(
    rig: Rig,
    pace: Pace,
    site: Omit<Site, 'calibration'>,
    signal: AbortSignal,
    setups: readonly Setup[],
  ): Promise<Plain>;
  /** Good enough to tell how long a run takes and what it compares: neither depends on what the calibration finds. */
  readonly nominalCalibration?: Plain;
  /**
   * What the calibration found for a metric where a trial does nothing but what it has to, in the metric's base unit: the unit
   * of levels that are multiples of it. Null: it finds nothing of that metric.
   */
  calibrated?(metric: string, site: Site): number | null;
  /**
   * Before anything of a run is made: whether what somebody else has to have running is there. @throws UserError when not
   */
  reach?(setups: readonly Setup[], rig: Rig, signal: AbortSignal): Promise<void>;
  /** Before the first block: whatever only the first trial of a kind would otherwise pay for. */
  prepare?(setups: readonly Setup[], rig: Rig, signal: AbortSignal): Promise<void>;
  /** How long that takes. */
  prepareMs?(setups: readonly Setup[], site: CostSite): number;
  /** @throws TrialError, with nothing left running */
  start(setup: Setup, rig: Rig, pace: Pace): Promise<LiveTrial<Record>>;
}

/** A kind as the rest of the runner knows it. */
export type TrialKind = Required<KindDefinition<Plain, Plain, Plain>>;

/**
 * Completes a kind and hides its types. What it is handed is what it made itself, or what its schemas have checked: a plan
 * is made by its `settle`, and a file is read through `setupSchema` and `recordSchema`.
 */
export function defineKind<Wanted extends Plain, Setup extends Plain, Record extends Plain>(
  definition: KindDefinition<Wanted, Setup, Record>,
): TrialKind {
  return {
    takesPath: false,
    details: () => [],
    notes: () => [],
    surroundings: () => [],
    latencies: () => [],
    criteria: [],
    circumstances: () => null,
    startsAlone: () => false,
    warmsUp: () => 'together',
    slowed: () => null,
    slowable: () => null,
    calibrate: async () => ({}),
    nominalCalibration: {},
    calibrated: () => null,
    reach: async () => {},
    prepare: async () => {},
    prepareMs: () => 0,
    ...definition,
  };
}

/** Why a trial failed: one sentence, and what its programs wrote to stderr. */
export class TrialError extends Error {
  override readonly name = 'TrialError';
  readonly phase: TrialPhase;
  readonly log: string;

  constructor(phase: TrialPhase, message: string, log: string, options?: ErrorOptions) {
    super(message, options);
    this.phase = phase;
    this.log = log;
  }
}
