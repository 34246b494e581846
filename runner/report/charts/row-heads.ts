/** Above a column of a table of rows: what it shows and which way is which. Below it: the axis. */
import type { Axis } from './axis.ts';
import type { Column } from './description.ts';
import { fontSize, type Part } from './frame.ts';
import type { ColumnPlace } from './row-geometry.ts';
import { horizontal, text, vertical, type Item } from './scene.ts';
import { ellipsis, textWidth, wrap } from './text-width.ts';

const gap = 10;

/** @param reference where on the axis everything is compared with; null for nowhere */
export function columnHead(
  { title, directions }: Column,
  reference: number | null,
  { plot, end }: ColumnPlace,
  top: number,
): Part {
  const [x] = plot;
  const heading = ellipsis(title, end - x - gap, fontSize.heading, 'bold');
  const items: Item[] = [text(heading, { x, y: top + 12 }, { sizePx: fontSize.heading, weight: 'bold' })];
  const hints = directionItems(directions, reference, x, end - gap, top + 28);
  return { items: [...items, ...hints], bottom: top + (hints.length > 0 ? 36 : 21) };
}

/** On both sides of the reference where they have room, else as one line from the left. */
function directionItems(
  [lower, higher]: Column['directions'],
  reference: number | null,
  from: number,
  to: number,
  y: number,
): Item[] {
  const style = { sizePx: fontSize.small, paint: 'muted' } as const;
  const [left, right] = [lower === '' ? '' : `← ${lower}`, higher === '' ? '' : `${higher} →`];
  const widths = [left, right].map((words) => textWidth(words, fontSize.small)) as [number, number];
  const isBeside = reference !== null && reference - 7 - widths[0] >= from && reference + 7 + widths[1] <= to;
  if (isBeside && left !== '' && right !== '')
    return [
      text(left, { x: reference - 7, y }, { ...style, anchor: 'end' }),
      text(right, { x: reference + 7, y }, style),
    ];
  const both = [left, right].filter((words) => words !== '').join(' · ');
  return both === '' ? [] : [text(ellipsis(both, to - from, fontSize.small), { x: from, y }, style)];
}

export function columnFoot(axis: Axis | undefined, { plot, end }: ColumnPlace, top: number): Part {
  if (axis === undefined) return { items: [], bottom: top };
  const style = { sizePx: fontSize.small, paint: 'muted' } as const;
  const ticks = axis.ticks.flatMap(({ at, label }) => [
    vertical('reference', 'hair', at, top, top + 4),
    text(label, { x: at, y: top + 16 }, { ...style, anchor: 'middle' }),
  ]);
  const titles = wrap(axis.title, end - plot[0] - gap, fontSize.small, 2);
  const title = titles.map((words, index) => text(words, { x: plot[0], y: top + 32 + 14 * index }, style));
  const items = [horizontal('reference', 'hair', top, plot[0], plot[1]), ...ticks, ...title];
  return { items, bottom: top + 32 + 14 * (titles.length - 1) + 6 };
}
