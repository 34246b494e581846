/**
 * Whose limit a point met, by the shape of a small mark: an arrow, the server cannot do more and replies wait ever longer; a
 * lid, the client could not ask for more, or not on time; a plus, the machine was shared with others. Points without a
 * figure stand at the upper edge of their panel, with a word for why.
 */
import type { Axis } from './axis.ts';
import type { CurveChart, CurvePoint, Limit } from './description.ts';
import { fontSize, margin, type Part } from './frame.ts';
import type { Paint } from './palette.ts';
import { mark, rectangle, text, type Box, type Item, type Point, type Strokes } from './scene.ts';
import { ellipsis, textWidth } from './text-width.ts';

/** Where the points of a panel stand. */
export interface Axes {
  readonly x: Axis;
  readonly y: Axis;
  readonly box: Box;
  /** Pixels of the panel above the highest figure. */
  readonly edge: number;
  /** Of words in the strip at the upper edge. */
  readonly lines: 1 | 2;
}

const shapes: Readonly<Record<Limit, Strokes>> = { server: 'rise', client: 'lid', machine: 'plus' };

/** Pixels: of the strip of points without a figure, with a line of words above their marks, and free below it. */
const stripHeight = 26;
const belowStrip = 10;
const markHeight = 19;
const wordHeight = 11;
/** Of a second line of words, where one has no room for each above its mark. */
const secondLine = 12;
const betweenMarks = 9;
const betweenWords = 8;
const lineStep = 16;

/** One mark for each limit, side by side; the red cross of a figure that is missing for another reason. */
export function limitMarks(limits: readonly Limit[], { x, y }: Point): Item[] {
  if (limits.length === 0) return [mark('alarm', 'cross', { x, y })];
  const first = x - (betweenMarks * (limits.length - 1)) / 2;
  return limits.map((limit, index) => mark('text', shapes[limit], { x: first + betweenMarks * index, y }));
}

/** Pixels of a panel with such a strip above the highest figure. */
export function edgeHeight(lines: Axes['lines']): number {
  return stripHeight + secondLine * (lines - 1) + belowStrip;
}

/** How many lines of words the points without a figure take. */
export function edgeLines(points: readonly CurvePoint[], x: Axis, width: number): Axes['lines'] {
  return wordsOver(runsOf(points, x), 0, width).some(({ line }) => line === 1) ? 2 : 1;
}

/** Where a point without a figure stands. */
export function edgePlace({ across }: CurvePoint, { x, box, lines }: Axes): Point {
  return { x: x.at(across.value), y: box.top + markHeight + secondLine * (lines - 1) };
}

/** The strip at the upper edge, where a panel has one: marks, and a word for those of the same reason in a row. */
export function edgeItems(points: readonly CurvePoint[], axes: Axes): Item[] {
  const { box, x, lines } = axes;
  const missing = points.filter(({ up }) => up === null);
  if (missing.length === 0) return [];
  return [
    rectangle('margin', { ...box, bottom: box.top + stripHeight + secondLine * (lines - 1) }),
    ...missing.flatMap((point) => limitMarks(point.limits, edgePlace(point, axes))),
    ...wordsOver(runsOf(points, x), box.left, box.right).map(({ words, left, line }) =>
      text(words, { x: left, y: box.top + wordHeight + secondLine * (lines - 1 - line) }, { sizePx: fontSize.small }),
    ),
  ];
}

interface Run {
  readonly words: string;
  readonly xs: readonly number[];
}

/** Points without a figure, those of the same reason beside one another together. */
function runsOf(points: readonly CurvePoint[], x: Axis): Run[] {
  return points
    .filter(({ up }) => up === null)
    .reduce<{ words: string; xs: number[] }[]>((found, { across, words }) => {
      const at = x.at(across.value);
      const last = found.at(-1);
      if (last?.words === words) last.xs.push(at);
      else found.push({ words, xs: [at] });
      return found;
    }, []);
}

interface Word {
  readonly words: string;
  readonly left: number;
  /** 0: next to the marks; 1: above that. */
  readonly line: 0 | 1;
}

/**
 * Each above its marks, on the line next to them where it has room there. What has room on neither line is left out: a word
 * away from its mark would be read as that of another one, and the mark tells whose limit it was.
 */
function wordsOver(runs: readonly Run[], from: number, to: number): Word[] {
  const freeFrom: [number, number] = [from, from];
  return runs.flatMap(({ words, xs }) => {
    const shown = ellipsis(words, to - from - 2, fontSize.small);
    const width = textWidth(shown, fontSize.small);
    const [first, last] = [Math.min(...xs), Math.max(...xs)];
    const wanted = Math.min(Math.max((first + last - width) / 2, from + 1), to - 1 - width);
    // It may move as far as it still stands above one of its marks.
    const left = ([0, 1] as const).map((line) => Math.max(wanted, freeFrom[line] + 1));
    const line = ([0, 1] as const).find((one) => {
      const at = left[one] ?? to;
      return at <= last && at + width <= to;
    });
    if (line === undefined) return [];
    freeFrom[line] = (left[line] ?? from) + width + betweenWords;
    return [{ words: shown, left: left[line] ?? from, line }];
  });
}

/** What each mark means, in lines below the key of families. */
export function limitKey(limits: CurveChart['limits'], width: number, top: number): Part {
  if (limits.length === 0) return { items: [], bottom: top };
  const muted: { sizePx: number; paint: Paint } = { sizePx: fontSize.small, paint: 'muted' };
  const right = width - margin;
  let [x, y] = [margin + 5, top + 2];
  const items = limits.flatMap(({ limit, words }) => {
    const shown = ellipsis(words, right - margin - 15, fontSize.small);
    const needed = 10 + textWidth(shown, fontSize.small);
    if (x + needed > right && x > margin + 5) [x, y] = [margin + 5, y + lineStep];
    const place = { x, y };
    x += needed + 24;
    return [
      ...limitMarks(limit === null ? [] : [limit], place),
      text(shown, { x: place.x + 10, y: place.y + 4 }, muted),
    ];
  });
  return { items, bottom: y + 14 };
}
