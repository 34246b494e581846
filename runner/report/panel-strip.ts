/** A panel of rows over one horizontal axis: in each row an estimate, its interval, and its single rounds. */
import type { ModelStyle } from './palette.ts';
import { ink } from './palette.ts';
import type { Domain } from './scales.ts';
import type { Layer, Position, Scale, View } from './vega.ts';

/** One estimate in a row. */
export interface IntervalMark {
  /** From 0, top to bottom. */
  readonly row: number;
  readonly style: ModelStyle;
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Of single rounds. */
  readonly values: readonly number[];
}

export interface Strip {
  /** Pixels. */
  readonly width: number;
  readonly rows: number;
  /** Pixels. */
  readonly rowHeight: number;
  readonly axis: {
    readonly type: 'linear' | 'log';
    readonly domain: Domain;
    readonly ticks: readonly number[];
    readonly title: string;
  };
  /** A range that is shaded over all rows. */
  readonly band: Domain | null;
  /** A value that is marked by a line over all rows. */
  readonly reference: number | null;
  /** Values that are marked by a dashed line over one row. */
  readonly targets: readonly { readonly row: number; readonly value: number }[];
  readonly marks: readonly IntervalMark[];
}

/** Pixels: the height of a row with one line of dots. */
export const rowHeight = 24;
/** Of estimate and bar, from the top of their row; the dots stand below the bar, which would hide them. */
const barAt = 12;
const dotsBelow = 7;
const dotSize = 4;

/** Of a row's estimate and texts, in pixels from the top. */
export function rowMiddle(index: number, height = rowHeight): number {
  return index * height + barAt;
}

export function stripPanel(strip: Strip): View {
  const { width, rows, axis, band, reference, targets, marks } = strip;
  const height = rows * strip.rowHeight;
  const scale: Scale = {
    type: axis.type,
    domain: [...axis.domain],
    nice: false,
    ...(axis.type === 'linear' ? { zero: false } : {}),
  };
  const x: Position = {
    field: 'x',
    type: 'quantitative',
    scale,
    axis: { values: [...axis.ticks], title: axis.title, format: ',~r', tickSize: 4 },
  };
  const y = inPixels(height);
  const layers: Layer[] = [
    ...(band === null ? [] : [bandLayer(band, x, height)]),
    rowRules(rows, width, strip.rowHeight),
    {
      data: { values: reference === null ? [] : [{ x: reference }] },
      mark: { type: 'rule', stroke: ink.reference.light, strokeWidth: 1 },
      encoding: { x, y: { value: 0 }, y2: { value: height } },
    },
    {
      data: {
        values: targets.map(({ row, value }) => ({
          x: value,
          y: row * strip.rowHeight,
          to: (row + 1) * strip.rowHeight,
        })),
      },
      mark: { type: 'rule', stroke: ink.text.light, strokeWidth: 1.5, strokeDash: [4, 3] },
      encoding: { x, y, y2: { field: 'to' } },
    },
    {
      data: { values: marks.flatMap((mark) => dots(mark, strip)) },
      mark: { type: 'point', size: 9, strokeWidth: 0, fillOpacity: 0.5 },
      encoding: { x, y, fill: colour },
    },
    {
      data: {
        values: marks.flatMap((mark) =>
          mark.interval === null ? [] : [{ ...at(mark, strip), x: mark.interval.low, to: mark.interval.high }],
        ),
      },
      mark: { type: 'rule', strokeWidth: 2.5 },
      encoding: { x, x2: { field: 'to' }, y, stroke: colour },
    },
    {
      data: { values: marks.map((mark) => ({ ...at(mark, strip), x: mark.value, shape: mark.style.shape })) },
      mark: { type: 'point', size: 40, stroke: ink.paper.light, strokeWidth: 1, fillOpacity: 1 },
      encoding: { x, y, fill: colour, shape: { field: 'shape', type: 'nominal', scale: null } },
    },
  ];
  return { width, height, layer: layers };
}

/** Thin lines between rows. */
export function rowRules(rows: number, width: number, height = rowHeight): Layer {
  return {
    data: { values: Array.from({ length: rows + 1 }, (_, index) => ({ y: index * height })) },
    mark: { type: 'rule', stroke: ink.grid.light, strokeWidth: 1 },
    encoding: { x: { value: 0 }, x2: { value: width }, y: inPixels(rows * height) },
  };
}

const colour = { field: 'colour', type: 'nominal', scale: null } as const;

function at({ row, style }: IntervalMark, { rowHeight: height }: Pick<Strip, 'rowHeight'>) {
  return { y: rowMiddle(row, height), colour: style.colour.light };
}

/** Where dots would cover one another they go to the next line below, as far as the row has room. */
function dots(mark: IntervalMark, { axis, width, rowHeight: height }: Strip) {
  const lines = Math.max(1, Math.floor((height - barAt - dotsBelow) / dotSize));
  const place = axis.type === 'log' ? Math.log : (value: number) => value;
  const pxPerUnit = width / (place(axis.domain[1]) - place(axis.domain[0]));
  const ends: number[] = Array.from({ length: lines }, () => Number.NEGATIVE_INFINITY);
  return mark.values
    .toSorted((one, other) => one - other)
    .map((value) => {
      const px = place(value) * pxPerUnit;
      const line = Math.max(
        0,
        ends.findIndex((end) => px - end >= dotSize),
      );
      ends[line] = px;
      return { x: value, y: rowMiddle(mark.row, height) + dotsBelow + line * dotSize, colour: mark.style.colour.light };
    });
}

/** A vertical position given in pixels from the top. */
function inPixels(height: number): Position {
  return {
    field: 'y',
    type: 'quantitative',
    scale: { domain: [0, height], range: [0, height], nice: false, zero: false },
    axis: null,
  };
}

function bandLayer([low, high]: Domain, x: Position, height: number): Layer {
  return {
    data: { values: [{ x: low, to: high }] },
    mark: { type: 'rect', fill: ink.margin.light },
    encoding: { x, x2: { field: 'to' }, y: { value: 0 }, y2: { value: height } },
  };
}
