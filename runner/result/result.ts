/**
 * The shape of `results.json`: the plan of a run, the machine it ran on, and its raw trials. No derived number is
 * stored. `result-file.ts` reads and writes it and holds the schema that checks it.
 */
import type { ProfileName } from '../experiments/experiment.ts';
import type { FactorName } from '../experiments/factors.ts';
import type { Metric } from '../trials/server/metrics.ts';
import type { Cell, Trial } from './trial.ts';

export const resultFormat = 'echobench/result';
/** Raised when a reader of the older version would misread a newer file, plan otherwise or judge its trials otherwise. */
export const resultVersion = 2;

/** What was measured on, as far as it can be read without privileges; null where it cannot. */
export interface Environment {
  readonly processor: {
    readonly model: string;
    /** All of the machine. */
    readonly count: number;
    readonly smt: boolean | null;
    /** Those that the runner and its programs may use, as under taskset(1). Absent in files from before it was stored. */
    readonly allowed?: readonly number[] | null | undefined;
  };
  readonly memoryBytes: number;
  readonly os: { readonly platform: string; readonly release: string; readonly kernel: string };
  readonly virtualization: string | null;
  readonly governor: string | null;
  readonly mitigations: Readonly<Record<string, string>> | null;
  readonly cgroup: {
    readonly version: 1 | 2 | null;
    readonly cpuMax: string | null;
    readonly memoryMax: string | null;
  };
  readonly congestionControl: string | null;
  readonly loopback: { readonly mtu: number | null };
  readonly descriptorLimit: { readonly soft: number | null; readonly hard: number | null };
  readonly loadAverage: readonly [number, number, number];
  readonly runtime: {
    readonly node: string;
    readonly v8: string;
    readonly libuv: string;
    /** SHA-256 of the binary that ran servers and clients. */
    readonly sha256: string;
    /** False when the user chose a runtime with `--node`, or started the runner with another one. */
    readonly pinned: boolean;
    /** Flags, and variables that may change figures, that a script which `--node` names adds. Absent: none. */
    readonly added?: readonly string[] | undefined;
  };
  /**
   * What servers and clients inherit. Absent in files from before the suite made their environment: they had the runner's,
   * whatever was in it.
   */
  readonly programs?:
    | {
        /** Names of the runner's variables that are passed on; their values are folders. */
        readonly passed: readonly string[];
        /** Variables that the suite sets, besides the folder of compiled code. */
        readonly given: Readonly<Record<string, string>>;
        /** Names of the runner's variables that could have changed figures and were not passed on. */
        readonly withheld: readonly string[];
        /** Libraries that the system puts into every program: /etc/ld.so.preload. */
        readonly preloaded: readonly string[];
        /** 0 as a rule; above it, others go first. */
        readonly niceness: number;
        /** Where their compiled code was: in the checkout, or, where that cannot be used, in a folder for this run. */
        readonly compileCache: 'kept' | 'temporary';
      }
    | undefined;
  /** Commit of echobench, `-dirty` appended when its work tree had changes; null outside a checkout. */
  readonly commit: string | null;
}

/** A comparison declared before anything is measured: arms without one are shown, and not compared. */
export interface Comparison {
  readonly arm: string;
  /** Cell ids of the baseline and of its A/A twin. */
  readonly baseline: string;
  readonly control: string;
}

export interface GroupPlan {
  /** `<experiment>/<label>`. */
  readonly id: string;
  readonly experiment: string;
  readonly label: string;
  /** In the order of the catalogue; the control follows its baseline. */
  readonly cells: readonly Cell[];
  readonly comparisons: readonly Comparison[];
  /** Standing cells under rotating slices, or whole trials back to back. */
  readonly method: 'sliced' | 'whole';
  /** Slices of a trial; null: as many as the plan says. */
  readonly turns: number | null;
}

/** What a report says about an experiment, stored with the run: a rebuilt report must not follow later edits of the source. */
export interface PlannedExperiment {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly primaryMetric: Metric;
  /** What its tables show, the primary metric first; the first two are compared. */
  readonly metrics: readonly Metric[];
  /** The group whose figures stand for the experiment in the table of all models: its first or its last. */
  readonly summary: 'first' | 'last';
  /** What its arms differ in. */
  readonly factor: FactorName;
  /** The arm every other one is compared with. */
  readonly baseline: string;
}

export interface Plan {
  readonly profile: ProfileName;
  readonly seed: number;
  /** In the order they run. The controls group belongs to none of them. */
  readonly experiments: readonly PlannedExperiment[];
  /** Blocks per group; every block holds each cell of its group once. */
  readonly rounds: number;
  readonly slice: { readonly ms: number; readonly turns: number };
  /** Ends with whichever comes first; the processor time is the server's. */
  readonly warmup: { readonly messagesPerIsolate: number; readonly cpuMsPerIsolate: number };
  /** Ratios within 1 ± margin count as equivalent (0.1 is 10 %). */
  readonly margin: number;
  /** What `--budget` allowed for the whole run; null where it was not given. Files from before it was stored have null. */
  readonly budgetMs: number | null;
  readonly groups: readonly GroupPlan[];
  /** Estimated duration of the whole run. */
  readonly estimatedMs: number;
}

/** How long one round of `work` takes, found in a warm server. */
export interface Calibration {
  readonly payloadBytes: number;
  readonly nsPerIteration: number;
  /** Server processor time per message of the baseline with `echo`, for the known slowdown. */
  readonly echoCpuNsPerMessage: number;
}

/** The experiment of groups that answer no question of the user: the known slowdown, where it has no host. */
export const controlsName = 'controls';

export interface ResultFile {
  readonly format: typeof resultFormat;
  readonly version: number;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  /** Null when the run was interrupted. */
  readonly finishedAt: string | null;
  /**
   * How long the run took from its first part to its end, breaks left out, by a monotonic clock; null while it goes on,
   * and in files from before it was stored.
   */
  readonly elapsedMs: number | null;
  /** The arguments after `npm run bench --`. */
  readonly commandLine: readonly string[];
  readonly environment: Environment;
  readonly calibration: Calibration;
  readonly plan: Plan;
  readonly trials: readonly Trial[];
}
