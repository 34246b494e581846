/**
 * Two levels of every row, one line each: the first hollow, the second filled, with a thin line from one to the other. A
 * curve through two points would look like knowledge of what lies between them.
 */
import type { DumbbellChart } from './description.ts';
import type { Part } from './frame.ts';
import { tableParts } from './row-table.ts';

export function dumbbell({ columns, rows, levels }: DumbbellChart, width: number, top: number): Part {
  const group = { heading: null, rows: rows.map((row) => ({ ...row, detail: null, target: null })) };
  return tableParts({ columns, groups: [group], levels }, width, top);
}
