/** Single figures of every row with their intervals, apart by family. */
import type { AbsoluteChart } from './description.ts';
import type { Part } from './frame.ts';
import { tableParts } from './row-table.ts';

/** Rows of one family stand together, in the order in which the families come. */
export function absolute({ columns, groups }: AbsoluteChart, width: number, top: number): Part {
  const byFamily = groups.map(({ heading, rows }) => {
    const together = [...Map.groupBy(rows, ({ family }) => family).values()].flat();
    return { heading, rows: together.map((row) => ({ ...row, detail: null, target: null })) };
  });
  return tableParts({ columns, groups: byFamily, levels: null }, width, top);
}
