/**
 * An analysis as a page carries it: once, in the fewest words, with nothing that follows from the rest. The rounds of a row are
 * there as its series alone; the values behind its estimates and its comparisons follow from these. Words that experiments of a
 * kind share are there once for the kind.
 */
import type { Analysis, Crossover, ExperimentAnalysis, GroupAnalysis, OrderAcross } from '../../analysis/analysis.ts';
import type { Controls } from '../../analysis/controls.ts';
import type { LabelDefinition, MetricDefinition } from '../../result/metric.ts';
import type { Cell, Group } from '../../result/plan.ts';
import type { ResultFile } from '../../result/result.ts';
import type { CiteCommon } from '../cite/citation.ts';
import type { Contrast } from '../../statistics/verdict.ts';

/** A number with nine digits; null of one that is not finite. */
export type PackedNumber = number | null;

/** value, low, high, coverage, n, note */
export type PackedEstimate = readonly [
  value: PackedNumber,
  low: PackedNumber,
  high: PackedNumber,
  coverage: PackedNumber,
  n: number,
  note?: string,
];

export interface PackedContrast {
  readonly e: PackedEstimate;
  readonly verdict: Contrast['verdict'];
  readonly beyond?: true;
  readonly within?: true;
  readonly rounds?: Contrast['roundsToDecide'];
  readonly detectable?: PackedNumber;
}

type Named<Value> = Readonly<Record<string, Value>>;

export interface PackedRow {
  readonly cell: Omit<Cell, 'setup' | 'experiment' | 'group' | 'kind'>;
  readonly cells: number;
  readonly completed: number;
  readonly failed: number;
  readonly setAside: number;
  readonly skipped: string | null;
  readonly error: string | null;
  readonly declared: boolean;
  /** In the order in which they are told. */
  readonly labels: readonly (readonly [label: string, rounds: number])[];
  readonly figures: Named<PackedEstimate>;
  readonly withheld: Named<string>;
  readonly gaps: Named<string>;
  readonly doubtful: Named<string>;
  readonly series: Named<readonly PackedNumber[]>;
  readonly inDoubt: Named<readonly number[]>;
  readonly resolutions: Named<number>;
  readonly contrasts: Named<PackedContrast>;
  readonly second: Named<PackedEstimate>;
}

export interface PackedGroup {
  readonly group: Omit<Group, 'cells' | 'experiment'>;
  /** As measured in place; null where the level is as planned, or there is none. */
  readonly inPlace: PackedEstimate | null;
  readonly rows: readonly PackedRow[];
  readonly ranking: GroupAnalysis['ranking'];
}

export interface PackedExperiment {
  /** All that needs no packing. */
  readonly plain: Omit<
    ExperimentAnalysis,
    'shown' | 'details' | 'conditions' | 'curve' | 'labels' | 'groups' | 'crossovers' | 'orders' | 'judged'
  >;
  /** Names of metrics and labels of the kind. */
  readonly shown: readonly string[];
  readonly details: readonly (Omit<ExperimentAnalysis['details'][number], 'metrics'> & {
    readonly metrics: readonly string[];
  })[];
  readonly conditions: readonly string[];
  readonly curve: { readonly across: string; readonly up: readonly string[] } | null;
  readonly labels: readonly string[];
  readonly groups: readonly PackedGroup[];
  readonly crossovers: readonly Crossover[];
  readonly orders: readonly OrderAcross[];
}

export interface PackedKind {
  readonly metrics: readonly MetricDefinition[];
  readonly labels: readonly LabelDefinition[];
}

/** A result without its trials and its plan's groups, which the analysis has. */
type PageHeader = ResultFile;

export interface PackedRun {
  readonly header: PageHeader;
  readonly controls: Controls;
  readonly citing: CiteCommon;
  readonly kinds: Named<PackedKind>;
  readonly experiments: readonly PackedExperiment[];
}

/** What a page knows of a run. */
export interface PageRun {
  readonly citing: CiteCommon;
  readonly result: ResultFile;
  readonly analysis: Analysis;
}
