/**
 * Two levels of every row, one line each: the first hollow, the second filled, with a thin line from one to the other. A
 * curve through two points would look like knowledge of what lies between them.
 */
import type { DumbbellChart } from './description.ts';
import type { Part } from './frame.ts';
import { tableParts, type Table } from './row-table.ts';

export function dumbbell(chart: DumbbellChart, width: number, top: number, most: number): Part {
  return tableParts(dumbbellTable(chart), width, top, most);
}

export function dumbbellTable({ columns, rows, levels }: DumbbellChart): Table {
  const group = { heading: null, rows: rows.map((row) => ({ ...row, detail: null, target: null })) };
  return { columns, groups: [group], levels };
}
