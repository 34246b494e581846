/** Experiments that have a curve: one metric over another, a panel for each arm, with points of all groups. */
import {
  figureOf,
  type CurveMetrics,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import { isLowerBound } from '../../analysis/labels.ts';
import type { LabelDefinition, Limit, MetricDefinition } from '../../result/metric.ts';
import type { CurveChart, CurvePanel, CurvePoint, Draft } from '../charts/description.ts';
import { alarmOf, shortfalls } from '../text/caveats.ts';
import { absoluteText } from '../text/comparison.ts';
import { formatQuantity } from '../text/format.ts';
import {
  gapWordsByRounds,
  labelsAbout,
  limitsBehindGap,
  limitsOf,
  shareOfRounds,
  whose,
  withoutLimit,
} from '../text/limits.ts';
import { failureSummary, uncapitalized } from '../text/words.ts';
import { absoluteAxis, curveAxis } from './axes.ts';
import { estimateOf, familyOf, figureKey, isMeasured, labelMark, noticesOf } from './figures.ts';
import type { Described } from './rows.ts';
import { figureBars, subtitleOf, twinNote } from './terms.ts';
import { curveTitle } from './titles.ts';

/** What a point is made from. */
interface Source {
  readonly row: Row;
  readonly group: GroupAnalysis;
}

interface Drawn extends CurveMetrics {
  /** The metric of this chart. */
  readonly metric: MetricDefinition;
}

/**
 * One chart for each metric up: in one picture two missing figures of a point would be one mark. None of a metric that has no
 * figure at all, nor without a place across: its table says why each is missing.
 */
export function describeCurves(run: Described): { readonly metric: MetricDefinition; readonly draft: Draft }[] {
  const { curve } = run.experiment;
  if (curve === null) return [];
  if (!isMeasured(curve.across, run.experiment)) return [];
  return curve.up
    .filter((metric) => isMeasured(metric, run.experiment))
    .map((metric) => ({ metric, draft: describeCurve(run, { ...curve, metric }) }));
}

function describeCurve({ experiment, result, controls }: Described, drawn: Drawn): Draft {
  const { baseline, groups, labels } = experiment;
  const { across, metric } = drawn;
  const rows = groups.flatMap((group) => group.rows);
  const arms = [...new Set(rows.map(({ cell }) => cell.arm))];
  const sourcesOf = (arm: string) =>
    groups.flatMap((group) => group.rows.filter(({ cell }) => cell.arm === arm).map((row) => ({ row, group })));
  const panels = arms.map((arm) => panelOf(arm, sourcesOf(arm), drawn, experiment));
  const placed = rows.filter((row) => estimateOf(figureOf(row, across)) !== null);
  const limits = keyOf(panels, placed, drawn, labels);
  return {
    kind: 'curve',
    title: curveTitle(experiment, metric),
    subtitle: subtitleOf(experiment, result, metric),
    alarm: alarmOf(controls),
    notes: [
      `Up: ${uncapitalized(metric.title)}; across: ${uncapitalized(across.title)}; a point for each group, the same axes in all panels. Mark: estimate. ${figureBars(experiment, [metric])} Lines lead from point to point: nothing was measured between them.${baseline === null ? '' : ` Thin line: ${baseline}, the same in every panel.`}${twinNote(groups)}`,
      ...limitNotes(limits, drawn, labels, placed),
      ...shortfalls({ groups, shown: [metric], labels: withoutLimit(labels) }),
    ],
    across: absoluteAxis(across, placed),
    up: curveAxis(metric, placed),
    limits,
    panels,
    behind: baseline === null ? [] : pointsOf(sourcesOf(baseline), drawn, labels),
  };
}

function panelOf(name: string, sources: readonly Source[], drawn: Drawn, { labels }: ExperimentAnalysis): CurvePanel {
  const points = pointsOf(sources, drawn, labels);
  const [first] = sources;
  return {
    name,
    family: first === undefined ? null : familyOf(first.row),
    note: noteOf(sources, drawn, labels),
    points,
  };
}

function pointsOf(sources: readonly Source[], drawn: Drawn, labels: readonly LabelDefinition[]): CurvePoint[] {
  return sources
    .flatMap(({ row }) => pointOf(row, drawn, labels) ?? [])
    .toSorted((one, other) => one.across.value - other.across.value);
}

/** Null where it has no place across. */
function pointOf(row: Row, { across: over, metric }: Drawn, labels: readonly LabelDefinition[]): CurvePoint | null {
  const across = estimateOf(figureOf(row, over));
  if (across === null) return null;
  const figure = figureOf(row, metric);
  const up = estimateOf(figure, figureKey(row, metric));
  const place = formatQuantity(across.value, over.quantity);
  if (figure === null || up === null)
    return {
      ...{ across, up: null, place, sign: '' },
      words: gapWordsByRounds(row, metric, labels),
      limits: eachOnce(limitsBehindGap(row, metric, labels)),
    };
  const mark = labelMark(row, withoutLimit(labelsAbout([metric], labels)));
  const met = limitsOf(row, metric, labels).map(({ title, rounds }) => `, ${title}${shareOfRounds(rounds, row)}`);
  return {
    ...{ across, up, place },
    words: `${absoluteText(row, figure, metric)}${met.join('')}${mark}`,
    limits: eachOnce(limitsOf(row, metric, labels)),
    sign: `${isLowerBound(row, metric) ? '≥' : ''}${mark}`.trim(),
  };
}

function eachOnce(met: readonly { readonly limit: Limit }[]): Limit[] {
  return [...new Set(met.map(({ limit }) => limit))];
}

/** What has to be read with the points, and where; and groups in which there is not even a place for one. */
function noteOf(sources: readonly Source[], { across, metric }: Drawn, labels: readonly LabelDefinition[]): string {
  const noticed = sources.flatMap(({ row, group }) => {
    const place = estimateOf(figureOf(row, across));
    const where = place === null ? group.label : formatQuantity(place.value, across.quantity);
    const missing =
      place === null
        ? [failureSummary(row) ?? row.withheld.get(across.name) ?? `no ${uncapitalized(across.title)}`]
        : [];
    const words =
      row.completed === 0
        ? missing
        : [...missing, ...noticesOf(row, { shown: [metric], labels: withoutLimit(labels) })];
    return words.map((one) => ({ words: one, where }));
  });
  return [...Map.groupBy(noticed, ({ words }) => words)]
    .map(([words, all]) =>
      all.length === sources.length ? words : `${words} at ${all.map(({ where }) => where).join(', ')}`,
    )
    .join('; ');
}

/** `saturated (the server’s limit)`: only the marks that the chart has. */
function keyOf(
  panels: readonly CurvePanel[],
  rows: readonly Row[],
  { metric }: Drawn,
  labels: readonly LabelDefinition[],
): CurveChart['limits'] {
  const points = panels.flatMap((panel) => panel.points);
  const seen = new Set(points.flatMap(({ limits }) => limits));
  const titles = rows.flatMap((row) =>
    figureOf(row, metric) === null ? limitsBehindGap(row, metric, labels) : limitsOf(row, metric, labels),
  );
  const known = (Object.keys(whose) as Limit[]).filter((limit) => seen.has(limit));
  const isUnexplained = points.some(({ up, limits }) => up === null && limits.length === 0);
  return [
    ...known.map((limit) => {
      const own = new Set(titles.filter((met) => met.limit === limit).map(({ title }) => title));
      return { limit, words: `${[...own].join(', ')} (${whose[limit]})` };
    }),
    ...(isUnexplained ? [{ limit: null, words: 'no figure, for another reason' }] : []),
  ];
}

function limitNotes(
  limits: CurveChart['limits'],
  { metric }: Drawn,
  labels: readonly LabelDefinition[],
  rows: readonly Row[],
): string[] {
  if (limits.length === 0) return [];
  const seen = new Set(rows.flatMap((row) => limitsOf(row, metric, labels).map(({ title }) => title)));
  return [
    'At the upper edge: the load was offered, and there is no figure, for the limit that the mark and the word tell; a dotted line leads to where the server could not follow. A mark above a point: some of its rounds met that limit, or its other figures did.',
    ...labels.flatMap(({ title, meaning, limit }) =>
      limit === undefined || !seen.has(title) ? [] : [`${title} (${whose[limit]}): ${meaning}`],
    ),
  ];
}
