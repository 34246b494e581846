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
}

const shapes: Readonly<Record<Limit, Strokes>> = { server: 'rise', client: 'lid', machine: 'plus' };

/** Pixels: of the strip of points without a figure, with words above their marks, and free below it. */
const stripHeight = 26;
export const edgeHeight = stripHeight + 10;
const markHeight = 19;
const wordHeight = 11;
const betweenMarks = 9;
const betweenWords = 8;
const lineStep = 16;

/** One mark for each limit, side by side; the red cross of a figure that is missing for another reason. */
export function limitMarks(limits: readonly Limit[], { x, y }: Point): Item[] {
  if (limits.length === 0) return [mark('alarm', 'cross', { x, y })];
  const first = x - (betweenMarks * (limits.length - 1)) / 2;
  return limits.map((limit, index) => mark('text', shapes[limit], { x: first + betweenMarks * index, y }));
}

/** Where a point without a figure stands. */
export function edgePlace({ across }: CurvePoint, { x, box }: Axes): Point {
  return { x: x.at(across.value), y: box.top + markHeight };
}

/** The strip at the upper edge, where a panel has one: marks, and a word for those of the same reason in a row. */
export function edgeItems(points: readonly CurvePoint[], axes: Axes): Item[] {
  const { box } = axes;
  const missing = points.filter(({ up }) => up === null);
  if (missing.length === 0) return [];
  const runs = missing.reduce<{ words: string; xs: number[] }[]>((found, point) => {
    const { x } = edgePlace(point, axes);
    const last = found.at(-1);
    if (last?.words === point.words) last.xs.push(x);
    else found.push({ words: point.words, xs: [x] });
    return found;
  }, []);
  return [
    rectangle('margin', { ...box, bottom: box.top + stripHeight }),
    ...missing.flatMap((point) => limitMarks(point.limits, edgePlace(point, axes))),
    ...placed(runs, box).map(({ words, left }) =>
      text(words, { x: left, y: box.top + wordHeight }, { sizePx: fontSize.small }),
    ),
  ];
}

interface Word {
  readonly words: string;
  readonly left: number;
}

/** Each above the middle of its marks as far as the others leave room; where not all have, without the longest. */
function placed(runs: readonly { readonly words: string; readonly xs: readonly number[] }[], box: Box): Word[] {
  const room = box.right - box.left - 2;
  const wanted = runs.map(({ words, xs }) => {
    const shown = ellipsis(words, room, fontSize.small);
    const width = textWidth(shown, fontSize.small);
    const middle = (Math.min(...xs) + Math.max(...xs)) / 2;
    return { words: shown, width, left: Math.max(box.left + 1, middle - width / 2) };
  });
  let free = box.left + 1;
  const pushed = wanted.map((one) => {
    const left = Math.max(one.left, free);
    free = left + one.width + betweenWords;
    return { ...one, left };
  });
  let end = box.right - 1;
  const back = pushed
    .toReversed()
    .map((one) => {
      const left = Math.min(one.left, end - one.width);
      end = left - betweenWords;
      return { ...one, left };
    })
    .toReversed();
  const fits = (back[0]?.left ?? box.left) >= box.left;
  const longest = runs.reduce((most, { words }) => Math.max(most, words.length), 0);
  return fits
    ? back
    : placed(
        runs.toSpliced(
          runs.findLastIndex(({ words }) => words.length === longest),
          1,
        ),
        box,
      );
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
