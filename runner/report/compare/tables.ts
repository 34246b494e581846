/** Rows that stand side by side where the terminal is wide enough, and below one another where it is not. */
import { oneLine } from '../text/one-line.ts';
import { aligned } from '../text/aligned.ts';
import { wrap } from '../text/wrap.ts';

export type Paint = (text: string, tone: Tone) => string;
/** `good`, `bad`: a change for the better or for the worse. */
export type Tone = 'heading' | 'good' | 'bad' | 'unclear' | 'aside';

export interface TableRow {
  readonly cells: readonly string[];
  /** Of the last cell; absent: as everything else. */
  readonly tone?: Tone;
}

export interface Table {
  readonly heading: string;
  /** Of the columns; the first one has none. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/** Whether every line of all of them fits, so that either all are tables or none is. */
export function fit(tables: readonly Table[], columns: number): boolean {
  return tables.flatMap(alignedRows).every((line) => line.length <= columns);
}

function alignedRows({ columns, rows }: Table): string[] {
  return aligned([['', ...columns], ...rows.map(({ cells }) => cells)]);
}

export function sideBySide(table: Table, columns: number, paint: Paint): string[] {
  const [head = '', ...lines] = alignedRows(table);
  return [
    ...wrap(table.heading, columns).map((line) => paint(line, 'heading')),
    paint(head, 'aside'),
    ...lines.map((line, index) => {
      const { cells, tone } = table.rows[index] ?? { cells: [] };
      const last = oneLine(cells.at(-1) ?? '');
      if (tone === undefined || last === '' || !line.endsWith(last)) return line;
      return `${line.slice(0, -last.length)}${paint(last, tone)}`;
    }),
  ];
}

/** `thread-pool-handoff`, and below it `A: ×0.93 (0.90–0.97)` and the other columns, a line each. */
export function belowOneAnother({ heading, columns: titles, rows }: Table, columns: number, paint: Paint): string[] {
  return [
    ...wrap(heading, columns).map((line) => paint(line, 'heading')),
    ...rows.flatMap(({ cells: [name = '', ...cells], tone }) => [
      ...indented(name, 2, columns),
      ...cells.flatMap((cell, index) => {
        if (cell === '') return [];
        const title = titles[index] ?? '';
        const lines = indented(title === '' ? cell : `${title}: ${cell}`, 4, columns);
        return tone !== undefined && index === cells.length - 1 ? lines.map((line) => paint(line, tone)) : lines;
      }),
    ]),
  ];
}

export function indented(text: string, by: number, columns: number): string[] {
  return wrap(text, Math.max(1, columns - by)).map((line) => `${' '.repeat(by)}${line}`);
}
