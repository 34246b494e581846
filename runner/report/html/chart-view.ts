/** Charts of a view: the descriptions of the report, redrawn at a reader's width and scale, with the places of their figures. */
import type { ExperimentAnalysis } from '../../analysis/analysis.ts';
import type { Controls } from '../../analysis/controls.ts';
import type { ResultFile } from '../../result/result.ts';
import type { ChartDescription, LevelsChart, Scale, ValueAxis } from '../charts/description.ts';
import { layout } from '../charts/layout.ts';
import type { Scene } from '../charts/scene.ts';
import { element } from '../charts/svg.ts';
import { chartsOf } from '../describe/charts.ts';
import { primaryOf } from '../../analysis/analysis.ts';
import { levelPlaces, levelsOf } from '../text/levels.ts';
import { html, Markup } from './markup.ts';
import { isDeclaredView, viewed, type ScaleChoice, type View } from './view.ts';

export interface DrawnChart {
  readonly id: string;
  readonly description: ChartDescription;
  readonly scene: Scene;
  readonly markup: Markup;
  /** Figures that can be pointed at, in the order of the picture. */
  readonly points: readonly ChartPoint[];
}

export interface ChartPoint {
  /** See figureKey of describe/figures.ts. */
  readonly key: string;
  readonly x: number;
  readonly y: number;
}

/** @param widthPx that the page has for a chart */
export function chartsOfView(
  whole: ExperimentAnalysis,
  view: View,
  { result, controls }: { readonly result: ResultFile; readonly controls: Controls },
  widthPx: number,
): DrawnChart[] {
  const experiment = viewed(whole, view);
  if (experiment.groups.every(({ rows }) => rows.length === 0)) return [];
  return chartsOf(result, { controls, experiments: [experiment] })
    .filter((chart) => chart.experiment !== null)
    .map(({ description }) => {
      const declared = isDeclaredView(whole, view) ? description : withoutVerdicts(description, experiment, whole);
      return drawn(scaled(declared, view.scale), widthPx);
    });
}

export function drawn(description: ChartDescription, widthPx: number): DrawnChart {
  const scene = layout(description, { width: widthPx });
  return { id: description.id, description, scene, markup: svgOf(scene), points: pointsOf(scene) };
}

function svgOf({ id, title, description, width, height, items }: Scene): Markup {
  const drawing = new Markup(items.map(element).join(''));
  return html`<svg
    class="chart"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-labelledby="${id}-t ${id}-d"
  >
    <title id="${id}-t">${title}</title>
    <desc id="${id}-d">${description}</desc>
    ${drawing}
  </svg>`;
}

function pointsOf({ items }: Scene): ChartPoint[] {
  return items.flatMap(({ of, box }) =>
    of === undefined ? [] : [{ key: of, x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }],
  );
}

/** With another baseline or metric than the plan declared, a title must not sound like a finding. */
function withoutVerdicts(
  description: ChartDescription,
  experiment: ExperimentAnalysis,
  whole: ExperimentAnalysis,
): ChartDescription {
  const onAxis = description.kind === 'levels' ? withAxisOf(whole, description) : description;
  const isComparison =
    'columns' in onAxis
      ? onAxis.columns.some(({ axis }) => axis.reference !== null)
      : onAxis.kind === 'levels' && onAxis.directions !== null;
  if (!isComparison) return onAxis;
  const [, ...notes] = onAxis.notes;
  const title = `${primaryOf(experiment).title} against ${experiment.baseline ?? 'what was claimed'}: not declared before the run, no verdicts`;
  const bars =
    'Mark: estimate. Bar: 95 % interval of this ratio or difference alone, from differences within rounds. Nobody declared these comparisons before the run: of many such intervals, one in twenty misses the truth.';
  return { ...onAxis, title, notes: [bars, ...notes] };
}

/** Levels stand where the declared baseline put them, whatever arm is compared with. */
function withAxisOf(whole: ExperimentAnalysis, description: LevelsChart): LevelsChart {
  const levels = levelsOf(whole);
  if (levels === null) return description;
  const { title, note } = levelPlaces(levels, whole);
  return {
    ...description,
    across: { ...description.across, title },
    notes: description.notes.map((one) => (one.startsWith('Across: ') ? note : one)),
  };
}

function scaled(description: ChartDescription, choice: ScaleChoice): ChartDescription {
  if (choice === 'drawn') return description;
  switch (description.kind) {
    case 'forest':
    case 'absolute':
    case 'dumbbell':
      return {
        ...description,
        columns: description.columns.map((column) => ({ ...column, axis: axisScaled(column.axis, choice) })),
      };
    case 'levels':
    case 'curve':
      return { ...description, up: axisScaled(description.up, choice) };
    case 'matrix':
    case 'controls':
      return description;
  }
}

/** Differences have a place on both sides of 0: away from it their axis may be logarithmic. */
function axisScaled(axis: ValueAxis, choice: Exclude<ScaleChoice, 'drawn'>): ValueAxis {
  const logarithmic: Scale = axis.reference === 1 ? 'ratio' : axis.reference === 0 ? 'signed-log' : 'log';
  return { ...axis, scale: choice === 'linear' ? 'linear' : logarithmic };
}

/** How sure a hit is: charts of rows are wide, and a row is pointed at more easily than a mark. */
export function nearest(
  { points, description: { kind } }: DrawnChart,
  at: { readonly x: number; readonly y: number },
): number | null {
  const isRows = kind === 'forest' || kind === 'absolute' || kind === 'dumbbell';
  const across = isRows ? 0.12 : 1;
  const most = kind === 'matrix' ? 40 : isRows ? 13 : 22;
  let best: { readonly index: number; readonly distance: number } | null = null;
  for (const [index, { x, y }] of points.entries()) {
    const distance = Math.hypot((x - at.x) * across, y - at.y);
    if (distance <= most && (best === null || distance < best.distance)) best = { index, distance };
  }
  return best?.index ?? null;
}
