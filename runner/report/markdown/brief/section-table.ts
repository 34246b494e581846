/** The one table of a section: its arms in rows, and in columns either metrics of the one group or the groups. */
import {
  contrastOf,
  figureOf,
  isBaseline,
  primaryOf,
  type Crossover,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../../analysis/analysis.ts';
import { amountOf } from '../../../analysis/levels.ts';
import type { MetricDefinition } from '../../../result/metric.ts';
import type { Axis } from '../../../result/plan.ts';
import { against } from '../../text/comparison.ts';
import { crossoverLabels, crossoverSentence, interpolationOf, placeOf } from '../../text/crossover-words.ts';
import { amountText } from '../../text/levels.ts';
import { multipleOf, multipleText, placeInMultiples } from '../../text/multiples.ts';
import { armLinks, linkOf } from '../arms.ts';
import { comparisonCell, figureCell, nothing, usualRounds } from './cells.ts';
import type { SectionTable } from './curve-table.ts';
import { code, plain, type TableColumn } from '../text.ts';
import { narrowTable } from './table.ts';

type Between = Extract<Crossover['outcome'], { readonly kind: 'between' }>;

/** Of one group: what decides, its comparison in words, and the second metric. */
export function groupTable(group: GroupAnalysis, experiment: ExperimentAnalysis): SectionTable {
  const { baseline, factor, shown } = experiment;
  const primary = primaryOf(experiment);
  const second = shown.slice(1).find((metric) => group.rows.some((row) => figureOf(row, metric) !== null));
  const usual = usualRounds(experiment);
  const links = armLinks(experiment);
  const isCompared = group.rows.some((row) => contrastOf(row, primary) !== null);
  const columns: TableColumn[] = [
    { title: plain(factor.title) },
    { title: plain(primary.column), align: 'right' },
    ...(isCompared ? [{ title: against(primary, baseline) }] : []),
    ...(second === undefined ? [] : [{ title: plain(second.column), align: 'right' } as const]),
  ];
  const listed = isCompared
    ? group.rows.filter((row) => isBaseline(row) || row.declared || row.completed === 0)
    : group.rows;
  const body = listed.map((row) => [
    linkOf(row, links),
    figureCell(row, primary, experiment, usual),
    ...(isCompared ? [comparisonCell(row, group, primary, experiment, usual)] : []),
    ...(second === undefined ? [] : [figureCell(row, second, experiment, usual)]),
  ]);
  const others = group.rows
    .filter((row) => !listed.includes(row))
    .map((row) => `${code(row.cell.arm)} ${figureCell(row, primary, experiment, usual)}`);
  const line = others.length === 0 ? '' : `\n\nNot compared: ${others.join(', ')}.`;
  return {
    text: `${narrowTable(columns, body)}${line}`,
    metrics: [primary, ...(second === undefined ? [] : [second])],
  };
}

/** Of several groups: the primary metric in each, with the comparison below the figure where there is one. */
export function levelTable(experiment: ExperimentAnalysis): SectionTable {
  const { groups, factor, crossovers, axis } = experiment;
  const primary = primaryOf(experiment);
  const links = armLinks(experiment);
  const arms = new Map(groups.flatMap(({ rows }) => rows.map((row) => [row.cell.arm, row] as const)));
  const columns: TableColumn[] = [
    { title: plain(factor.title) },
    ...groups.map((group): TableColumn => ({ title: plain(headOf(group, axis)), align: 'right' })),
    ...(crossovers.length === 0 ? [] : [{ title: paysFrom(experiment) }]),
  ];
  const body = [...arms].map(([arm, any]) => [
    linkOf(any, links),
    ...groups.map((group) => {
      const row = group.rows.find(({ cell }) => cell.arm === arm);
      return row === undefined ? nothing : levelCell(row, group, primary, experiment);
    }),
    ...(crossovers.length === 0 ? [] : [crossoverCell(arm, experiment)]),
  ]);
  const { baseline } = experiment;
  const [title, reference] = [plain(primary.title), baseline === null ? null : code(baseline)];
  const lead =
    reference === null
      ? `${title}:`
      : hasOnlyRatios(experiment)
        ? `${title} of ${reference}, and of the others ${against(primary, baseline)}:`
        : `${title}, below it ${against(primary, baseline)}:`;
  const aimedAt = groups.some(({ level }) => level !== null && level.inPlace !== null)
    ? '\n\nLevels are named as aimed at; in brackets as measured.'
    : '';
  return { text: `${lead}\n\n${narrowTable(columns, body)}${aimedAt}`, metrics: [primary] };
}

/** `3 echoes of work (19.9 µs)`: what was aimed at, and what was measured in place where that is known. */
function headOf(group: GroupAnalysis, axis: Axis | null): string {
  const isInPlace = axis !== null && group.level !== null && group.level.inPlace !== null;
  return isInPlace ? `${group.label} (${amountText(amountOf(group), axis)})` : group.label;
}

/** Every arm is compared in every group that it is in: its own figures are in the chart, and those of the baseline here. */
function hasOnlyRatios(experiment: ExperimentAnalysis): boolean {
  const primary = primaryOf(experiment);
  const rows = experiment.groups.flatMap((group) => group.rows);
  return rows.every((row) => isBaseline(row) || row.completed === 0 || contrastOf(row, primary) !== null);
}

function levelCell(row: Row, group: GroupAnalysis, metric: MetricDefinition, experiment: ExperimentAnalysis): string {
  const usual = usualRounds(experiment);
  const figure = figureCell(row, metric, experiment, usual);
  const comparison = comparisonCell(row, group, metric, experiment, usual);
  if (isBaseline(row) || comparison === nothing) return figure;
  return hasOnlyRatios(experiment) ? comparison : `${figure}<br>${comparison}`;
}

/** As a multiple of what the axis has, which a reader can take to another machine; else in its own unit. */
function crossoverCell(arm: string, experiment: ExperimentAnalysis): string {
  const { axis, crossovers } = experiment;
  const outcome = crossovers.find((crossover) => crossover.arm === arm)?.outcome;
  if (outcome === undefined || axis === null) return nothing;
  // Why it is not is in the answer.
  if (outcome.kind === 'not-determined') return 'not determined';
  const sign = crossoverLabels({ arm, outcome }, experiment).length === 0 ? '' : '‡';
  const place = outcome.kind === 'between' ? placeIn(outcome, axis, experiment) : crossoverSentence(outcome, axis);
  return plain(`${place}${sign}`);
}

/** `1.06 (0.82–1.24)`, `at least 6.59, if at all`, in the unit that the heading names. */
function placeIn(outcome: Between, axis: Axis, experiment: ExperimentAnalysis): string {
  const unit = multipleOf(experiment);
  const bare = (text: string) => text.replaceAll(` × ${unit?.name}`, '');
  if (outcome.above === null) {
    const least = outcome.interpolated?.low ?? outcome.below ?? 0;
    return `at least ${bare(multipleText(least, experiment) ?? amountText(least, axis))}, if at all`;
  }
  const multiples = placeInMultiples(outcome, experiment);
  if (multiples !== null) return bare(multiples);
  return interpolationOf(outcome, axis) ?? placeOf(outcome, axis);
}

function paysFrom(experiment: ExperimentAnalysis): string {
  const unit = multipleOf(experiment);
  return unit === null ? 'Pays from' : `Pays from, × ${plain(unit.name)}`;
}
