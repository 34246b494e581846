/**
 * The page of a chart: title, conditions and (when the run is unfit) an alarm above its panels, notes below. All panels
 * have fixed sizes and nothing is left to automatic layout, so texts neither clip nor overlap.
 */
import { oneLine } from './one-line.ts';
import { ink } from './palette.ts';
import { ellipsis, wrap } from './text-width.ts';
import type { Layer, Spec, View } from './vega.ts';
import { fontFamily } from './vega.ts';

/** What a chart says about itself besides its marks. */
export interface Frame {
  readonly title: string;
  /** Conditions: wrapped, one or more lines each. */
  readonly subtitle: readonly string[];
  /** Said loudly between title and conditions: why the run must not be trusted. Null when it may be. */
  readonly alarm: string | null;
  /** How to read the marks, and what is missing: wrapped, one or more lines each. */
  readonly notes: readonly string[];
}

/** Pixels. */
export const pageWidth = 960;
const padding = 16;

/** Font sizes in pixels. */
export const fontSize = { title: 17, alarm: 13, heading: 13, row: 12, text: 11.5, tick: 11 } as const;

/** One line of text; `y` is its middle, in pixels from the top of its panel. */
export interface TextLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly weight?: 'normal' | 'bold';
  readonly colour?: string;
  readonly align?: 'left' | 'right' | 'center';
}

/** @param body panels from top to bottom; each brings its own height */
export function page(frame: Frame, body: readonly View[]): Spec {
  return {
    background: ink.paper.light,
    padding,
    config: {
      font: fontFamily,
      aria: false,
      mark: { color: ink.text.light },
      view: { stroke: null },
      axis: {
        labelColor: ink.muted.light,
        labelFont: fontFamily,
        labelFontSize: fontSize.tick,
        labelOverlap: false,
        labelLimit: 0,
        labelFlush: false,
        titleColor: ink.muted.light,
        titleFont: fontFamily,
        titleFontSize: fontSize.tick,
        titleFontWeight: 'normal',
        titleLimit: 0,
        gridColor: ink.grid.light,
        domainColor: ink.reference.light,
        tickColor: ink.reference.light,
      },
    },
    bounds: 'flush',
    spacing: 0,
    vconcat: [heading(frame), ...body, ...(frame.notes.length === 0 ? [] : [footnotes(frame.notes)])],
  };
}

/**
 * Panels side by side, without a gap, and room below them for an axis. Vega counts a row of panels as no height at all
 * when it stacks panels by their size, so the room that the row takes is a panel of its own.
 */
export function row(views: readonly View[], height: number, below: number): View[] {
  return [{ bounds: 'flush', spacing: 0, hconcat: [...views] }, textPanel([], pageWidth, height + below)];
}

/** A panel of nothing but text. */
export function textPanel(lines: readonly TextLine[], width: number, height: number): View {
  return { width, height, layer: lines.length === 0 ? [blank] : lines.map(textLayer) };
}

/** A layer with one line of text, at a place given in pixels. */
export function textLayer({
  text,
  x,
  y,
  size,
  weight = 'normal',
  colour = ink.text.light,
  align = 'left',
}: TextLine): Layer {
  return {
    data: { values: [{ text: oneLine(text) }] },
    mark: {
      type: 'text',
      x,
      y,
      fontSize: size,
      fontWeight: weight,
      fill: colour,
      align,
      baseline: 'middle',
      font: fontFamily,
    },
    encoding: { text: { field: 'text', type: 'nominal' } },
  };
}

const blank: Layer = { data: { values: [] }, mark: 'point' };

function heading({ title, subtitle, alarm }: Frame): View {
  const lines: TextLine[] = [
    {
      text: ellipsis(oneLine(title), pageWidth / 1.1, fontSize.title),
      x: 0,
      y: 10,
      size: fontSize.title,
      weight: 'bold',
    },
  ];
  let y = 10;
  for (const text of wrap(alarm === null ? '' : oneLine(alarm), pageWidth / 1.1, fontSize.alarm)) {
    y += lines.length === 1 ? 25 : 18;
    lines.push({ text, x: 0, y, size: fontSize.alarm, weight: 'bold', colour: ink.alarm.light });
  }
  y += 6;
  for (const text of subtitle.flatMap((line) => wrap(oneLine(line), pageWidth, fontSize.text))) {
    y += 17;
    lines.push({ text, x: 0, y, size: fontSize.text, colour: ink.muted.light });
  }
  return textPanel(lines, pageWidth, y + 22);
}

function footnotes(notes: readonly string[]): View {
  const lines = notes.flatMap((note) => wrap(oneLine(note), pageWidth, fontSize.text));
  const texts = lines.map((text, index): TextLine => ({
    text,
    x: 0,
    y: 14 + 16 * index,
    size: fontSize.text,
    colour: ink.muted.light,
  }));
  return textPanel(texts, pageWidth, 14 + 16 * lines.length);
}
