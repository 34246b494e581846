/**
 * Rows over horizontal axes: in each a name, and for each column an estimate with its interval, its figures in words and
 * its verdict. Forests, single figures, dumbbells and controls are all such tables.
 */
import { axisOf, type Axis } from './axis.ts';
import type { Column, Line } from './description.ts';
import { extent } from './estimate-marks.ts';
import { fontSize, margin, type Part } from './frame.ts';
import type { Paint } from './palette.ts';
import { placesOf, type ColumnPlace, type FamilyRow, type Places } from './row-geometry.ts';
import { columnFoot, columnHead } from './row-heads.ts';
import { rowHeight, rowItems, tightest } from './row-items.ts';
import { horizontal, rectangle, text, vertical, type Item } from './scene.ts';
import { ellipsis, textWidth } from './text-width.ts';

export interface Table {
  readonly columns: readonly Column[];
  readonly groups: readonly { readonly heading: string | null; readonly rows: readonly FamilyRow[] }[];
  /** What the lines of each row are; null where there is one. */
  readonly levels: { readonly title: string; readonly labels: readonly string[] } | null;
}

/** Pixels. */
const headingHeight = 26;
const betweenTables = 18;

/** No tighter than it has to be to end above `most`; as tight as it gets where even that is too high. */
export function tableParts(table: Table, width: number, top: number, most: number): Part {
  const last = tablesAt(table, width, top, tightest);
  if (last.bottom > most) return last;
  const tried = Array.from({ length: tightest }, (_, tightness) => tightness);
  const enough = tried.find((tightness) => tablesAt(table, width, top, tightness).bottom <= most);
  return enough === undefined ? last : tablesAt(table, width, top, enough);
}

/** Columns side by side while the plots are wide enough, else one below the other. */
function tablesAt(table: Table, width: number, top: number, tightness: number): Part {
  const { columns } = table;
  const places = placesIn(table, width);
  if (places !== null) return drawn(table, places, top, tightness);
  let bottom = top;
  const items = columns.flatMap((column, index) => {
    const part = tablesAt(only(table, column, index), width, index === 0 ? top : bottom + betweenTables, tightness);
    bottom = part.bottom;
    return part.items;
  });
  return { items, bottom };
}

function placesIn({ columns, groups, levels }: Table, width: number): Places | null {
  const rows = groups.flatMap((group) => group.rows);
  return placesOf(columns, rows, levels === null ? [] : [levels.title, ...levels.labels], width);
}

/** Whether the columns have no room beside one another. */
export function isStacked(table: Table, width: number): boolean {
  return placesIn(table, width) === null;
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

function drawn(table: Table, places: Places, top: number, tightness: number): Part {
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
  const { groups, bottom } = placedRows(table.groups, bodyTop, tightness);
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
            ellipsis(levels.title, (places.columns[0]?.plot[0] ?? 0) - places.level - 6, fontSize.small),
            { x: places.level, y: bodyTop - 8 },
            { sizePx: fontSize.small, paint: 'muted' },
          ),
        ];
  return {
    items: [
      ...heads.flatMap(({ items }) => items),
      ...levelTitle,
      ...behind,
      ...rows.flatMap((row) => rowItems(row.row, row.top, axes, places, levels?.labels ?? [], tightness)),
      ...feet.flatMap(({ items }) => items),
    ],
    bottom: Math.max(...feet.map((foot) => foot.bottom)),
  };
}

/** Families are apart by a darker line. */
function ruleOf({ row }: PlacedRow, next: PlacedRow | undefined): Paint {
  return next !== undefined && next.row.family !== row.family ? 'rule' : 'grid';
}

function columnPlace({ columns }: Places, index: number): ColumnPlace {
  return columns[index] ?? { plot: [0, 1], words: 0, verdict: 0, end: 0 };
}

function placedRows(groups: Table['groups'], bodyTop: number, tightness: number) {
  let y = bodyTop;
  const placed = groups.map(({ heading, rows }) => {
    y += heading === null ? 0 : headingHeight - tightness;
    const top = y;
    const placedRow = rows.map((row): PlacedRow => {
      const start = y;
      y += rowHeight(row, tightness);
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
    ...(target === null ? [] : [target.value, target.low, target.high]),
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
  return [text(ellipsis(heading, right - margin, fontSize.heading, 'bold'), { x: margin, y: top - 7 }, style)];
}
