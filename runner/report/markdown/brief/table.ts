/** Tables of the brief report: without the outer bars, which Markdown can do without and readers of the source as well. */
import type { TableColumn } from '../text.ts';

/** @param rows cells that are Markdown already; the first one of each is a name in code type or a link */
export function narrowTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  return [
    heading(columns.map(({ title }) => title).join(' | ')),
    columns.map(({ align }) => (align === 'right' ? '--:' : ':--')).join('|'),
    ...rows.map((cells) => cells.join(' | ')),
  ].join('\n');
}

/** One that begins with a sign would be read as a list or a quotation without a bar before it. */
function heading(line: string): string {
  return /^\p{L}/u.test(line) ? line : `| ${line}`;
}
