/**
 * Rows over horizontal axes: in each a name, and for each column an estimate with its interval, its figures in words and
 * its verdict. Forests, single figures, dumbbells and controls are all such tables.
 */
import { axisOf, type Axis } from './axis.ts';
import type { Column, Family, Line } from './description.ts';
import { estimateMarks, extent } from './estimate-marks.ts';
import { fontSize, margin, type Part } from './frame.ts';
import { paintOf, shapeOf, type Paint } from './palette.ts';
import { placesOf, type ColumnPlace, type Places, type TableRow } from './row-geometry.ts';
import { columnHead, columnFoot } from './row-heads.ts';
import { horizontal, path, rectangle, text, vertical, type Item } from './scene.ts';
import { ellipsis, textWidth } from './text-width.ts';

export interface FamilyRow extends TableRow {
  readonly family: Family | null;
  /** By column: a value that was put in, dashed; null for none. */
  readonly target: number | null;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly groups: readonly { readonly heading: string | null; readonly rows: readonly FamilyRow[] }[];
  /** What the lines of each row are; null where there is one. */
  readonly levels: { readonly title: string; readonly labels: readonly string[] } | null;
}

const muted = { sizePx: fontSize.small, paint: 'muted' } as const;

/** Pixels. */
const lineHeight = 22;
/** Of several lines in a row. */
const tightLineHeight = 17;
const detailHeight = 15;
/** Of marks, because the dots stand below them. */
const aboveMiddle = 1.5;
const headingHeight = 26;
const betweenTables = 18;

/** Side by side while the plots are wide enough, else one below the other. */
export function tableParts(table: Table, width: number, top: number): Part {
  const { columns, groups, levels } = table;
  const levelWords = levels === null ? [] : [levels.title, ...levels.labels];
  const places = placesOf(
    columns,
    groups.flatMap(({ rows }) => rows),
    levelWords,
    width,
  );
  if (places !== null) return drawn(table, places, top);
  let bottom = top;
  const items = columns.flatMap((column, index) => {
    const part = tableParts(only(table, column, index), width, index === 0 ? top : bottom + betweenTables);
    bottom = part.bottom;
    return part.items;
  });
  return { items, bottom };
}

function only(table: Table, column: Column, index: number): Table {
  const lineOf = (line: Line): Line => ({ ...line, figures: [line.figures[index] ?? null] });
  const rowOf = (row: FamilyRow): FamilyRow => ({ ...row, lines: row.lines.map(lineOf) });
  const groups = table.groups.map(({ heading, rows }) => ({ heading, rows: rows.map(rowOf) }));
  return { ...table, columns: [column], groups };
}

interface PlacedRow {
  readonly row: FamilyRow;
  readonly top: number;
  readonly bottom: number;
}

function drawn(table: Table, places: Places, top: number): Part {
  const { columns, levels } = table;
  const axes = columns.map((column, index) => axisFor(column, index, table, columnPlace(places, index)));
  const heads = columns.map((column, index) => {
    const { reference } = column.axis;
    return columnHead(
      column,
      reference === null ? null : (axes[index]?.at(reference) ?? null),
      columnPlace(places, index),
      top,
    );
  });
  const bodyTop = Math.max(...heads.map(({ bottom }) => bottom));
  const { groups, bottom } = placedRows(table.groups, bodyTop);
  const rows = groups.flatMap((group) => group.rows);
  const behind = groups.flatMap((group) => [
    ...columns.flatMap((one, index) => backdrop(one, axes[index], group.top, group.bottom)),
    ...group.rows.map((row, index) =>
      horizontal(ruleOf(row, group.rows[index + 1]), 'hair', row.bottom, margin, places.right),
    ),
    horizontal('grid', 'hair', group.top, margin, places.right),
    ...headingOf(group.heading, group.top, places),
  ]);
  const feet = places.columns.map((place, index) => columnFoot(axes[index], place, bottom));
  const levelTitle =
    levels === null
      ? []
      : [
          text(
            ellipsis(levels.title, places.columns[0]?.plot[0] ?? 0, fontSize.small),
            { x: places.level, y: bodyTop - 8 },
            { sizePx: fontSize.small, paint: 'muted' },
          ),
        ];
  return {
    items: [
      ...heads.flatMap(({ items }) => items),
      ...levelTitle,
      ...behind,
      ...rows.flatMap((row) => rowItems(row, axes, places, levels?.labels ?? [])),
      ...feet.flatMap(({ items }) => items),
    ],
    bottom: Math.max(...feet.map((foot) => foot.bottom)),
  };
}

function lineHeightOf({ lines }: TableRow): number {
  return lines.length > 1 ? tightLineHeight : lineHeight;
}

/** Families are apart by a darker line. */
function ruleOf({ row }: PlacedRow, next: PlacedRow | undefined): Paint {
  return next !== undefined && next.row.family !== row.family ? 'rule' : 'grid';
}

function columnPlace({ columns }: Places, index: number): ColumnPlace {
  return columns[index] ?? { plot: [0, 1], words: 0, verdict: 0, end: 0 };
}

function placedRows(groups: Table['groups'], bodyTop: number) {
  let y = bodyTop;
  const placed = groups.map(({ heading, rows }) => {
    y += heading === null ? 0 : headingHeight;
    const top = y;
    const placedRow = rows.map((row): PlacedRow => {
      const start = y;
      y += row.lines.length * lineHeightOf(row) + (row.detail === null ? 0 : detailHeight);
      return { row, top: start, bottom: y };
    });
    return { heading, rows: placedRow, top, bottom: y };
  });
  return { groups: placed, bottom: y };
}

function axisFor({ axis }: Column, index: number, { groups }: Table, { plot }: ColumnPlace): Axis {
  const rows = groups.flatMap((group) => group.rows);
  const values = rows.flatMap(({ lines, target }) => [
    ...lines.flatMap(({ figures }) => extent(figures[index]?.estimate ?? null)),
    ...(target === null ? [] : [target]),
  ]);
  // Marks at the ends of the axis stay inside the plot.
  const range = [plot[0] + 4, plot[1] - 4] as const;
  return axisOf(axis, values, range, (label) => textWidth(label, fontSize.small));
}

function backdrop(
  { axis: { margin: band, reference } }: Column,
  axis: Axis | undefined,
  top: number,
  bottom: number,
): Item[] {
  if (axis === undefined) return [];
  return [
    ...(band === null ? [] : [rectangle('margin', { left: axis.at(band[0]), right: axis.at(band[1]), top, bottom })]),
    ...axis.ticks.map(({ at, value }) => vertical(value === reference ? 'reference' : 'grid', 'hair', at, top, bottom)),
  ];
}

function headingOf(heading: string | null, top: number, { right }: Places): Item[] {
  if (heading === null) return [];
  const style = { sizePx: fontSize.heading, weight: 'bold' } as const;
  return [text(ellipsis(heading, right - margin, fontSize.heading, 'bold'), { x: margin, y: top - 8 }, style)];
}

function rowItems({ row, top }: PlacedRow, axes: readonly Axis[], places: Places, levels: readonly string[]): Item[] {
  const { name, detail, isBaseline, lines, target } = row;
  const weight = isBaseline ? 'bold' : 'regular';
  const step = lineHeightOf(row);
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
    ...targetItems(target, axes[0], top),
    ...connections(row, axes, top),
    ...lines.flatMap((line, index) =>
      lineItems(line, row, axes, places, top + (index + 0.5) * step, levels[index] ?? '', index < lines.length - 1),
    ),
  ];
}

function targetItems(target: number | null, axis: Axis | undefined, top: number): Item[] {
  if (target === null || axis === undefined) return [];
  return [vertical('text', 'dashed', axis.at(target), top + 2, top + lineHeight + detailHeight - 2)];
}

/** From one level to the next. */
function connections(row: FamilyRow, axes: readonly Axis[], top: number): Item[] {
  const { lines, family } = row;
  const step = lineHeightOf(row);
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
    const place = columnPlace(places, index);
    if (figure === null || axis === undefined) return [];
    const words = ellipsis(figure.words, place.verdict - place.words, fontSize.small);
    const verdict = ellipsis(figure.verdict, place.end - place.verdict, fontSize.small);
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
