/** Single figures of every row with their intervals, apart by family. */
import type { AbsoluteChart } from './description.ts';
import type { Part } from './frame.ts';
import { tableParts, type Table } from './row-table.ts';

export function absolute(chart: AbsoluteChart, width: number, top: number, most: number): Part {
  return tableParts(absoluteTable(chart), width, top, most);
}

/** Rows of one family stand together, in the order in which the families come. */
export function absoluteTable({ columns, groups }: AbsoluteChart): Table {
  const byFamily = groups.map(({ heading, rows }) => {
    const together = [...Map.groupBy(rows, ({ family }) => family).values()].flat();
    return { heading, rows: together.map((row) => ({ ...row, detail: null, target: null })) };
  });
  return { columns, groups: byFamily, levels: null };
}
