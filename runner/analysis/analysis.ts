/** What an analysis says: the shapes that tables, charts and findings are made from. `analyse.ts` computes them. */
import type { LabelDefinition, MetricDefinition } from '../result/metric.ts';
import type { Cell, DetailTable, Group, PlannedExperiment } from '../result/plan.ts';
import type { Estimate } from '../statistics/estimate.ts';
import type { Contrast } from '../statistics/verdict.ts';
import type { Bound } from './bound.ts';
import type { Controls } from './controls.ts';
import type { JudgedClaim } from './judged-claim.ts';
import type { Series } from './pairing.ts';

/** One cell as tables and charts show it; the baseline's row holds both of its cells, averaged. */
export interface Row {
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
  /** Labels by name, with the number of `completed` rounds that carry each. */
  readonly labels: ReadonlyMap<string, number>;
  /** By metric: the absolute value with a single 95 % interval; absent where the cell has none. */
  readonly figures: ReadonlyMap<string, Estimate>;
  /** By metric: why a figure is absent, where there is a reason to tell. */
  readonly withheld: ReadonlyMap<string, string>;
  /** By metric: the same in two or three words, of those in `withheld` that have them. */
  readonly gaps: ReadonlyMap<string, string>;
  /** By metric: why some rounds of a figure that is shown are in doubt; its interval is wider for it. */
  readonly doubtful: ReadonlyMap<string, string>;
  /**
   * By metric: the value of every round of the group, in their order, as the metric's scale has it (for a factor its natural
   * logarithm); null in a round that has none. Also where the figure is withheld: what a reader may see is `figures`.
   */
  readonly series: ReadonlyMap<string, Series>;
  /** By metric: places in its series of rounds whose value is in doubt (doubt.ts); absent where there is none. */
  readonly inDoubt: ReadonlyMap<string, readonly number[]>;
  /** By metric: by how much one count more or less changes a value, 0 where nothing is counted (statistics/resolution.ts). */
  readonly resolutions: ReadonlyMap<string, number>;
  /** Whether a comparison with the baseline was declared. */
  readonly declared: boolean;
  /**
   * By metric: against the baseline, with simultaneous intervals; empty for the baseline. Of arms that were not declared only
   * where a crossover is read from them, and without a verdict.
   */
  readonly contrasts: ReadonlyMap<string, Contrast>;
  /**
   * By metric: difference to the metric's second reference, from the same rounds, with a single 95 % interval. It is shown
   * beside the comparison, and nothing is decided on it. Declared or not; the baseline has it too.
   */
  readonly secondDifferences: ReadonlyMap<string, Estimate>;
}

/** One group: all cells that were compared with one another. */
export interface GroupAnalysis {
  readonly group: Group;
  readonly id: string;
  readonly label: string;
  /**
   * Where it stands on the experiment's axis, in the axis's base unit: as planned, and as it was measured in place where
   * that is not the same (levels.ts). Null: on none.
   */
  readonly level: { readonly planned: number; readonly inPlace: Estimate | null } | null;
  readonly rows: readonly Row[];
  /**
   * Names of baseline and declared arms in groups of ties by the primary metric, best first. The group with the baseline
   * holds every arm that has no detectable difference from it; what the groups above and below claim is in ranking.ts.
   */
  readonly ranking: readonly (readonly string[])[];
}

/** A table of what describes the trials. */
export interface DetailMetrics extends Omit<DetailTable, 'metrics'> {
  readonly metrics: readonly MetricDefinition[];
}

/** The metrics of a curve in full. */
export interface CurveMetrics {
  readonly across: MetricDefinition;
  readonly up: readonly MetricDefinition[];
}

export interface ExperimentAnalysis extends Omit<PlannedExperiment, 'curve'> {
  /** The experiment's metrics in full, the primary one first; the first two are compared in tables and charts. */
  readonly shown: readonly [MetricDefinition, ...MetricDefinition[]];
  /** What describes the trials beside those, in tables of its own. */
  readonly details: readonly DetailMetrics[];
  /** What the figures depend on though nobody chose it: a column in groups that have a figure of it. */
  readonly conditions: readonly MetricDefinition[];
  /** Null where the experiment has no curve. Rows have figures of its metrics, whatever tables show. */
  readonly curve: CurveMetrics | null;
  readonly labels: readonly LabelDefinition[];
  readonly groups: readonly GroupAnalysis[];
  /** One per arm where the groups stand on an axis that has crossovers; otherwise empty. */
  readonly crossovers: readonly Crossover[];
  /** One per later group where the order of the arms is followed across groups; otherwise empty. */
  readonly orders: readonly OrderAcross[];
  /** What became of its claims, by its figures and those of the other experiments of the run (claims.ts); empty where it has none. */
  readonly judged: readonly JudgedClaim[];
  /** True when verdicts are withheld. */
  readonly unfit: boolean;
  readonly margin: number;
}

/** From which level of the axis on an arm overtakes the baseline, for good. Amounts in the axis's base unit. */
export interface Crossover {
  readonly arm: string;
  readonly outcome:
    | {
        readonly kind: 'between';
        /** The largest level at which the arm is behind by its whole interval; null where it is at none ("at most"). */
        readonly below: number | null;
        /** The least level from which on it is ahead by its whole interval; null where that is not reached ("at least"). */
        readonly above: number | null;
        /** Null where the levels around it are too far apart, or the ratio at one of them is a bound either way. */
        readonly interpolated: InterpolatedCrossover | null;
      }
    | { readonly kind: 'ahead-everywhere' }
    | { readonly kind: 'behind-everywhere' }
    | { readonly kind: 'not-determined'; readonly why: string };
}

/** Where the ratio crosses 1 between neighbouring levels. */
export interface InterpolatedCrossover {
  readonly estimate: number;
  /** Where the upper end of the ratio's interval crosses 1; null where it does not, or the estimate is "at most". */
  readonly low: number | null;
  /** Where the lower end does; null where it does not, or the estimate is "at least". */
  readonly high: number | null;
  /** Which way a lower bound at a neighbouring level moves all of it: `at least` is a crossover at this level or more. */
  readonly bound: 'at least' | 'at most' | null;
}

/** Whether the order of arms in the first group holds in a later one. */
export interface OrderAcross {
  /** Ids of the two groups. */
  readonly first: string;
  readonly later: string;
  /** Every pair of arms that could run in both, in the order of the catalogue; empty where fewer than two could. */
  readonly pairs: readonly PairOrder[];
}

/** What became of the order of two arms: order-across.ts. */
export interface PairOrder {
  /** Ahead in the first group, and the other; where no order was found there, as in the later group. */
  readonly arms: readonly [ahead: string, behind: string];
  /** Ahead ÷ behind in each group, with intervals that are simultaneous over all pairs and groups; null where no round has both. */
  readonly first: PairRatio | null;
  readonly later: PairRatio | null;
  /** The later ratio ÷ the first, in rounds that both groups have; its intervals are simultaneous over all ratios of ratios. */
  readonly change: PairRatio | null;
  readonly outcome:
    | { readonly kind: 'kept' | 'swapped' | 'lost' | 'found' | 'undecided' }
    | { readonly kind: 'not-determined'; readonly why: string };
  /** The arm that gained on the other, by the whole interval of `change`; null where none did for certain. */
  readonly gained: string | null;
}

/** With which way it is bounded where figures in it are lower bounds. */
export type PairRatio = Estimate & Bound;

export interface Analysis {
  readonly controls: Controls;
  readonly experiments: readonly ExperimentAnalysis[];
}

export function figureOf(row: Row, metric: MetricDefinition): Estimate | null {
  return row.figures.get(metric.name) ?? null;
}

export function contrastOf(row: Row, metric: MetricDefinition): Contrast | null {
  return row.contrasts.get(metric.name) ?? null;
}

export function isBaseline({ cell }: Row): boolean {
  return cell.role === 'baseline';
}

/** What every comparison of the experiment is decided on. */
export function primaryOf({ shown }: ExperimentAnalysis): MetricDefinition {
  return shown[0];
}
