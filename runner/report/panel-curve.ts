/** Small panels of one curve each, over the levels of an experiment, all on the same axes. */
import { closestFactor } from '../statistics/crossover.ts';
import type { Drawn } from './chart.ts';
import type { LevelAxis } from './levels.ts';
import { oneLine } from './one-line.ts';
import { fontSize, pageWidth, row, textLayer, textPanel } from './page.ts';
import { ink, styleOf } from './palette.ts';
import type { Domain } from './scales.ts';
import { ellipsis, textWidth, wrap } from './text-width.ts';
import type { Layer, Position, View } from './vega.ts';

/** A model at one level; without an estimate the label says why. */
export interface CurvePoint {
  readonly amount: number;
  readonly estimate: Drawn | null;
  readonly label: string;
}

export interface CurvePanel {
  readonly model: string;
  readonly name: string;
  /** Below the name. */
  readonly note: string;
  /** A range of the horizontal axis, in its own unit. */
  readonly shaded: { readonly from: number; readonly estimate: number | null; readonly to: number } | null;
  readonly curve: readonly CurvePoint[];
  /** The baseline's, thin and without intervals; empty for none. */
  readonly behind: readonly CurvePoint[];
}

/** The vertical axis, always logarithmic. */
export interface CurveScale {
  readonly domain: Domain;
  readonly ticks: readonly number[];
  readonly title: string;
  readonly band: Domain | null;
  readonly reference: number | null;
}

/** Pixels. */
export const plotHeight = 166;
const leftAxis = 52;
const gap = 22;
const nameHeight = 31;
const noteLine = 15;
const mostNoteLines = 3;
const axisHeight = 66;
const dotsBeside = 7;

function columnsOf(panels: number): number {
  if (panels === 4) return 2;
  return Math.min(3, Math.max(1, panels));
}

/** Pixels: the fewer panels stand side by side, the wider they are. */
export function plotWidth(panels: number): number {
  const columns = columnsOf(panels);
  return Math.min(460, Math.floor((pageWidth - leftAxis - (columns - 1) * gap) / columns));
}

/** In rows of up to three. */
export function curvePanels(panels: readonly CurvePanel[], axis: LevelAxis, scale: CurveScale): View[] {
  const width = plotWidth(panels.length);
  const columns = columnsOf(panels.length);
  const lines = Array.from({ length: Math.ceil(panels.length / columns) }, (_, line) =>
    panels.slice(line * columns, (line + 1) * columns),
  );
  return lines.flatMap((line) => [
    ...headings(line, width),
    ...row(
      [
        textPanel([], leftAxis, plotHeight),
        ...spaced(
          line.map((panel, index) => plot(panel, axis, scale, width, index === 0)),
          plotHeight,
        ),
      ],
      plotHeight,
      axisHeight,
    ),
  ]);
}

function spaced(views: readonly View[], height: number): View[] {
  return views.flatMap((view, index) => (index === 0 ? [view] : [textPanel([], gap, height), view]));
}

/** Names with their marks, and below them the notes, in as many lines as the longest takes. */
function headings(line: readonly CurvePanel[], width: number): View[] {
  const notes = line.map(({ note }) => wrap(oneLine(note), width, fontSize.tick).slice(0, mostNoteLines));
  const height = nameHeight + noteLine * Math.max(1, ...notes.map((lines) => lines.length));
  const views = line.map((panel, index) => heading(panel, notes[index] ?? [], width, height));
  return row([textPanel([], leftAxis, height), ...spaced(views, height)], height, 0);
}

function heading({ model, name: text }: CurvePanel, notes: readonly string[], width: number, height: number): View {
  const { colour, shape } = styleOf(model);
  const name = textLayer({
    text: ellipsis(oneLine(text), (width - 16) / 1.1, fontSize.row),
    x: 14,
    y: 14,
    size: fontSize.row,
    weight: 'bold',
  });
  const symbol: Layer = {
    data: { values: [{}] },
    mark: { type: 'point', shape, x: 5, y: 14, size: 60, fill: colour.light, fillOpacity: 1, strokeWidth: 0 },
  };
  const below = notes.map((note, index) =>
    textLayer({ text: note, x: 0, y: 33 + noteLine * index, size: fontSize.tick, colour: ink.muted.light }),
  );
  return { width, height, layer: [symbol, name, ...below] };
}

function plot(
  { model, shaded, curve, behind }: CurvePanel,
  axis: LevelAxis,
  scale: CurveScale,
  width: number,
  isFirst: boolean,
): View {
  const x = horizontal(axis);
  const y = vertical(scale, isFirst);
  const { colour, shape } = styleOf(model);
  const pxPerUnit = width / (axis.domain[1] - axis.domain[0]);
  const points = curve.flatMap(({ amount, estimate, label }) =>
    estimate === null ? [] : [{ x: axis.at(amount), estimate, label }],
  );
  const labels = roomyLabels(points, pxPerUnit);
  const layers: Layer[] = [
    ...(scale.band === null ? [] : [across(scale.band, y)]),
    ...(shaded === null ? [] : upright(shaded, x)),
    ...(scale.reference === null ? [] : [referenceLine(scale.reference, y)]),
    ...curveOf(behind, axis, x, y, { stroke: ink.reference.light, strokeWidth: 1 }),
    {
      data: {
        values: points.flatMap(({ x: place, estimate }) =>
          estimate.values.map((value) => ({ x: place + dotsBeside / pxPerUnit, y: value })),
        ),
      },
      mark: { type: 'point', size: 9, strokeWidth: 0, fill: colour.light, fillOpacity: 0.5 },
      encoding: { x, y },
    },
    ...curveOf(
      curve,
      axis,
      x,
      y,
      { stroke: colour.light, strokeWidth: 1.5 },
      scale.reference === null ? 1 : ratioPieces,
    ),
    {
      data: {
        values: points.flatMap(({ x: place, estimate: { interval } }) =>
          interval === null ? [] : [{ x: place, y: interval.low, to: interval.high }],
        ),
      },
      mark: { type: 'rule', stroke: colour.light, strokeWidth: 2.5 },
      encoding: { x, y, y2: { field: 'to' } },
    },
    {
      data: { values: points.map(({ x: place, estimate }) => ({ x: place, y: estimate.value })) },
      mark: {
        type: 'point',
        shape,
        size: 40,
        fill: colour.light,
        fillOpacity: 1,
        stroke: ink.paper.light,
        strokeWidth: 1,
      },
      encoding: { x, y },
    },
    labelLayer(labels, x, y, { stroke: ink.paper.light, strokeWidth: 3, strokeJoin: 'round', fill: ink.paper.light }),
    labelLayer(labels, x, y, { fill: ink.text.light }),
    {
      data: { values: curve.flatMap(({ amount, estimate }) => (estimate === null ? [{ x: axis.at(amount) }] : [])) },
      mark: {
        type: 'point',
        shape: 'M-1,-1L1,1M1,-1L-1,1',
        y: plotHeight - 10,
        size: 30,
        stroke: ink.alarm.light,
        strokeWidth: 1.5,
      },
      encoding: { x },
    },
  ];
  return { width, height: plotHeight, layer: layers };
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

/** Above the bars, from left to right, leaving out what would touch the label before it. */
function roomyLabels(
  points: readonly { readonly x: number; readonly estimate: Drawn; readonly label: string }[],
  pxPerUnit: number,
): Label[] {
  let freeFrom = Number.NEGATIVE_INFINITY;
  return points.flatMap(({ x, estimate, label }) => {
    const halfWidth = textWidth(label, fontSize.tick) / 2;
    if (x * pxPerUnit - halfWidth < freeFrom) return [];
    freeFrom = x * pxPerUnit + halfWidth + 3;
    return [{ x, y: estimate.interval?.high ?? estimate.value, label: oneLine(label) }];
  });
}

function labelLayer(labels: readonly Label[], x: Position, y: Position, paint: object): Layer {
  return {
    data: { values: [...labels] },
    mark: { type: 'text', dy: -11, fontSize: fontSize.tick, baseline: 'middle', ...paint },
    encoding: { x, y, text: { field: 'label', type: 'nominal' } },
  };
}

function horizontal({ title, domain, ticks }: LevelAxis): Position {
  const labels = JSON.stringify(
    ticks.map(({ label, line }) => (line === null ? '' : line === 0 ? label : ['', label])),
  );
  const places = JSON.stringify(ticks.map(({ at }) => at));
  return {
    field: 'x',
    type: 'quantitative',
    scale: { domain: [...domain], nice: false, zero: false },
    axis: {
      values: ticks.map(({ at }) => at),
      labelExpr: `${labels}[indexof(${places}, datum.value)]`,
      title,
      grid: false,
      tickSize: 4,
    },
  };
}

function vertical({ domain, ticks, title }: CurveScale, isFirst: boolean): Position {
  const labels = isFirst ? { title, labels: true } : { title: null, labels: false };
  return {
    field: 'y',
    type: 'quantitative',
    scale: { type: 'log', domain: [...domain], nice: false },
    axis: { values: [...ticks], format: ',~r', domain: false, ticks: false, titlePadding: 6, ...labels },
  };
}

/**
 * A ratio between two close levels is drawn as crossovers are found: linear in the ratio, so bent on a logarithmic axis. A
 * straight line would cross 1 somewhere else than the crossover that is marked. Between levels that are too far apart for
 * that the line is dotted: it only leads the eye from one to the other.
 */
const ratioPieces = 24;

/** @param from, to places on the axis of levels, which is logarithmic to base 10 */
export function areFarApart(from: number, to: number): boolean {
  return to - from > Math.log10(closestFactor);
}

/** Lines between neighbouring levels; where a level is missing there is a gap. */
function curveOf(
  curve: readonly CurvePoint[],
  axis: LevelAxis,
  x: Position,
  y: Position,
  line: { readonly stroke: string; readonly strokeWidth: number },
  pieces = 1,
): Layer[] {
  const [first] = curve;
  if (first === undefined) return [];
  const segmentsOf = (areDotted: boolean) =>
    curve.slice(1).flatMap((point, index) => {
      const before = curve[index];
      if (before === undefined || before.estimate === null || point.estimate === null) return [];
      const [fromX, toX] = [axis.at(before.amount), axis.at(point.amount)];
      const isDotted = pieces > 1 && areFarApart(fromX, toX);
      if (isDotted !== areDotted) return [];
      const count = isDotted ? 1 : pieces;
      const [fromY, toY] = [before.estimate.value, point.estimate.value];
      return Array.from({ length: count }, (_, piece) => ({
        x: fromX + ((toX - fromX) * piece) / count,
        y: fromY + ((toY - fromY) * piece) / count,
        toX: fromX + ((toX - fromX) * (piece + 1)) / count,
        toY: fromY + ((toY - fromY) * (piece + 1)) / count,
      }));
    });
  const encoding = { x, y, x2: { field: 'toX' }, y2: { field: 'toY' } } as const;
  const dotted = segmentsOf(true);
  return [
    { data: { values: segmentsOf(false) }, mark: { type: 'rule', ...line }, encoding },
    ...(dotted.length === 0
      ? []
      : [{ data: { values: dotted }, mark: { type: 'rule' as const, ...line, strokeDash: [1, 4] }, encoding }]),
  ];
}

function across([low, high]: Domain, y: Position): Layer {
  return {
    data: { values: [{ y: low, to: high }] },
    mark: { type: 'rect', fill: ink.margin.light },
    encoding: { y, y2: { field: 'to' } },
  };
}

function upright({ from, estimate, to }: NonNullable<CurvePanel['shaded']>, x: Position): Layer[] {
  return [
    {
      data: { values: [{ x: from, to }] },
      mark: { type: 'rect', fill: ink.crossover.light, fillOpacity: 0.65 },
      encoding: { x, x2: { field: 'to' } },
    },
    {
      data: { values: estimate === null ? [] : [{ x: estimate }] },
      mark: { type: 'rule', stroke: ink.reference.light, strokeWidth: 1, strokeDash: [4, 3] },
      encoding: { x },
    },
  ];
}

function referenceLine(value: number, y: Position): Layer {
  return {
    data: { values: [{ y: value }] },
    mark: { type: 'rule', stroke: ink.reference.light, strokeWidth: 1 },
    encoding: { y },
  };
}
