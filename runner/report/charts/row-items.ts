/** What stands in one row of a table: its name, and in each column estimate, figures, verdict and labels of every line. */
import type { Axis } from './axis.ts';
import type { Line, Target } from './description.ts';
import { estimateMarks } from './estimate-marks.ts';
import { fontSize, margin } from './frame.ts';
import { paintOf, shapeOf } from './palette.ts';
import { gap, type FamilyRow, type Places } from './row-geometry.ts';
import { path, rectangle, text, vertical, type Item } from './scene.ts';
import { ellipsis, textWidth } from './text-width.ts';

const muted = { sizePx: fontSize.small, paint: 'muted' } as const;

/** Pixels, where there is room; lines of one row among several stand closer together. */
const lineHeight = { one: 22, several: 17 } as const;
const detailHeight = 15;
/** Of marks, because the dots stand below them. */
const aboveMiddle = 1.5;

/** How much closer rows stand than where there is room: 0 … `tightest`. */
export const tightest = 5;

/** Pixels. */
export function rowHeight(row: FamilyRow, tightness: number): number {
  return row.lines.length * stepOf(row, tightness) + (row.detail === null ? 0 : detailHeight);
}

function stepOf({ lines }: FamilyRow, tightness: number): number {
  return lines.length > 1 ? lineHeight.several - Math.ceil(tightness / 2) : lineHeight.one - tightness;
}

export function rowItems(
  row: FamilyRow,
  top: number,
  axes: readonly Axis[],
  places: Places,
  levels: readonly string[],
  tightness: number,
): Item[] {
  const { name, detail, isBaseline, lines, target } = row;
  const weight = isBaseline ? 'bold' : 'regular';
  const step = stepOf(row, tightness);
  const middle = top + (lines.length * step) / 2;
  const room = places.nameWidth - 8;
  return [
    text(ellipsis(name, room, fontSize.name, weight), { x: margin, y: middle + 4 }, { sizePx: fontSize.name, weight }),
    ...(detail === null
      ? []
      : [
          text(
            ellipsis(detail, room, fontSize.small),
            { x: margin, y: middle + 4 + detailHeight },
            { sizePx: fontSize.small, paint: 'muted' },
          ),
        ]),
    ...targetItems(target, axes[0], top, rowHeight(row, tightness)),
    ...connections(row, axes, top, step),
    ...lines.flatMap((line, index) =>
      lineItems(line, row, axes, places, top + (index + 0.5) * step, levels[index] ?? '', index < lines.length - 1),
    ),
  ];
}

function targetItems(target: Target | null, axis: Axis | undefined, from: number, height: number): Item[] {
  if (target === null || axis === undefined) return [];
  const [top, bottom] = [from + 2, from + height - 2];
  return [
    rectangle('range', { left: axis.at(target.low), right: axis.at(target.high), top, bottom }),
    vertical('text', 'dashed', axis.at(target.value), top, bottom),
  ];
}

/** From one level to the next. */
function connections({ lines, family }: FamilyRow, axes: readonly Axis[], top: number, step: number): Item[] {
  return axes.flatMap((axis, column) =>
    lines.slice(1).flatMap((line, index) => {
      const [from, to] = [lines[index]?.figures[column]?.estimate, line.figures[column]?.estimate];
      if (from === undefined || from === null || to === undefined || to === null) return [];
      const y = top + (index + 0.5) * step - aboveMiddle;
      return [
        path(paintOf(family), 'hair', [
          { x: axis.at(from.value), y },
          { x: axis.at(to.value), y: y + step },
        ]),
      ];
    }),
  );
}

function lineItems(
  line: Line,
  { family }: FamilyRow,
  axes: readonly Axis[],
  places: Places,
  y: number,
  level: string,
  isHollow: boolean,
): Item[] {
  const baseline = y + 4;
  const start = places.columns[0]?.plot[0] ?? margin;
  const levelItems =
    level === ''
      ? []
      : [text(ellipsis(level, start - places.level - 6, fontSize.small), { x: places.level, y: baseline }, muted)];
  if (line.missing !== null) return [...levelItems, ...missingItems(line.missing, start, places, baseline)];
  const dress = { paint: paintOf(family), shape: shapeOf(family), isHollow };
  const columns = line.figures.flatMap((figure, index) => {
    const axis = axes[index];
    const place = places.columns[index];
    if (figure === null || axis === undefined || place === undefined) return [];
    const words = ellipsis(figure.words, place.verdict - place.words - gap, fontSize.small);
    const verdict = ellipsis(figure.verdict, place.end - place.verdict - 2 * gap, fontSize.small);
    return [
      ...(figure.estimate === null ? [] : estimateMarks(figure.estimate, axis, y - aboveMiddle, dress)),
      ...(words === '' ? [] : [text(words, { x: place.words, y: baseline }, { sizePx: fontSize.small })]),
      ...(verdict === '' ? [] : [text(verdict, { x: place.verdict, y: baseline }, muted)]),
    ];
  });
  const labels = ellipsis(line.labels.join(', '), places.right - places.labels, fontSize.small);
  return [
    ...levelItems,
    ...columns,
    ...(labels === '' ? [] : [text(labels, { x: places.labels, y: baseline }, muted)]),
  ];
}

/** Beside the plots where it has room; else across them, on a piece of paper. */
function missingItems(reason: string, start: number, { columns, right }: Places, y: number): Item[] {
  const beside = columns[0]?.words ?? start;
  const isShort = beside + textWidth(reason, fontSize.small) <= right;
  const x = isShort ? beside : start + 6;
  const words = text(ellipsis(reason, right - x, fontSize.small), { x, y }, muted);
  return isShort ? [words] : [rectangle('paper', words.box), words];
}
