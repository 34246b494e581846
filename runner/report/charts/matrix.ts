/**
 * Figures of pairs as shaded squares, a panel for each group: the first of a pair down, the second across. Panels stand
 * beside one another as long as their figures have room, and below one another before figures are left out.
 */
import type { MatrixCell, MatrixChart, MatrixPanel } from './description.ts';
import { fontSize, margin, type Part } from './frame.ts';
import { mark, markOf, rectangle, text, type Item } from './scene.ts';
import { ellipsis, textWidth, widest, wrap } from './text-width.ts';

/** Pixels. */
const gap = 28;
const largestCell = 84;
const cellHeights = { least: 4, usual: 18, most: 34 } as const;
/** Of a panel besides its squares: name, labels, notes. */
const aroundSquares = 88;
const lineStep = 14;
/** Around the words of a square, and between squares. */
const padding = 4;
const seam = 2;
/** Of the darkest square: text on it has to be read on light pages and on dark ones. */
const lightest = 0.08;
const darkest = 0.5;

interface Sides {
  /** Panels beside one another. */
  readonly columns: number;
  readonly panelWidth: number;
  /** Of the labels of rows. */
  readonly left: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

interface Labels {
  readonly down: readonly string[];
  readonly across: readonly string[];
}

export function matrix({ down, across, panels }: MatrixChart, width: number, top: number, most: number): Part {
  const labels = { down: down.labels, across: across.labels };
  const sides = sidesOf(panels, labels, width, most - top);
  const axes = text(
    `Down: ${down.title}. Across: ${across.title}.`,
    { x: margin, y: top + fontSize.small },
    { sizePx: fontSize.small, paint: 'muted' },
  );
  const items: Item[] = [axes];
  let bottom = top + fontSize.small;
  for (let first = 0; first < panels.length; first += sides.columns) {
    const beside = panels
      .slice(first, first + sides.columns)
      .map((panel, column) => panelAt(panel, labels, margin + column * (sides.panelWidth + gap), bottom + 24, sides));
    items.push(...beside.flatMap((part) => part.items));
    bottom = Math.max(bottom, ...beside.map((part) => part.bottom));
  }
  return { items, bottom };
}

/** As many panels in a row as have room for the words of their squares; all, where not even one has. */
function sidesOf(panels: readonly MatrixPanel[], { down, across }: Labels, width: number, height: number): Sides {
  const left = widest(down, fontSize.small) + 8;
  const words = panels.flatMap(({ cells }) => cells.flat().flatMap((cell) => cell?.words ?? []));
  const needed = widest(words, fontSize.small) + padding + seam;
  const widthOf = (columns: number) => Math.floor((width - 2 * margin - gap * (columns - 1)) / columns);
  const cellOf = (columns: number) => Math.min(largestCell, Math.floor((widthOf(columns) - left) / across.length));
  const counts = Array.from({ length: panels.length }, (_, index) => panels.length - index);
  const columns = counts.find((count) => cellOf(count) >= needed) ?? panels.length;
  const cellWidth = cellOf(columns);
  const usual = Math.max(cellHeights.usual, Math.min(cellHeights.most, cellWidth));
  const rows = Math.ceil(panels.length / columns);
  const free = Math.floor((height / rows - aroundSquares) / down.length);
  const cellHeight = Math.max(cellHeights.least, Math.min(usual, free));
  return { columns, panelWidth: widthOf(columns), left, cellWidth, cellHeight };
}

function panelAt({ name, note, cells }: MatrixPanel, labels: Labels, x: number, top: number, sides: Sides): Part {
  const { left, cellWidth, cellHeight, panelWidth } = sides;
  const first = top + lineStep + 8;
  const small = { sizePx: fontSize.small, paint: 'muted' } as const;
  const heading = ellipsis(name, panelWidth, fontSize.heading, 'bold');
  // Where labels would touch, every few of them are enough to count by.
  const step = Math.ceil((widest(labels.across, fontSize.small) + padding) / cellWidth);
  const downStep = Math.ceil(lineStep / cellHeight);
  const ticks = labels.across.flatMap((label, column) => {
    const at = { x: x + left + (column + 0.5) * cellWidth, y: top + lineStep };
    return column % step === 0 ? [text(label, at, { ...small, anchor: 'middle' })] : [];
  });
  const squares = cells.flatMap((row, at) => {
    const y = first + at * cellHeight;
    const place = { x: x + left - 6, y: y + cellHeight / 2 + 3 };
    return [
      ...(at % downStep === 0 ? [text(labels.down[at] ?? '', place, { ...small, anchor: 'end' })] : []),
      ...row.flatMap((cell, column) => {
        const from = x + left + column * cellWidth;
        const box = { left: from, top: y, right: from + cellWidth - seam, bottom: y + cellHeight - seam };
        return cell === null ? [] : square(cell, box);
      }),
    ];
  });
  const end = first + cells.length * cellHeight;
  const notes = wrap(note, panelWidth, fontSize.small, 3).map((line, index) =>
    text(line, { x, y: end + (index + 1) * lineStep }, small),
  );
  const title = text(heading, { x, y: top - 4 }, { sizePx: fontSize.heading, weight: 'bold' });
  return { items: [title, ...ticks, ...squares, ...notes], bottom: end + notes.length * lineStep };
}

/** Its words where they fit, else the sign that must not be left out. */
function square({ estimate, words, sign, shade }: MatrixCell, box: Parameters<typeof rectangle>[1]): Item[] {
  const at = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  if (shade === null) return [rectangle('margin', box), mark('alarm', 'cross', at)];
  const isHigh = box.bottom - box.top >= fontSize.small;
  const isRoomy = textWidth(words, fontSize.small) + padding <= box.right - box.left;
  const shown = isHigh ? (isRoomy ? words : sign) : '';
  const ink = markOf(estimate, rectangle('reference', box, lightest + (darkest - lightest) * shade));
  const place = { x: at.x, y: at.y + 4 };
  return shown === '' ? [ink] : [ink, text(shown, place, { sizePx: fontSize.small, anchor: 'middle' })];
}
