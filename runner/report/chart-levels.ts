/**
 * Charts of experiments whose groups differ in one amount (work per request, connections): one small panel for each model, all on the same
 * axes, so that curves and intervals do not cover one another however many models there are.
 */
import type { ResultFile } from '../result.ts';
import type { Controls, Crossover, Estimate, ExperimentAnalysis, Row } from '../statistics/analysis.ts';
import { evidenceLabelsOf, isClientLimited } from '../statistics/labels.ts';
import { definitionOf } from '../statistics/metrics.ts';
import type { Chart, Drawn } from './chart.ts';
import {
  absoluteBars,
  alarmOf,
  drawable,
  extent,
  inUnit,
  marksOf,
  othersNote,
  ratioAxisTitle,
  ratioBars,
  shortfalls,
  subtitleOf,
  twinNote,
} from './chart.ts';
import { comparisonOf } from './comparison.ts';
import { crossoverLabels, crossoverSentence } from './crossover-words.ts';
import { formatFactor, formatPercent, formatQuantity } from './format.ts';
import type { Level, LevelAxis, Levels } from './levels.ts';
import { isBaseline, levelAxis } from './levels.ts';
import { page } from './page.ts';
import type { CurvePanel, CurvePoint, CurveScale } from './panel-curve.ts';
import { areFarApart, curvePanels, plotHeight, plotWidth } from './panel-curve.ts';
import { fontSize } from './page.ts';
import { bracketed } from './words.ts';
import { logAxis, ratioDomain, ratioTicks } from './scales.ts';

/** Every declared model relative to the baseline, over the levels. */
export function levelsRatioChart(
  experiment: ExperimentAnalysis,
  over: Levels,
  result: ResultFile,
  controls: Controls,
): Chart {
  const { baseline, margin, primaryMetric: metric } = experiment;
  const { title: metricTitle, higher, lower } = definitionOf(metric);
  const { levels } = over;
  const arms = comparedModels(levels);
  const shown = new Set([...arms, baseline]);
  const groups = experiment.groups.map((group) => {
    return { ...group, rows: group.rows.filter(({ cell }) => shown.has(cell.arm)) };
  });
  const values = levels.flatMap(({ group }) => group.rows.flatMap((row) => extent(row.contrast?.[metric] ?? null)));
  const domain = ratioDomain(values, (1 + margin) ** 2, 0.8);
  const scale: CurveScale = {
    domain,
    ticks: ratioTicks(domain, plotHeight, 15),
    title: ratioAxisTitle(baseline),
    band: [1 / (1 + margin), 1 + margin],
    reference: 1,
  };
  const axis = levelAxis(over, baseline, plotWidth(arms.length), fontSize.tick);
  const panels = arms.map((model): CurvePanel => {
    const crossover = experiment.crossovers.find((candidate) => candidate.model === model) ?? null;
    return {
      model,
      name: nameIn(levels, model),
      note:
        crossover === null
          ? ''
          : `${crossoverSentence(crossover.outcome)}${bracketed(crossoverLabels(crossover, experiment))}`,
      shaded: shadedRange(crossover?.outcome ?? null, axis),
      curve: levels.map((level) =>
        pointOf(
          level,
          model,
          (row) => row.contrast?.[metric] ?? null,
          ({ value }, row) => {
            const bound = comparisonOf(row, level.group, metric, margin)?.bound ?? '';
            return `${bound}${formatFactor(value)}${labelMark([row, ...level.group.rows.filter(isBaseline)])}`;
          },
        ),
      ),
      behind: [],
    };
  });
  const title = `${experiment.title}: ${metricTitle.toLowerCase()} relative to ${baseline}`;
  return {
    experiment: experiment.name,
    what: 'ratio',
    caption: { title, description: describe(panels, levels) },
    spec: page(
      {
        title,
        subtitle: [
          ...subtitleOf(experiment, result),
          `Above 1: ${higher} than ${baseline}; below 1: ${lower}. Every axis is logarithmic.`,
        ],
        alarm: alarmOf(controls),
        notes: [
          `Mark: estimate. ${ratioBars(experiment)} Faint dots: single rounds. Shaded across: within the margin of ${formatPercent(margin)} that was declared beforehand.`,
          ...(panels.some(({ shaded }) => shaded !== null)
            ? [
                'Shaded upright: the range in which the crossover lies, between two measured levels; where these are close it is interpolated, from where the upper to where the lower end of the interval crosses 1, with the estimate dashed.',
              ]
            : []),
          ...(hasFarLevels(panels, axis)
            ? ['Dotted line: the levels are too far apart to read a value between them.']
            : []),
          axis.note,
          ...(panels.some(hasGap) ? ['Red cross: no figure at this level.'] : []),
          ...othersNote(modelsOf(levels, () => true).length - shown.size, 'model'),
          ...shortfalls(groups),
        ],
      },
      curvePanels(panels, axis, scale),
    ),
  };
}

/** Every model's own figures over the levels, with the baseline's behind them. */
export function levelsAbsoluteChart(
  experiment: ExperimentAnalysis,
  over: Levels,
  result: ResultFile,
  controls: Controls,
): Chart {
  const { baseline, primaryMetric: metric } = experiment;
  const { title: metricTitle, quantity, axis: axisTitle } = definitionOf(metric);
  const { levels } = over;
  const arms = modelsOf(levels, (row) => !isBaseline(row));
  const values = levels.flatMap(({ group }) => group.rows.flatMap((row) => extent(row[metric])));
  const { unit, size } = quantity.findLast((candidate) => Math.max(0, ...values) >= candidate.size) ?? quantity[0];
  const scaled = values.length === 0 ? [1, 10] : values.map((value) => value / size);
  const scale: CurveScale = {
    ...logAxis([...scaled, Math.max(...scaled) * 1.25, Math.min(...scaled) / 1.25], plotHeight, 15),
    title: axisTitle(unit),
    band: null,
    reference: null,
  };
  const axis = levelAxis(over, baseline, plotWidth(arms.length), fontSize.tick);
  const point = (level: Level, model: string) =>
    pointOf(
      level,
      model,
      (row) => (row[metric] === null ? null : inUnit(row[metric], size)),
      ({ value }, row) =>
        `${definitionOf(metric).isBoundByClient && isClientLimited(row) ? '≥ ' : ''}${formatQuantity(value * size, quantity)}${labelMark([row])}`,
    );
  const panels = arms.map((model): CurvePanel => ({
    model,
    name: nameIn(levels, model),
    note: `thin line: ${baseline}`,
    shaded: null,
    curve: levels.map((level) => point(level, model)),
    behind: levels.map((level) => point(level, baseline)),
  }));
  const title = `${experiment.title}: ${metricTitle.toLowerCase()}`;
  return {
    experiment: experiment.name,
    what: 'absolute',
    caption: { title, description: describe(panels, levels) },
    spec: page(
      {
        title,
        subtitle: [...subtitleOf(experiment, result), 'Every axis is logarithmic.'],
        alarm: alarmOf(controls),
        notes: [
          `Mark: estimate. ${absoluteBars(experiment)} Faint dots: single rounds. Thin line: ${baseline}, the same in every panel.${twinNote(experiment.groups)}`,
          axis.note,
          ...(panels.some(hasGap) ? ['Red cross: no figure at this level.'] : []),
          ...shortfalls(experiment.groups),
        ],
      },
      curvePanels(panels, axis, scale),
    ),
  };
}

/** In the order of the catalogue, which is that of the rows. Declared at any level. One that has no figure at any stays, with its reason. */
function comparedModels(levels: readonly Level[]): string[] {
  const declared = new Set(modelsOf(levels, (row) => row.declared));
  const measured = new Set(modelsOf(levels, (row) => row.completed > 0));
  return modelsOf(levels, ({ cell }) => declared.has(cell.arm) || !measured.has(cell.arm));
}

function modelsOf(levels: readonly Level[], isWanted: (row: Row) => boolean): string[] {
  return [...new Set(levels.flatMap(({ group }) => group.rows.filter(isWanted).map(({ cell }) => cell.arm)))];
}

/** With the marks that hold at any level. */
function nameIn(levels: readonly Level[], model: string): string {
  return `${model}${marksOf(levels.flatMap(({ group }) => group.rows.filter(({ cell }) => cell.arm === model)))}`;
}

/** Beside a point one of whose figures carries a label of the notes. */
function labelMark(rows: readonly Row[]): string {
  return rows.some((row) => evidenceLabelsOf(row).length > 0) ? ' ‡' : '';
}

function pointOf(
  { amount, group }: Level,
  model: string,
  figure: (row: Row) => Estimate | null,
  label: (drawn: Drawn, row: Row) => string,
): CurvePoint {
  const row = group.rows.find(({ cell }) => cell.arm === model);
  const estimate = row === undefined ? null : figure(row);
  const [drawn] = estimate === null ? [] : drawable(estimate);
  if (row === undefined || drawn === undefined) return { amount, estimate: null, label: 'no figure' };
  return { amount, estimate: drawn, label: label(drawn, row) };
}

function shadedRange(outcome: Crossover['outcome'] | null, { domain, at }: LevelAxis): CurvePanel['shaded'] {
  if (outcome?.kind !== 'between') return null;
  const { belowNs, aboveNs, interpolated } = outcome;
  const [lowNs, highNs] = [interpolated?.lowNs ?? belowNs, interpolated?.highNs ?? aboveNs];
  return {
    from: lowNs === null ? domain[0] : at(lowNs),
    estimate: interpolated === null ? null : at(interpolated.estimateNs),
    to: highNs === null ? domain[1] : at(highNs),
  };
}

/** Of neighbouring points that are drawn. */
function hasFarLevels(panels: readonly CurvePanel[], { at }: LevelAxis): boolean {
  return panels.some(({ curve }) =>
    curve.slice(1).some(({ amount }, index) => areFarApart(at(curve[index]?.amount ?? amount), at(amount))),
  );
}

function hasGap({ curve }: CurvePanel): boolean {
  return curve.some(({ estimate }) => estimate === null);
}

function describe(panels: readonly CurvePanel[], levels: readonly Level[]): string {
  const sentences = panels.map(
    ({ model, note, curve }) =>
      `${model}: ${curve.map(({ label }, index) => `${label} at ${levels[index]?.group.label ?? ''}`).join(', ')}; ${note}.`,
  );
  return sentences.join(' ');
}
