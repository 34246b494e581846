/** Rows against a baseline: where each interval lies between the margins around 1, or around 0. */
import type { ForestChart } from './description.ts';
import type { Part } from './frame.ts';
import { tableParts } from './row-table.ts';

export function forest({ columns, groups }: ForestChart, width: number, top: number): Part {
  return tableParts({ columns, groups: groups.map(plain), levels: null }, width, top);
}

function plain({ heading, rows }: ForestChart['groups'][number]) {
  return { heading, rows: rows.map((row) => ({ ...row, detail: null, target: null })) };
}
