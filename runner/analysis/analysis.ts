/**
 * From raw trials to findings: the one place where numbers that people cite are made. Pure: the same result file gives
 * the same analysis, always. Reads in the order of docs/methodology.md, "Statistics".
 */
import type { ProfileName } from '../experiments/experiment.ts';
import type { FactorName } from '../experiments/factors.ts';
import type { GroupPlan, PlannedExperiment, ResultFile } from '../result/result.ts';
import type { Cell, Trial, Warning } from '../result/trial.ts';
import { sum } from '../statistics/averages.ts';
import { controlsOf } from './controls.ts';
import { crossovers } from './crossover.ts';
import type { Metric } from '../trials/server/metrics.ts';
import type { PutIn } from './put-in.ts';
import { ranking } from './ranking.ts';
import { roundsOf } from './rounds.ts';
import type { RowSource } from './row.ts';
import { rowOf } from './row.ts';
import type { Terms } from '../statistics/verdict.ts';
import { workInPlace } from './work-in-place.ts';

/** An estimate with its interval. `interval` is null where too few rounds exist for one; `note` then says why. */
export interface Estimate {
  /** NaN when n is 0, which only the A/A control can be. */
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Coverage of the interval, 0 … 1, from the exact distribution. */
  readonly coverage: number | null;
  /** Rounds behind it. */
  readonly n: number;
  /** Per-round values, in the order of the rounds, for the small dots of a chart. */
  readonly values: readonly number[];
  readonly note: string | null;
}

export type Percentile = 'p50' | 'p99' | 'p999';

export type VerdictKind = 'higher' | 'lower' | 'equivalent' | 'inconclusive' | 'withheld';

/** Arm against baseline in one metric, by its scale: arm ÷ baseline, or arm − baseline. */
export interface Contrast extends Estimate {
  readonly verdict: VerdictKind;
  /** Higher or lower, and the whole interval lies outside 1/(1 + margin) … 1 + margin; false of a difference. */
  readonly beyondMargin: boolean;
  /** Higher or lower, and the whole interval lies inside 1/(1 + margin) … 1 + margin; false of a difference. */
  readonly withinMargin: boolean;
  /**
   * Rounds that would decide an inconclusive comparison; 'not decidable here' above ten times the rounds. Null when it is
   * decided or withheld, and when it has no interval (the note then names the rounds for one).
   */
  readonly roundsToDecide: number | 'not decidable here' | null;
  /** The smallest factor above 1, or difference above 0, that could have been told from none: the interval's half-width. */
  readonly detectable: number | null;
}

/**
 * One cell as tables and charts show it; the baseline's row holds both of its cells, averaged. Under the name of each
 * metric its absolute value with a single 95 % interval; null where the cell has none.
 */
export interface Row extends Readonly<Record<Metric, Estimate | null>> {
  readonly cell: Cell;
  /** Identical cells whose mean the figures below are: 2 for a baseline with its A/A twin, 1 for the others. */
  readonly cells: number;
  /** Rounds with a completed trial that the figures below rest on. */
  readonly completed: number;
  /** Failed trials, those of repeated blocks included. */
  readonly failed: number;
  /** Completed trials that were set aside, because their block was repeated. They stay in the file. */
  readonly setAside: number;
  readonly skipped: string | null;
  /** First error text of a failed trial, or null. */
  readonly error: string | null;
  /** Warnings with the number of `completed` rounds that carry each. */
  readonly warnings: ReadonlyMap<Warning, number>;
  /** Service time at saturation, ns; a percentile is null where it has too few effective observations. */
  readonly serviceTimeNs: Readonly<Record<Percentile, Estimate | null>>;
  /** Why a percentile is null; null when it is shown or when no trial completed. */
  readonly serviceTimeWithheld: Readonly<Record<Percentile, string | null>>;
  /** From here on medians of the rounds, without intervals: they describe, nothing is decided on them. */
  readonly rssUnderLoadBytes: number | null;
  readonly pssUnderLoadBytes: number | null;
  readonly serverUtilization: number | null;
  readonly clientUtilization: number | null;
  readonly contextSwitchesPerMessage: number | null;
  /** Of a connection over the whole trial: messages of the least, the middle and the most served one. */
  readonly messagesPerConnection: { readonly min: number; readonly median: number; readonly max: number } | null;
  /** Whether a comparison with the baseline was declared. */
  readonly declared: boolean;
  /** Against the baseline, with simultaneous intervals; null for the baseline itself and for arms that were not declared. */
  readonly contrast: Readonly<Partial<Record<Metric, Contrast>>> | null;
  /**
   * Difference to the metric's second reference, from the same rounds, with a single 95 % interval: shown beside the
   * comparison, and nothing is decided on it. Declared or not; the baseline has it too.
   */
  readonly secondDifference: Readonly<Partial<Record<Metric, Estimate>>>;
}

/** One group: all cells that were compared with one another. */
export interface GroupAnalysis {
  readonly id: string;
  readonly label: string;
  readonly rows: readonly Row[];
  /**
   * Cell labels (the last part of a cell's id) of baseline and declared arms in groups of ties by the primary metric,
   * best first. The group with the baseline holds every arm that is not told apart from it; what the groups above and
   * below claim is in ranking.ts.
   */
  readonly ranking: readonly (readonly string[])[];
  /** Nanoseconds of work per request as measured in place (work-in-place.ts); absent where there is none, or no echo beside it. */
  readonly work?: Estimate | undefined;
}

/** From how much computation per request an arm overtakes the baseline, for good. Amounts in nanoseconds of work. */
export interface Crossover {
  readonly model: string;
  readonly outcome:
    | {
        readonly kind: 'between';
        /** The largest level at which the arm is behind by its whole interval; null where it is at none ("at most"). */
        readonly belowNs: number | null;
        /** The least level from which on it is ahead by its whole interval; null where that is not reached ("at least"). */
        readonly aboveNs: number | null;
        /** Null where the levels around it are too far apart, or the ratio at one of them is a bound either way. */
        readonly interpolated: InterpolatedCrossover | null;
      }
    | { readonly kind: 'ahead-everywhere' }
    | { readonly kind: 'behind-everywhere' }
    | { readonly kind: 'not-determined'; readonly why: string };
}

/** Where the ratio crosses 1 between neighbouring levels. */
export interface InterpolatedCrossover {
  readonly estimateNs: number;
  /** Where the upper end of the ratio's interval crosses 1; null where it does not, or the estimate is "at most". */
  readonly lowNs: number | null;
  /** Where the lower end does; null where it does not, or the estimate is "at least". */
  readonly highNs: number | null;
  /** Which way the client's limit at a neighbouring level moves all of it: `at least` is a crossover at this work or more. */
  readonly bound: 'at least' | 'at most' | null;
}

export interface ExperimentAnalysis {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly primaryMetric: Metric;
  /** What is shown, the primary metric first; the first two are compared. */
  readonly metrics: readonly Metric[];
  /** The group that stands for the experiment in a table of all of them. */
  readonly summary: 'first' | 'last';
  /** What the arms differ in. */
  readonly factor: FactorName;
  readonly baseline: string;
  readonly groups: readonly GroupAnalysis[];
  /** One per model when the groups differ in their work only; otherwise empty. */
  readonly crossovers: readonly Crossover[];
  /** True when verdicts are withheld. */
  readonly unfit: boolean;
  readonly margin: number;
}

/** Control ÷ baseline of all groups. */
export interface Identical extends Estimate {
  /** Of the log ratios of two identical cells in a round; null with fewer than two. */
  readonly standardDeviation: number | null;
}

/** What the controls look at: every block with load has both. */
export type ControlMetric = 'messagesPerSecond' | 'cpuNsPerMessage';

/** The two controls of a run. */
export interface Controls {
  /** A/A: identical arms, pooled over all groups, throughput and processor time per message; 99 % interval. */
  readonly identical: Readonly<Record<ControlMetric, Identical>>;
  /** A known slowdown, slower ÷ mean of baseline and twin in processor time per message. Null when the run has none. */
  readonly slowdown: {
    readonly injected: PutIn;
    readonly found: Estimate;
    /** Found minus put in. */
    readonly difference: number;
    readonly ok: boolean;
  } | null;
  readonly unfit: boolean;
  /** One sentence each: why the run is unfit, or what the controls say. */
  readonly reasons: readonly string[];
}

export interface Analysis {
  readonly controls: Controls;
  readonly experiments: readonly ExperimentAnalysis[];
}

/**
 * 1. The controls say whether the run can be believed. 2. Per group and round, one attempt stands. 3. Each arm is compared
 * with the baseline of its round, at the coverage that the number of declared comparisons demands. 4. The groups are
 * ranked, and where they differ in their work only, crossovers are located.
 */
export function analyse(result: ResultFile): Analysis {
  const controls = controlsOf(result);
  return {
    controls,
    experiments: result.plan.experiments.map((experiment) => analyseExperiment(experiment, result, controls.unfit)),
  };
}

/** Of a run that still goes on: values and intervals as they stand. The controls are judged when all of them are in. */
export function analyseSoFar(result: ResultFile): readonly ExperimentAnalysis[] {
  return result.plan.experiments.map((experiment) => analyseExperiment(experiment, result, false));
}

function analyseExperiment(
  experiment: PlannedExperiment,
  { plan, trials }: ResultFile,
  unfit: boolean,
): ExperimentAnalysis {
  const planned = plan.groups.filter((group) => group.experiment === experiment.name);
  const comparisons = sum(planned.map((group) => group.comparisons.length));
  const terms = { comparisons, margin: plan.margin, unfit };
  const works = workInPlace(planned, trials);
  const groups = planned.map((group) => {
    const analysed = analyseGroup(group, experiment.primaryMetric, trials, plan.profile, terms);
    return { ...analysed, work: works.get(group.id) };
  });
  const { name, title, question, primaryMetric, metrics, summary, factor, baseline } = experiment;
  return {
    name,
    title,
    question,
    primaryMetric,
    metrics,
    summary,
    factor,
    baseline,
    groups,
    crossovers: crossovers(groups, primaryMetric, unfit),
    unfit,
    margin: plan.margin,
  };
}

function analyseGroup(
  group: GroupPlan,
  primaryMetric: Metric,
  trials: readonly Trial[],
  profile: ProfileName,
  terms: Terms,
): GroupAnalysis {
  const rounds = roundsOf(group, trials);
  const rows = rowSources(group).map((source) => rowOf(source, rounds, trials, profile, terms));
  return { id: group.id, label: group.label, rows, ranking: ranking(rows, primaryMetric, terms.unfit) };
}

/** Every cell but the A/A twin, which is part of its baseline's row, and the known slowdown, which is a control. */
function rowSources({ cells, comparisons }: GroupPlan): RowSource[] {
  const controls = cells.filter((cell) => cell.role === 'control').map((cell) => cell.id);
  const arms = new Map(cells.filter(({ role }) => role === 'arm').map(({ arm, id }) => [arm, [id]]));
  return cells
    .filter((cell) => cell.role !== 'control' && cell.role !== 'slowdown')
    .map((cell) => {
      const comparison = comparisons.find(({ arm }) => arm === cell.id);
      const twins = cell.role === 'baseline' ? controls : [];
      return {
        cell,
        cells: [cell.id, ...twins],
        reference: comparison ? [comparison.baseline, comparison.control] : null,
        arms,
      };
    });
}
