/** The checks of the run: how far apart identical cells came out, and whether a known slowdown was found (dashed). */
import type { ControlsChart } from './description.ts';
import type { Part } from './frame.ts';
import type { FamilyRow } from './row-geometry.ts';
import { tableParts } from './row-table.ts';

export function controls({ axis, rows }: ControlsChart, width: number, top: number, most: number): Part {
  const column = { title: 'Ratio of two cells in the same round', axis, directions: ['', ''] as const };
  const tableRows = rows.map(({ name, detail, figure, target }): FamilyRow => ({
    ...{ name, detail, target, family: null, isBaseline: false },
    lines: [{ figures: [figure], labels: [], missing: null }],
  }));
  return tableParts(
    { columns: [column], groups: [{ heading: null, rows: tableRows }], levels: null },
    width,
    top,
    most,
  );
}
