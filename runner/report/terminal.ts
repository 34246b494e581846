/** The first screen of a report for a terminal: whether the run may be cited, the answers, and the caveats. */
import { styleText } from 'node:util';
import type { Summary } from './summary/summary.ts';
import { oneLine } from './text/one-line.ts';
import { wrap } from './text/wrap.ts';

export interface TerminalOptions {
  /** False where the output is no terminal, or the user wants none (NO_COLOR). */
  readonly colour: boolean;
  /** Characters in a line. A terminal that says 0 does not know: it gets lines of a usual page. */
  readonly columns: number;
}

/** Below it lines would be single words. */
const leastColumns = 20;
const usualColumns = 80;

type Paint = (format: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

/** @param files what was written where, to be shown last: `['report', 'results/latest/report.md']` */
export function renderSummary(
  { badge, answers, signs, caveats }: Summary,
  files: readonly (readonly [what: string, path: string])[],
  { colour, columns }: TerminalOptions,
): string {
  const paint: Paint = (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text);
  const width = columns > 0 ? Math.max(leastColumns, columns) : usualColumns;
  const [first = '', ...rest] = wrap(`${badge.title.toUpperCase()}: ${badge.reason}`, width);
  const parts = [
    [paint(badge.fit ? 'green' : 'red', first), ...rest.map((line) => (badge.fit ? line : paint('red', line)))],
    ...answers.map(({ title, sentence }) => [paint('bold', oneLine(title)), ...wrap(sentence, width)]),
    ...(signs.length === 0 ? [] : [signs.flatMap((sign) => wrap(sign, width)).map((line) => paint('dim', line))]),
    ...(caveats.length === 0
      ? []
      : [[paint('yellow', 'Caveats'), ...caveats.flatMap((one, at) => item(one, at, width))]]),
    ...(files.length === 0 ? [] : [pathLines(files)]),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function item(caveat: string, at: number, width: number): string[] {
  const mark = `${at + 1}. `;
  return wrap(caveat, width - mark.length).map((line, row) => `${row === 0 ? mark : ' '.repeat(mark.length)}${line}`);
}

/** Paths are not wrapped: they are there to be copied. */
function pathLines(files: readonly (readonly [string, string])[]): string[] {
  const widest = Math.max(...files.map(([what]) => what.length)) + 1;
  return files.map(([what, path]) => `${`${what}:`.padEnd(widest)} ${path}`);
}
