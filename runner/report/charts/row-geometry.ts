/** How wide the columns of a table of rows are: names, figures and verdicts take what they need, the plots share the rest. */
import type { Column, Family, Figure, Line, Target } from './description.ts';
import { fontSize, margin } from './frame.ts';
import { textWidth, widest } from './text-width.ts';

/** A row as every chart of rows draws it. */
export interface TableRow {
  readonly name: string;
  /** Below the name; null in most charts. */
  readonly detail: string | null;
  readonly isBaseline: boolean;
  readonly lines: readonly Line[];
}

export interface FamilyRow extends TableRow {
  readonly family: Family | null;
  /** Of a value that was put in: its range shaded, itself dashed; null for none. */
  readonly target: Target | null;
}

/** Places across in pixels, from the left edge of the picture. */
export interface ColumnPlace {
  readonly plot: readonly [from: number, to: number];
  readonly words: number;
  readonly verdict: number;
  /** Where the next one begins. */
  readonly end: number;
}

export interface Places {
  readonly columns: readonly ColumnPlace[];
  readonly nameWidth: number;
  readonly level: number;
  readonly labels: number;
  readonly right: number;
}

/** Most that texts may take in pixels: as they come, and where the plot would vanish; what is longer is cut. */
const limits = [
  { name: 350, level: 140, words: 240, verdict: 270, labels: 200 },
  { name: 250, level: 120, words: 220, verdict: 190, labels: 170 },
  { name: 210, level: 70, words: 160, verdict: 100, labels: 80 },
] as const;
const narrowestPlot = 110;
/** After each text. */
export const gap = 12;

/** Null where the plots would be too narrow beside one another: then each column is a table of its own. */
export function placesOf(
  columns: readonly Column[],
  rows: readonly TableRow[],
  levels: readonly string[],
  width: number,
): Places | null {
  const [roomy, usual, tight] = limits;
  const tried = [roomy, usual].map((limit) => within(limit, columns, rows, levels, width));
  const fitting = tried.find((places) => places.columns.every(({ plot }) => plot[1] - plot[0] >= narrowestPlot));
  if (fitting !== undefined) return fitting;
  return columns.length > 1 ? null : within(tight, columns, rows, levels, width);
}

function within(
  limit: (typeof limits)[number],
  columns: readonly Column[],
  rows: readonly TableRow[],
  levels: readonly string[],
  width: number,
): Places {
  const room = (needed: number, most: number) => (needed === 0 ? 0 : Math.min(needed, most) + gap);
  const lines = rows.flatMap((row) => row.lines);
  const names = rows.map(({ name, isBaseline }) => textWidth(name, fontSize.name, isBaseline ? 'bold' : 'regular'));
  const details = widest(
    rows.map(({ detail }) => detail ?? ''),
    fontSize.small,
  );
  const nameWidth = room(Math.max(0, details, ...names), limit.name);
  const levelWidth = room(widest(levels, fontSize.small), limit.level);
  const labelsWidth = room(
    widest(
      lines.map(({ labels }) => labels.join(', ')),
      fontSize.small,
    ),
    limit.labels,
  );
  const sides = columns.map((_, index) => {
    const figures = lines.flatMap((line) => line.figures[index] ?? []);
    const of = (part: (figure: Figure) => string) => widest(figures.map(part), fontSize.small);
    return {
      words: room(
        of(({ words }) => words),
        limit.words,
      ),
      verdict: room(
        of(({ verdict }) => verdict),
        limit.verdict,
      ),
    };
  });
  const taken = sides.reduce(
    (sum, { words, verdict }) => sum + gap + words + verdict + gap,
    nameWidth + levelWidth + labelsWidth,
  );
  const plotWidth = (width - 2 * margin - taken) / columns.length;
  let x = margin + nameWidth + levelWidth;
  const places = sides.map(({ words, verdict }): ColumnPlace => {
    const plot = [x, x + plotWidth] as const;
    const wordsAt = plot[1] + gap;
    x = wordsAt + words + verdict + gap;
    return { plot, words: wordsAt, verdict: wordsAt + words, end: x };
  });
  return { columns: places, nameWidth, level: margin + nameWidth, labels: x - gap, right: width - margin };
}
