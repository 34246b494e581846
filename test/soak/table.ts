/** The trials of one part as a table: a line for each model, ring, path or client, a column for each figure. */
import type { AnyPart, Trial } from './part.ts';

const subjects = { models: 'model', rings: 'ring', paths: 'path', clients: 'client' } as const;

export function formatTable(part: AnyPart, size: number, trials: readonly Trial[]): string {
  const columns = [...new Set(trials.flatMap(({ figures }) => Object.keys(figures)))];
  const header = [subjects[part.of], ...columns, ''];
  const rows = trials.map(({ subject, figures, failures, skipped }) => [
    subject,
    ...columns.map((column) => String(figures[column] ?? '')),
    skipped === undefined ? failures.map((failure) => `✗ ${failure}`).join('; ') : `skipped: ${skipped}`,
  ]);
  const widths = header.map((_, at) => Math.max(...[header, ...rows].map((row) => row[at]?.length ?? 0)));
  const lines = [header, ...rows].map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [`\n${size} ${part.unit} ${part.title}`, ...lines, ''].join('\n');
}
