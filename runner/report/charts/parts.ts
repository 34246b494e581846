/**
 * A chart that would be higher than a screen shows as several pictures. The rule: what stands one below the other anyway
 * first, a column of figures each; then rows or panels, in their order, in as few parts of even size as fit, each with the
 * baseline of its groups on top. The axes of all parts reach as far as those of the whole.
 */
import { absoluteTable } from './absolute.ts';
import type { ChartDescription, Column, Estimate, Line, Row, ValueAxis } from './description.ts';
import { dumbbellTable } from './dumbbell.ts';
import { extent } from './estimate-marks.ts';
import { forestTable } from './forest.ts';
import { highest, type View } from './frame.ts';
import { layout } from './layout.ts';
import { isStacked, type Table } from './row-table.ts';

/** The chart itself where it is not too high, or cannot be divided. */
export function partsOf(chart: ChartDescription, view: View): readonly ChartDescription[] {
  const parts = divided(chart, view);
  if (parts.length === 1) return [chart];
  return parts.map((part, index) => ({
    ...part,
    subtitle: [`part ${index + 1} of ${parts.length}`, ...part.subtitle],
    // What is said of the whole is said once.
    notes: index === 0 ? part.notes : [],
  }));
}

/** Pixels: a subtitle may grow by a line where it has to say which part it is of. */
const saysWhich = 15;

function divided(chart: ChartDescription, view: View): readonly ChartDescription[] {
  if (fits(chart, view, 0)) return [chart];
  const columns = columnsOf(chart, view);
  if (columns.length > 1) return columns.flatMap((one) => divided(one, view));
  const whole = withExtents(chart);
  const size = sizeOf(chart);
  // What stands around rows and panels is in every part: there are never fewer than their heights alone take.
  const least = Math.max(2, Math.ceil(layout(chart, view).height / highest(view.width)));
  for (let count = least; count <= size; count += 1) {
    const ends = Array.from({ length: count + 1 }, (_, index) => Math.round((index * size) / count));
    const parts = ends.slice(1).map((end, index) => cut(whole, ends[index] ?? 0, end));
    if (parts.every((part) => fits(part, view, saysWhich))) return parts;
  }
  return [chart];
}

function fits(chart: ChartDescription, view: View, morePx: number): boolean {
  const { width, height } = layout(chart, view);
  return height + morePx <= highest(width);
}

/** One chart for each column where they stand one below the other; else the chart. */
function columnsOf(chart: ChartDescription, { width }: View): readonly ChartDescription[] {
  const table = tableOf(chart);
  if (table === null || !isStacked(table, width)) return [chart];
  return table.columns.map((column, index) => onlyColumn(chart, column, index));
}

/** Null of a chart that is none. */
function tableOf(chart: ChartDescription): Table | null {
  switch (chart.kind) {
    case 'forest':
      return forestTable(chart);
    case 'absolute':
      return absoluteTable(chart);
    case 'dumbbell':
      return dumbbellTable(chart);
    case 'levels':
    case 'curve':
    case 'matrix':
    case 'controls':
      return null;
  }
}

function onlyColumn(chart: ChartDescription, column: Column, index: number): ChartDescription {
  const only = (line: Line): Line => ({ ...line, figures: line.figures.slice(index, index + 1) });
  switch (chart.kind) {
    case 'forest':
    case 'absolute': {
      const groups = chart.groups.map((group) => ({
        ...group,
        rows: group.rows.map(({ lines: [line], ...row }) => ({ ...row, lines: [only(line)] as const })),
      }));
      return { ...chart, columns: [column], groups };
    }
    case 'dumbbell': {
      const rows = chart.rows.map(({ lines: [first, second], ...row }) => ({
        ...row,
        lines: [only(first), only(second)] as const,
      }));
      return { ...chart, columns: [column], rows };
    }
    case 'levels':
    case 'curve':
    case 'matrix':
    case 'controls':
      return chart;
  }
}

/** How many rows or panels may be parted from one another. */
function sizeOf(chart: ChartDescription): number {
  switch (chart.kind) {
    case 'forest':
    case 'absolute':
      return chart.groups.reduce((sum, { rows }) => sum + rows.length, 0);
    case 'dumbbell':
    case 'controls':
      return chart.rows.length;
    case 'levels':
    case 'curve':
    case 'matrix':
      return chart.panels.length;
  }
}

/** Rows or panels from the one to before the other, in the order of the whole. */
function cut(chart: ChartDescription, from: number, to: number): ChartDescription {
  switch (chart.kind) {
    case 'forest':
    case 'absolute': {
      let before = 0;
      const groups = chart.groups.flatMap(({ heading, rows }) => {
        const kept = rowsOf(rows, from - before, to - before);
        before += rows.length;
        return kept.length === 0 ? [] : [{ heading, rows: kept }];
      });
      return { ...chart, groups };
    }
    case 'dumbbell':
      return { ...chart, rows: rowsOf(chart.rows, from, to) };
    case 'controls':
      return { ...chart, rows: chart.rows.slice(from, to) };
    // One by one, since each has panels of its own.
    case 'levels':
      return { ...chart, panels: chart.panels.slice(from, to) };
    case 'curve':
      return { ...chart, panels: chart.panels.slice(from, to) };
    case 'matrix':
      return { ...chart, panels: chart.panels.slice(from, to) };
  }
}

/** With the baseline, which the others are read against. */
function rowsOf<Lines>(rows: readonly Row<Lines>[], from: number, to: number): readonly Row<Lines>[] {
  const kept = rows.slice(Math.max(0, from), Math.max(0, to));
  if (kept.length === 0 || kept.some(({ isBaseline }) => isBaseline)) return kept;
  return [...rows.filter(({ isBaseline }) => isBaseline), ...kept];
}

function withExtents(chart: ChartDescription): ChartDescription {
  switch (chart.kind) {
    case 'forest':
    case 'absolute':
    case 'dumbbell': {
      const rows: readonly Row<readonly Line[]>[] =
        chart.kind === 'dumbbell' ? chart.rows : chart.groups.flatMap((group) => group.rows);
      const lines = rows.flatMap((row) => row.lines);
      const columns = chart.columns.map((column, index): Column => ({
        ...column,
        axis: reaching(
          column.axis,
          lines.flatMap(({ figures }) => figures[index]?.estimate ?? []),
        ),
      }));
      return { ...chart, columns };
    }
    case 'controls':
      return {
        ...chart,
        axis: reaching(
          chart.axis,
          chart.rows.flatMap(({ figure }) => figure.estimate ?? []),
        ),
      };
    case 'levels': {
      const points = chart.panels.flatMap((panel) => panel.points);
      return {
        ...chart,
        up: reaching(
          chart.up,
          points.flatMap(({ estimate }) => estimate ?? []),
        ),
      };
    }
    case 'curve': {
      const points = chart.panels.flatMap((panel) => panel.points);
      const across = reaching(
        chart.across,
        points.map((point) => withoutRounds(point.across)),
      );
      return {
        ...chart,
        across,
        up: reaching(
          chart.up,
          points.flatMap(({ up }) => (up === null ? [] : withoutRounds(up))),
        ),
      };
    }
    case 'matrix':
      return chart;
  }
}

/** Curves draw none. */
function withoutRounds(estimate: Estimate): Estimate {
  return { ...estimate, rounds: [] };
}

/** The outermost values, and those next to 0, on which logarithmic axes depend. */
function reaching(axis: ValueAxis, estimates: readonly Estimate[]): ValueAxis {
  const values = estimates.flatMap(extent).filter(Number.isFinite);
  if (values.length === 0) return axis;
  const [above, below] = [values.filter((value) => value > 0), values.filter((value) => value < 0)];
  const ends = [Math.min(...values), Math.max(...values), Math.min(...above), Math.max(...below)];
  return { ...axis, extent: ends.filter(Number.isFinite) };
}
