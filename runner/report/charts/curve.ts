/** Small panels of one curve each, a metric over another one, all on the same axes; above them what the marks of limits mean. */
import { axisOf, type Axis, type Range } from './axis.ts';
import { curveItems, pointItems } from './curve-points.ts';
import type { CurveChart, CurvePanel, Estimate } from './description.ts';
import { fontSize, margin, type Part } from './frame.ts';
import { drawnWithin, gridOf, type Grid } from './level-grid.ts';
import { edgeHeight, edgeItems, edgeLines, limitKey, type Axes } from './limit-marks.ts';
import { paintOf } from './palette.ts';
import { acrossTitle, panelRows, reasonItems, type PanelPlace } from './panels.ts';
import { horizontal, text, vertical, type Box, type Item } from './scene.ts';
import { ellipsis, textWidth } from './text-width.ts';

/** Pixels. A curve over a logarithm is steep: its plots are higher than those of levels, where there is room. */
const plotHeights = { dense: [124, 90], roomy: [176, 130] } as const;
/** Beside the outermost points, and above the highest where nothing stands at the edge. */
const inset = 7;
const signRoom = 14;
/** Labels below the lowest panels, and the title of the axis. */
const ticksHeight = 33;
const muted = { sizePx: fontSize.small, paint: 'muted' } as const;

export function curve(chart: CurveChart, width: number, top: number, most: number): Part {
  const labels = upAxis(chart, [100, 0]).ticks.map(({ label }) => label);
  const gridWith = (more: number) => gridOf(chart.panels, labels, width, more);
  return drawnWithin(gridWith, plotHeights, most, (grid) => curveAt(chart, width, top, grid));
}

function curveAt(chart: CurveChart, width: number, top: number, grid: Grid): Part {
  const { panels } = chart;
  const key = limitKey(chart.limits, width, top);
  const x = acrossAxis(chart, [inset, grid.plotWidth - inset]);
  const lines = panels.some(({ points }) => edgeLines(points, x, grid.plotWidth) === 2) ? 2 : 1;
  const strip = { lines, edge: panels.some(hasEdge) ? edgeHeight(lines) : signRoom } as const;
  const title = ellipsis(upAxis(chart, [100, 0]).title, width - 2 * margin, fontSize.small);
  // Why a panel has no point stands in its plot, which is free.
  const heads = panels.map((panel) => ({ ...panel, note: panel.points.length === 0 ? '' : panel.note, panel }));
  const { items, bottom } = panelRows(heads, grid, key.bottom + 16, ({ panel }, box, place) => [
    ...plotItems(axesIn(chart, box, strip), place),
    ...(panel.points.length === 0 ? reasonItems(panel.note, box) : panelItems(panel, chart, axesIn(chart, box, strip))),
  ]);
  const below = bottom + ticksHeight;
  return {
    items: [
      ...key.items,
      text(title, { x: margin, y: key.bottom + 8 }, muted),
      ...items,
      acrossTitle(acrossAxis(chart, [0, grid.plotWidth]).title, grid, below),
    ],
    bottom: below + 6,
  };
}

function hasEdge({ points }: CurvePanel): boolean {
  return points.some(({ up }) => up === null);
}

function upAxis(chart: CurveChart, range: Range): Axis {
  const values = pointsOf(chart).flatMap(({ up }) => (up === null ? [] : endsOf(up)));
  return axisOf(chart.up, values, range, () => fontSize.small);
}

function acrossAxis(chart: CurveChart, range: Range): Axis {
  const values = pointsOf(chart).flatMap(({ across }) => endsOf(across));
  return axisOf(chart.across, values, range, (label) => textWidth(label, fontSize.small));
}

function pointsOf({ panels, behind }: CurveChart) {
  return [...panels.flatMap(({ points }) => points), ...behind];
}

/** Single rounds are not drawn: with the intervals of many points they would be one cloud. */
function endsOf({ value, interval }: Estimate): number[] {
  return [value, ...(interval ?? [])];
}

function axesIn(chart: CurveChart, box: Box, { lines, edge }: Pick<Axes, 'lines' | 'edge'>): Axes {
  const { left, right, top, bottom } = box;
  const [y, x] = [upAxis(chart, [bottom - 5, top + edge]), acrossAxis(chart, [left + inset, right - inset])];
  return { x, y, box, edge, lines };
}

function plotItems({ x, y, box }: Axes, { hasLeftLabels, isLowest }: PanelPlace): Item[] {
  const { left, right, top, bottom } = box;
  return [
    ...y.ticks.flatMap(({ at, label }) => [
      horizontal('grid', 'hair', at, left, right),
      ...(hasLeftLabels ? [text(label, { x: left - 6, y: at + 4 }, { ...muted, anchor: 'end' })] : []),
    ]),
    horizontal('reference', 'hair', bottom, left, right),
    ...x.ticks.flatMap(({ at, label }) => [
      vertical('grid', 'hair', at, top, bottom),
      vertical('reference', 'hair', at, bottom, bottom + 4),
      ...(isLowest ? [text(label, { x: at, y: bottom + 15 }, { ...muted, anchor: 'middle' })] : []),
    ]),
  ];
}

function panelItems({ points, family }: CurvePanel, { behind }: CurveChart, axes: Axes): Item[] {
  return [
    ...curveItems(behind, axes, 'reference', 'hair'),
    ...curveItems(points, axes, paintOf(family), 'thin'),
    ...pointItems(points, axes, family),
    ...edgeItems(points, axes),
  ];
}
