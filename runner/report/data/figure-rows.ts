/**
 * The figures of a result as data: one row for each metric of each arm in each group, with typed values in base units and in
 * full precision. What is missing is null. The words are those of the report, so that nobody has to look them up twice.
 */
import { contrastOf, figureOf, type Analysis } from '../../analysis/analysis.ts';
import { citablesOf, type CitableFigure } from '../../analysis/citable.ts';
import { boundOf, comparisonLabels, isLowerBound, labelsOf } from '../../analysis/labels.ts';
import { amountOf } from '../../analysis/levels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { CellRole } from '../../result/plan.ts';
import type { ResultFile } from '../../result/result.ts';
import type { VerdictKind } from '../../statistics/verdict.ts';
import { isMeasured } from '../cite/statements.ts';
import { comparisonOf } from '../text/comparison.ts';
import { gapWords, labelsAbout } from '../text/limits.ts';
import { oneLine } from '../text/one-line.ts';
import { failureSummary } from '../text/words.ts';
import { unitInWords } from './units.ts';

export interface FigureRow {
  /** By which `npm run cite` has it. */
  readonly id: string;
  readonly experiment: string;
  readonly group: string;
  /** Where the group stands on the experiment's axis, in its base unit, as measured in place where it was. */
  readonly level: number | null;
  readonly arm: string;
  readonly role: CellRole;
  /** As reports call it, and its name in results.json. */
  readonly metric: string;
  readonly metric_name: string;
  /** Base unit of estimate and interval. */
  readonly unit: string;
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Of that interval by itself, 0 … 1, from the exact distribution. */
  readonly coverage: number | null;
  /** Rounds behind the estimate. */
  readonly n: number;
  /** `at least`: the figure is a lower bound. */
  readonly bound: 'at least' | null;
  /** How the arm is compared with its reference: arm ÷ reference, or arm − reference in the metric's base unit. */
  readonly comparison: 'ratio' | 'difference' | null;
  readonly ratio: number | null;
  readonly ratio_low: number | null;
  readonly ratio_high: number | null;
  readonly difference: number | null;
  readonly difference_low: number | null;
  readonly difference_high: number | null;
  /** Of that interval by itself: all of the experiment together cover with 0.95. */
  readonly comparison_coverage: number | null;
  readonly comparison_n: number | null;
  readonly comparison_bound: 'at least' | 'at most' | null;
  /** `open`: higher or lower as measured, which the bound does not carry. */
  readonly verdict: VerdictKind | 'open' | null;
  readonly verdict_words: string | null;
  /** Titles of labels of the figure, and of the comparison, with ", " between them. */
  readonly labels: string | null;
  readonly comparison_labels: string | null;
  /** Why there is no estimate. */
  readonly withheld: string | null;
  /** The controls of the run failed: nothing of it can be cited. */
  readonly unfit: boolean;
  readonly profile: string;
  readonly commit: string | null;
  /** When the run began, UTC. */
  readonly started_at: string;
}

/** In the order of a table. */
export const figureColumns = Object.keys({
  id: 0,
  experiment: 0,
  group: 0,
  level: 0,
  arm: 0,
  role: 0,
  metric: 0,
  metric_name: 0,
  unit: 0,
  estimate: 0,
  low: 0,
  high: 0,
  coverage: 0,
  n: 0,
  bound: 0,
  labels: 0,
  withheld: 0,
  comparison: 0,
  ratio: 0,
  ratio_low: 0,
  ratio_high: 0,
  difference: 0,
  difference_low: 0,
  difference_high: 0,
  comparison_coverage: 0,
  comparison_n: 0,
  comparison_bound: 0,
  verdict: 0,
  verdict_words: 0,
  comparison_labels: 0,
  unfit: 0,
  profile: 0,
  commit: 0,
  started_at: 0,
} satisfies Record<keyof FigureRow, 0>) as readonly (keyof FigureRow)[];

/** In the order of the report. */
export function figureRows(result: ResultFile, analysis: Analysis): readonly FigureRow[] {
  return citablesOf(analysis).flatMap((one) =>
    one.kind === 'figure' && isMeasured(one) ? [figureRow(one, result, analysis.controls.unfit)] : [],
  );
}

function figureRow(citable: CitableFigure, { plan, environment, startedAt }: ResultFile, unfit: boolean): FigureRow {
  const { id, experiment, group, row, metric } = citable;
  const estimate = figureOf(row, metric);
  const labels = labelsAbout([metric], experiment.labels);
  return {
    id,
    experiment: experiment.name,
    group: group.label,
    level: group.level === null ? null : amountOf(group),
    arm: row.cell.arm,
    role: row.cell.role,
    metric: metric.title,
    metric_name: metric.name,
    unit: unitInWords(metric.quantity),
    estimate: finite(estimate?.value),
    low: finite(estimate?.interval?.low),
    high: finite(estimate?.interval?.high),
    coverage: finite(estimate?.coverage),
    n: estimate?.n ?? 0,
    bound: estimate !== null && isLowerBound(row, metric) ? 'at least' : null,
    ...comparisonColumns(citable),
    labels: joined(estimate === null ? [] : labelsOf(row, labels)),
    withheld: estimate === null ? oneLine(reasonOf(citable)) : null,
    unfit,
    profile: plan.profile,
    commit: environment.commit,
    started_at: startedAt,
  };
}

function reasonOf({ experiment, row, metric }: CitableFigure): string {
  const failure = row.completed === 0 ? failureSummary(row) : null;
  return failure ?? row.withheld.get(metric.name) ?? gapWords(row, metric, experiment.labels);
}

type ComparisonColumn =
  | 'comparison'
  | `${'ratio' | 'difference'}${'' | '_low' | '_high'}`
  | `comparison_${'coverage' | 'n' | 'bound' | 'labels'}`
  | `verdict${'' | '_words'}`;

function comparisonColumns(citable: CitableFigure): Pick<FigureRow, ComparisonColumn> {
  const { experiment, group, row, metric } = citable;
  const contrast = contrastOf(row, metric);
  const shown = comparisonOf(row, group, metric, experiment);
  if (contrast === null || shown === null) return withoutComparison;
  const { value, interval, verdict } = contrast;
  const { bound, carries } = boundOf(row, group, metric);
  const isClaim = verdict === 'higher' || verdict === 'lower' || verdict === 'equivalent';
  const isOpen = isClaim && carries !== 'all' && carries !== verdict;
  const [own, low, high] = [finite(value), finite(interval?.low), finite(interval?.high)];
  const isRatio = isFactor(metric);
  return {
    ...withoutComparison,
    comparison: isRatio ? 'ratio' : 'difference',
    ...(isRatio
      ? { ratio: own, ratio_low: low, ratio_high: high }
      : { difference: own, difference_low: low, difference_high: high }),
    comparison_coverage: finite(contrast.coverage),
    comparison_n: contrast.n,
    comparison_bound: bound === '' ? null : bound === '≥ ' ? 'at least' : 'at most',
    verdict: isOpen ? 'open' : verdict,
    verdict_words: isOpen ? `${shown.words.replace(/ †$/, '')} as measured, which the bound leaves open` : shown.words,
    comparison_labels: joined(comparisonLabels(row, group, labelsAbout([metric], experiment.labels))),
  };
}

const withoutComparison: Pick<FigureRow, ComparisonColumn> = {
  comparison: null,
  ratio: null,
  ratio_low: null,
  ratio_high: null,
  difference: null,
  difference_low: null,
  difference_high: null,
  comparison_coverage: null,
  comparison_n: null,
  comparison_bound: null,
  verdict: null,
  verdict_words: null,
  comparison_labels: null,
};

function isFactor({ scale }: MetricDefinition): boolean {
  return scale === 'factor';
}

/** What is no number is missing: neither format has a word for it. */
function finite(value: number | null | undefined): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : value;
}

function joined(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join(', ');
}
