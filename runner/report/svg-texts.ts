/**
 * Reads the texts of an SVG back with the boxes they take, so that tests can say "nothing is clipped and nothing overlaps"
 * of every chart instead of trusting that somebody looked. Knows the SVG that Vega writes, and no other.
 */
import { textWidth } from './text-width.ts';

export interface PlacedText {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Page {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PlacedText[];
}

interface Place {
  readonly x: number;
  readonly y: number;
  /** Quarter turn to the left, as the title of a vertical axis. */
  readonly isTurned: boolean;
}

/** Texts that are hidden, and a halo under a text of the same words, are left out. */
export function readTexts(svg: string): Page {
  const [, width, height] = /viewBox="0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"/.exec(svg) ?? [];
  const stack: Place[] = [];
  const texts = new Map<string, PlacedText>();
  for (const [, closing, opening, text = '', inner = ''] of svg.matchAll(
    /(<\/g>)|<g\b([^>]*[^/])?>|<text\b([^>]*[^/])>(.*?)<\/text>/gs,
  )) {
    const parent = stack.at(-1) ?? { x: 0, y: 0, isTurned: false };
    if (closing !== undefined) stack.pop();
    else if (text === '') stack.push(placeIn(parent, opening ?? ''));
    else {
      for (const [line, words] of linesOf(inner).entries()) {
        const box = boxOf(words, placeIn(parent, text), text, line);
        if (words !== '') texts.set(JSON.stringify([box.text, box.left, box.top]), box);
      }
    }
  }
  return { width: Number(width), height: Number(height), texts: [...texts.values()] };
}

function linesOf(inner: string): string[] {
  const lines = inner.startsWith('<tspan')
    ? [...inner.matchAll(/<tspan[^>]*?(?:\/>|>([^<]*)<\/tspan>)/g)].map(([, line = '']) => line)
    : [inner];
  return lines.map((line) => line.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

/** Pairs of texts whose boxes share more than a hairline. */
export function overlaps({ texts }: Page): string[] {
  const slack = 1.5;
  return texts.flatMap((one, index) =>
    texts
      .slice(index + 1)
      .filter(
        (other) =>
          Math.min(one.right, other.right) - Math.max(one.left, other.left) > slack &&
          Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > slack,
      )
      .map((other) => `“${one.text}” and “${other.text}”`),
  );
}

/** Texts that reach over the edge of the page. */
export function clipped({ width, height, texts }: Page): string[] {
  return texts
    .filter(({ left, top, right, bottom }) => left < 0 || top < 0 || right > width || bottom > height)
    .map(({ text }) => text);
}

function placeIn(parent: Place, attributes: string): Place {
  const [, x = '0', y = '0'] = /translate\((-?[\d.e-]+),(-?[\d.e-]+)\)/.exec(attributes) ?? [];
  return {
    x: parent.x + Number(x),
    y: parent.y + Number(y),
    isTurned: parent.isTurned || attributes.includes('rotate(-90)'),
  };
}

/** Vega puts the baseline where it wants it and never writes `dominant-baseline`: letters stand 0.75 em above it, 0.2 below. */
function boxOf(text: string, { x, y, isTurned }: Place, attributes: string, line: number): PlacedText {
  const size = Number(/font-size="([\d.]+)px"/.exec(attributes)?.[1] ?? 11);
  const width = textWidth(text, size, attributes.includes('font-weight="bold"') ? 'bold' : 'normal');
  const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1] ?? 'start';
  const before = anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0;
  const lower = line * (size + 2);
  const above = 0.75 * size - lower;
  const below = 0.2 * size + lower;
  if (isTurned) return { text, left: x - above, right: x + below, top: y - (width - before), bottom: y + before };
  return { text, left: x - before, right: x - before + width, top: y - above, bottom: y + below };
}
