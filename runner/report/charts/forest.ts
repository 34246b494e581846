/** Rows against a baseline: where each interval lies between the margins around 1, or around 0. */
import type { ForestChart } from './description.ts';
import type { Part } from './frame.ts';
import { tableParts, type Table } from './row-table.ts';

export function forest(chart: ForestChart, width: number, top: number, most: number): Part {
  return tableParts(forestTable(chart), width, top, most);
}

export function forestTable({ columns, groups }: ForestChart): Table {
  return { columns, groups: groups.map(plain), levels: null };
}

function plain({ heading, rows }: ForestChart['groups'][number]) {
  return { heading, rows: rows.map((row) => ({ ...row, detail: null, target: null })) };
}
