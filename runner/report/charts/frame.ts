/** What stands around every chart: paper, title, alarm, conditions, and a key of families. Sizes of all text are here. */
import type { ChartDescription, Family } from './description.ts';
import { families, paintOf, shapeOf } from './palette.ts';
import { mark, rectangle, text, type Item, type Scene } from './scene.ts';
import { ellipsis, textWidth, wrap, wrapEvenly } from './text-width.ts';
import { describe } from './words.ts';

/** What a reader may choose; the static picture has `plainView`. */
export interface View {
  /** Pixels. */
  readonly width: number;
}

export const plainView: View = { width: 900 };

/** Pixels between the edge of the picture and everything in it. */
export const margin = 16;
const bottomMargin = margin / 2;

/** Pixels. */
export const fontSize = { title: 15, alarm: 12, heading: 12, name: 12, small: 11 } as const;

const mostTitleLines = 2;
/** Two are usual; conditions are left out only where three have no room for them. */
const mostSubtitleLines = 3;

/** A part of a picture, and where the next one may begin. */
export interface Part {
  readonly items: readonly Item[];
  readonly bottom: number;
}

/** Pixels: of a picture that is so wide. 900 at a width of 1,100, which a screen shows without scrolling. */
export function highest(width: number): number {
  return Math.floor((width * 900) / 1100);
}

/**
 * @param body draws below what stands above it, from the one height in pixels that it is given to the other, beyond which it
 *   goes where it cannot be tighter
 */
export function framed(chart: ChartDescription, width: number, body: (top: number, most: number) => Part): Scene {
  const { id, title } = chart;
  const head = headOf(chart, width);
  const { items, bottom } = body(head.bottom, highest(width) - bottomMargin);
  const height = Math.ceil(bottom + bottomMargin);
  const paper = rectangle('paper', { left: 0, top: 0, right: width, bottom: height });
  return { id, title, description: describe(chart), width, height, items: [paper, ...head.items, ...items] };
}

/** Whether a title is shown whole. */
export function hasRoomForTitle(title: string, { width }: View): boolean {
  const lines = wrap(title, width - 2 * margin, fontSize.title, mostTitleLines, 'bold');
  return lines.join(' ') === title.split(/ +/).join(' ');
}

/** Whether conditions are shown whole. */
export function hasRoomForSubtitle(parts: readonly string[], { width }: View): boolean {
  return subtitleLines(parts, width - 2 * margin).join(' · ') === parts.join(' · ');
}

function headOf(chart: ChartDescription, width: number): Part {
  const room = width - 2 * margin;
  const items: Item[] = [];
  let y = margin - 6;
  const lines = (words: readonly string[], stepPx: number, style: Parameters<typeof text>[2]) => {
    for (const line of words) {
      y += stepPx;
      items.push(text(line, { x: margin, y }, style));
    }
  };
  lines(wrapEvenly(chart.title, room, fontSize.title, mostTitleLines, 'bold'), 19, {
    sizePx: fontSize.title,
    weight: 'bold',
  });
  const alarm = wrap(chart.alarm ?? '', room, fontSize.alarm, 3, 'bold');
  y += alarm.length > 0 ? 4 : 0;
  lines(alarm, 16, { sizePx: fontSize.alarm, weight: 'bold', paint: 'alarm' });
  y += 3;
  lines(subtitleLines(chart.subtitle, room), 15, { sizePx: fontSize.small, paint: 'muted' });
  const key = keyOf(familiesOf(chart), y + 19);
  return { items: [...items, ...key], bottom: y + (key.length > 0 ? 30 : 14) };
}

/** Each part on a line of its own where it has room, else all of them over more lines, broken between terms. */
function subtitleLines(parts: readonly string[], room: number): string[] {
  const isRoomy = (line: string) => textWidth(line, fontSize.small) <= room;
  if (parts.length <= 2 && parts.every(isRoomy)) return [...parts];
  const lines: string[] = [];
  for (const term of parts.flatMap((part) => part.split(' · '))) {
    const last = lines.at(-1);
    const longer = last === undefined ? term : `${last} · ${term}`;
    if (last !== undefined && (isRoomy(longer) || lines.length === mostSubtitleLines)) lines[lines.length - 1] = longer;
    else lines.push(term);
  }
  return lines.map((line) => ellipsis(line, room, fontSize.small)).filter((line) => line !== '');
}

/** Which mark is which family, where there is more than one. */
function keyOf(found: readonly Family[], y: number): Item[] {
  if (found.length < 2) return [];
  let x = margin + 5;
  return found.flatMap((family) => {
    const { words } = families[family];
    const place = x;
    x += textWidth(words, fontSize.small) + 34;
    return [
      mark(paintOf(family), shapeOf(family), { x: place, y: y - 4 }),
      text(words, { x: place + 10, y }, { sizePx: fontSize.small, paint: 'muted' }),
    ];
  });
}

function familiesOf(chart: ChartDescription): Family[] {
  const found = new Set(membersOf(chart).map(({ family }) => family));
  return (Object.keys(families) as Family[]).filter((family) => found.has(family));
}

function membersOf(chart: ChartDescription): readonly { readonly family: Family | null }[] {
  switch (chart.kind) {
    case 'forest':
    case 'absolute':
      return chart.groups.flatMap(({ rows }) => rows);
    case 'dumbbell':
      return chart.rows;
    case 'levels':
    case 'curve':
      return chart.panels;
    case 'matrix':
    case 'controls':
      return [];
  }
}
