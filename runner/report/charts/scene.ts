/**
 * A picture as a flat list of things at places in pixels, each with the box that it takes: what `svg.ts` writes down, and
 * what tests look at. The origin is the upper left corner. Text stands on its baseline.
 */
import { oneLine } from '../text/one-line.ts';
import type { Paint, Shape } from './palette.ts';
import { textWidth, withoutPiles, type Weight } from './text-width.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Placed {
  readonly box: Box;
  readonly paint: Paint;
  /** Of the estimate that it stands for, where that has one: a page finds by it what is under the pointer. */
  readonly of?: string;
}

export interface Rectangle extends Placed {
  readonly kind: 'rectangle';
  /** 0 … 1. */
  readonly opacity: number;
}

export type Stroke = 'hair' | 'thin' | 'bar' | 'dashed' | 'dotted';

/** Straight, or with corners. */
export interface Path extends Placed {
  readonly kind: 'path';
  readonly stroke: Stroke;
  readonly points: readonly Point[];
}

/** Marks of lines alone: no figure, or whose limit. */
export type Strokes = 'cross' | 'plus' | 'rise' | 'lid';

/** An estimate. Hollow: the first of two levels. */
export interface Mark extends Placed {
  readonly kind: 'mark';
  readonly shape: Shape | Strokes | 'dot' | 'arrow-left' | 'arrow-right' | 'arrow-up' | 'arrow-down';
  readonly at: Point;
  readonly isHollow: boolean;
}

export interface Text extends Placed {
  readonly kind: 'text';
  readonly words: string;
  readonly at: Point;
  readonly sizePx: number;
  readonly weight: Weight;
  readonly anchor: 'start' | 'middle' | 'end';
}

export type Item = Rectangle | Path | Mark | Text;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Scene {
  readonly id: string;
  /** What a screen reader is told in the place of the picture. */
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly items: readonly Item[];
}

/** As the mark of that estimate. */
export function markOf<Kind extends Item>(estimate: { readonly of?: string } | null, item: Kind): Kind {
  return estimate?.of === undefined ? item : { ...item, of: estimate.of };
}

export function rectangle(paint: Paint, box: Box, opacity = 1): Rectangle {
  return { kind: 'rectangle', paint, box, opacity };
}

export function path(paint: Paint, stroke: Stroke, points: readonly Point[]): Path {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const box = { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
  return { kind: 'path', paint, stroke, points, box };
}

export function horizontal(paint: Paint, stroke: Stroke, y: number, from: number, to: number): Path {
  return path(paint, stroke, [
    { x: from, y },
    { x: to, y },
  ]);
}

export function vertical(paint: Paint, stroke: Stroke, x: number, from: number, to: number): Path {
  return path(paint, stroke, [
    { x, y: from },
    { x, y: to },
  ]);
}

/** Half of the side of a mark's box. */
const markRadius = 4.4;
const dotRadius = 1.4;

export function mark(paint: Paint, shape: Mark['shape'], at: Point, isHollow = false): Mark {
  const radius = shape === 'dot' ? dotRadius : markRadius;
  const box = { left: at.x - radius, top: at.y - radius, right: at.x + radius, bottom: at.y + radius };
  return { kind: 'mark', paint, shape, at, isHollow, box };
}

export interface TextStyle {
  readonly sizePx: number;
  readonly weight?: Weight;
  readonly paint?: Paint;
  readonly anchor?: Text['anchor'];
}

/** Capitals and accents reach this far above the baseline, descenders below, in parts of the size. */
const above = 0.78;
const below = 0.24;

export function text(
  words: string,
  at: Point,
  { sizePx, weight = 'regular', paint = 'text', anchor = 'start' }: TextStyle,
): Text {
  const shown = withoutPiles(oneLine(words));
  const width = textWidth(shown, sizePx, weight);
  const left = at.x - { start: 0, middle: width / 2, end: width }[anchor];
  const box = { left, top: at.y - above * sizePx, right: left + width, bottom: at.y + below * sizePx };
  return { kind: 'text', words: shown, at, sizePx, weight, paint, anchor, box };
}
