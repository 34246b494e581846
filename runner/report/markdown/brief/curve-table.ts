/** The figures of a curve: a table with arms as rows and groups as columns, in cells without a figure why. */
import { figureOf, type CurveMetrics, type ExperimentAnalysis, type Row } from '../../../analysis/analysis.ts';
import { labelsOf } from '../../../analysis/labels.ts';
import type { LabelDefinition, MetricDefinition } from '../../../result/metric.ts';
import { commonPlace } from '../../text/common-place.ts';
import { absoluteText } from '../../text/comparison.ts';
import { formatQuantity } from '../../text/format.ts';
import { gapWordsByRounds, labelsAbout, limitsOf, shareOfRounds, withoutLimit } from '../../text/limits.ts';
import { bracketed, failureBrief, uncapitalized } from '../../text/words.ts';
import { armLinks } from '../arms.ts';
import { code, plain, type TableColumn } from '../text.ts';
import { narrowTable } from './table.ts';

/** Where there is nothing to show. */
const nothing = '–';

/** Markdown, and which metrics it shows: what has to be known of them stands below. */
export interface SectionTable {
  readonly text: string;
  readonly metrics: readonly MetricDefinition[];
}

export function curveTable(
  metric: MetricDefinition,
  { across }: CurveMetrics,
  experiment: ExperimentAnalysis,
): SectionTable {
  const { groups, factor, labels } = experiment;
  const links = armLinks(experiment);
  const places = groups.map((group) => commonPlace(group, across));
  const columns: TableColumn[] = [
    { title: plain(factor.title) },
    ...groups.map(({ label }, index): TableColumn => {
      const place = places[index] ?? null;
      return {
        title: plain(place === null ? label : `${label} (${formatQuantity(place, across.quantity)})`),
        align: 'right',
      };
    }),
  ];
  const arms = [...new Set(groups.flatMap(({ rows }) => rows.map(({ cell }) => cell.arm)))];
  const body = arms.map((arm) => [
    links.get(arm) ?? code(arm),
    ...groups.map(({ rows }, index) => {
      const row = rows.find(({ cell }) => cell.arm === arm);
      if (row === undefined) return nothing;
      return cellOf(row, metric, labels, places[index] === null ? placeOf(row, across) : null);
    }),
  ]);
  const hasOwnPlaces = places.includes(null);
  const lead = `${plain(metric.title)} by ${plain(uncapitalized(across.title))}${hasOwnPlaces ? ', which stands behind a figure where each has its own' : ''}:`;
  return { text: `${lead}\n\n${narrowTable(columns, body)}`, metrics: [metric] };
}

function placeOf(row: Row, across: MetricDefinition): string | null {
  const figure = figureOf(row, across);
  return figure === null ? null : formatQuantity(figure.value, across.quantity);
}

/** `410 µs (380–450) at 41.2 k/s [not steady]`, `saturated at 60 k/s`, `failed`. */
function cellOf(
  row: Row,
  metric: MetricDefinition,
  labels: readonly LabelDefinition[],
  ownPlace: string | null,
): string {
  const failure = failureBrief(row);
  if (failure !== null) return failure;
  const figure = figureOf(row, metric);
  const where = ownPlace === null ? '' : ` at ${ownPlace}`;
  if (figure === null) return plain(`${gapWordsByRounds(row, metric, labels)}${where}`);
  const met = limitsOf(row, metric, labels).map(({ title, rounds }) => `${title}${shareOfRounds(rounds, row)}`);
  const noticed = bracketed([...met, ...labelsOf(row, withoutLimit(labelsAbout([metric], labels)))]);
  return plain(`${absoluteText(row, figure, metric)}${where}${noticed}`);
}
