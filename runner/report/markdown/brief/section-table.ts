/** The one table of a section: its arms in rows, and in columns either metrics of the one group or the groups. */
import {
  contrastOf,
  figureOf,
  isBaseline,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../../analysis/analysis.ts';
import { neutral } from '../../../statistics/scale.ts';
import type { MetricDefinition } from '../../../result/metric.ts';
import { against } from '../../text/comparison.ts';
import { interpolationOf, crossoverSentence } from '../../text/crossover-words.ts';
import { placeInMultiples } from '../../text/multiples.ts';
import { armLinks, linkOf } from '../arms.ts';
import { comparisonCells, figureCell, nothing } from './cells.ts';
import type { SectionTable } from './curve-table.ts';
import { usualRounds } from './experiment.ts';
import { code, plain, table, type TableColumn } from '../text.ts';

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
    ...(isCompared ? [{ title: against(primary, baseline), align: 'right' } as const, { title: 'Verdict' }] : []),
    ...(second === undefined ? [] : [{ title: plain(second.column), align: 'right' } as const]),
  ];
  const body = group.rows.map((row) => {
    const [ratio, verdict] = comparisonCells(row, group, primary, experiment, usual);
    const own = ratio === '1' ? String(neutral[primary.scale]) : ratio;
    return [
      linkOf(row, links),
      figureCell(row, primary, experiment, usual),
      ...(isCompared ? [own, verdict] : []),
      ...(second === undefined ? [] : [figureCell(row, second, experiment, usual)]),
    ];
  });
  return { text: table(columns, body), metrics: [primary, ...(second === undefined ? [] : [second])] };
}

/** Of several groups: the primary metric in each, with the comparison below the figure where there is one. */
export function levelTable(experiment: ExperimentAnalysis): SectionTable {
  const { groups, factor, crossovers } = experiment;
  const primary = primaryOf(experiment);
  const links = armLinks(experiment);
  const arms = new Map(groups.flatMap(({ rows }) => rows.map((row) => [row.cell.arm, row] as const)));
  const columns: TableColumn[] = [
    { title: plain(factor.title) },
    ...groups.map(({ label }): TableColumn => ({ title: plain(label), align: 'right' })),
    ...(crossovers.length === 0 ? [] : [{ title: 'Pays from' }]),
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
  const lead = `${plain(primary.title)}${baseline === null ? '' : `, below it the comparison with ${code(baseline)}`}:`;
  return { text: `${lead}\n\n${table(columns, body)}`, metrics: [primary] };
}

function levelCell(row: Row, group: GroupAnalysis, metric: MetricDefinition, experiment: ExperimentAnalysis): string {
  const usual = usualRounds(experiment);
  const figure = figureCell(row, metric, experiment, usual);
  const [ratio, verdict] = comparisonCells(row, group, metric, experiment, usual);
  if (isBaseline(row) || ratio === nothing) return figure;
  return `${figure}<br>${ratio}${verdict === nothing ? '' : ` ${verdict}`}`;
}

function crossoverCell(arm: string, experiment: ExperimentAnalysis): string {
  const { axis, crossovers } = experiment;
  const outcome = crossovers.find((crossover) => crossover.arm === arm)?.outcome;
  if (outcome === undefined || axis === null) return nothing;
  if (outcome.kind !== 'between') return plain(crossoverSentence(outcome, axis));
  const place = interpolationOf(outcome, axis) ?? crossoverSentence(outcome, axis).replace(/^overtakes /, '');
  const multiple = placeInMultiples(outcome, experiment);
  return `${plain(place)}${multiple === null ? '' : `<br>${plain(multiple)}`}`;
}
