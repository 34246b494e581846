/** From an analysis to what a page carries of it: packed.ts. */
import type { Analysis, ExperimentAnalysis, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { Contrast } from '../../statistics/verdict.ts';
import type { ResultFile } from '../../result/result.ts';
import { citeCommon } from '../cite/citation.ts';
import type {
  PackedContrast,
  PackedEstimate,
  PackedExperiment,
  PackedGroup,
  PackedKind,
  PackedNumber,
  PackedRow,
  PackedRun,
} from './packed.ts';

export function packed(result: ResultFile, analysis: Analysis): PackedRun {
  const { controls, experiments } = analysis;
  const kinds = new Set(experiments.map(({ kind }) => kind));
  return {
    header: { ...result, trials: [], plan: { ...result.plan, groups: [], kinds: [], experiments: [] } },
    controls: rounded(controls),
    citing: citeCommon(result, analysis),
    kinds: Object.fromEntries([...kinds].map((kind) => [kind, kindOf(experiments.filter((one) => one.kind === kind))])),
    experiments: experiments.map(experimentOf),
  };
}

/** Nine digits: three more than any round is shown with. */
function short(value: number): PackedNumber {
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : null;
}

/** Numbers that lie deep in an object; values round by round are kept, since nothing else has them. */
function rounded<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? short(one) : one))) as Value;
}

function kindOf(experiments: readonly ExperimentAnalysis[]): PackedKind {
  const metrics = experiments.flatMap(({ shown, details, conditions, curve }) => [
    ...shown,
    ...details.flatMap((table) => table.metrics),
    ...conditions,
    ...(curve === null ? [] : [curve.across, ...curve.up]),
  ]);
  const labels = experiments.flatMap((experiment) => experiment.labels);
  return { metrics: eachOnce(metrics), labels: eachOnce(labels) };
}

function eachOnce<Item extends { readonly name: string }>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [item.name, item])).values()];
}

function names(items: readonly { readonly name: string }[]): string[] {
  return items.map(({ name }) => name);
}

function experimentOf(experiment: ExperimentAnalysis): PackedExperiment {
  const { shown, details, conditions, curve, labels, groups, crossovers, orders, judged: _, ...plain } = experiment;
  return {
    plain,
    shown: names(shown),
    details: details.map((table) => ({ ...table, metrics: names(table.metrics) })),
    conditions: names(conditions),
    curve: curve === null ? null : { across: curve.across.name, up: names(curve.up) },
    labels: names(labels),
    groups: groups.map(groupOf),
    crossovers: rounded(crossovers),
    orders: rounded(orders),
  };
}

function groupOf({ group, level, rows, ranking }: GroupAnalysis): PackedGroup {
  const { cells: _, experiment: __, ...rest } = group;
  return { group: rest, inPlace: level?.inPlace ? estimateOf(level.inPlace) : null, rows: rows.map(rowOf), ranking };
}

function rowOf(row: Row): PackedRow {
  const { setup: _, experiment: __, group: ___, kind: ____, ...cell } = row.cell;
  const { cells, completed, failed, setAside, skipped, error, declared } = row;
  return {
    cell,
    cells,
    completed,
    failed,
    setAside,
    skipped,
    error,
    declared,
    labels: [...row.labels],
    figures: mapped(row.figures, estimateOf),
    withheld: Object.fromEntries(row.withheld),
    gaps: Object.fromEntries(row.gaps),
    doubtful: Object.fromEntries(row.doubtful),
    series: Object.fromEntries(
      [...row.series]
        .filter(([, series]) => series.some((value) => value !== null))
        .map(([name, series]) => [name, series.map((value) => (value === null ? null : short(value)))]),
    ),
    inDoubt: Object.fromEntries(row.inDoubt),
    resolutions: mapped(new Map([...row.resolutions].filter(([, step]) => step > 0)), (step) =>
      Number(step.toPrecision(4)),
    ),
    contrasts: mapped(row.contrasts, contrastOf),
    second: mapped(row.secondDifferences, estimateOf),
  };
}

function mapped<From, To>(from: ReadonlyMap<string, From>, become: (value: From) => To): Record<string, To> {
  return Object.fromEntries([...from].map(([name, value]) => [name, become(value)]));
}

function estimateOf({ value, interval, coverage, n, note }: Estimate): PackedEstimate {
  const numbers = [
    short(value),
    interval === null ? null : short(interval.low),
    interval === null ? null : short(interval.high),
    coverage === null ? null : Number(coverage.toPrecision(6)),
    n,
  ] as const;
  return note === null ? numbers : [...numbers, note];
}

function contrastOf(contrast: Contrast): PackedContrast {
  const { verdict, beyondMargin, withinMargin, roundsToDecide, detectable } = contrast;
  return {
    e: estimateOf(contrast),
    verdict,
    ...(beyondMargin && { beyond: true as const }),
    ...(withinMargin && { within: true as const }),
    ...(roundsToDecide !== null && { rounds: roundsToDecide }),
    ...(detectable !== null && { detectable: short(detectable) }),
  };
}
