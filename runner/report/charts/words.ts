/** The figures of a chart as sentences, for those who cannot see it. */
import { noticeSentences } from './notice-words.ts';
import type { ChartDescription, Column, CurvePanel, LevelsChart, Line, MatrixChart, Row } from './description.ts';

export function describe(chart: ChartDescription): string {
  switch (chart.kind) {
    case 'forest':
    case 'absolute':
      return [
        headings(chart.columns),
        ...chart.groups.flatMap(({ heading, rows }) =>
          rows.map(
            (row) => `${heading === null ? '' : `${heading}, `}${row.name}: ${row.lines.map(lineWords).join('')}.`,
          ),
        ),
      ].join(' ');
    case 'dumbbell':
      return [headings(chart.columns), ...chart.rows.map((row) => levelWords(row, chart.levels.labels))].join(' ');
    case 'levels':
      return [
        ...chart.panels.map((panel) => panelWords(panel, chart)),
        ...noticeSentences(chart.panels).map((words) => `${words}.`),
      ].join(' ');
    case 'curve':
      return chart.panels.map(curveWords).join(' ');
    case 'matrix':
      return chart.panels.map((panel) => matrixWords(panel, chart)).join(' ');
    case 'controls':
      return chart.rows.map(({ name, figure }) => `${name}: ${figure.words}, ${figure.verdict}.`).join(' ');
  }
}

function headings(columns: readonly Column[]): string {
  return `${columns.map(({ title }) => title).join('; ')}.`;
}

function lineWords({ figures, missing, labels }: Line): string {
  if (missing !== null) return missing;
  const words = figures.flatMap((figure) => (figure === null ? [] : [`${figure.words} ${figure.verdict}`.trim()]));
  return [...words, ...labels].join('; ');
}

function levelWords({ name, lines }: Row<readonly Line[]>, labels: readonly string[]): string {
  return `${name}: ${lines.map((line, index) => `at ${labels[index] ?? ''} ${lineWords(line)}`).join('; ')}.`;
}

function panelWords({ name, note, points }: LevelsChart['panels'][number], { across }: LevelsChart): string {
  const figures = points.map(({ words }, index) => `${words} at ${across.levels[index]?.label ?? ''}`).join(', ');
  return `${name}: ${figures}${note === '' ? '' : `; ${note}`}.`;
}

function curveWords({ name, note, points }: CurvePanel): string {
  const figures = points.map(({ words, place }) => `${words} at ${place}`).join(', ');
  return `${name}: ${[figures, note].filter((part) => part !== '').join('; ')}.`;
}

function matrixWords({ name, note, cells }: MatrixChart['panels'][number], { down, across }: MatrixChart): string {
  const figures = cells.flatMap((row, at) =>
    row.flatMap((cell, column) =>
      cell === null ? [] : [`${cell.words} at ${down.labels[at] ?? ''} and ${across.labels[column] ?? ''}`],
    ),
  );
  return `${name}: ${figures.join(', ')}${note === '' ? '' : `; ${note}`}.`;
}
