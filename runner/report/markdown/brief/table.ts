/** Tables of the brief report: without the outer bars, which Markdown can do without and readers of the source as well. */
import type { TableColumn } from '../text.ts';

/** @param rows cells that are Markdown already; the first one of each is a name in code type or a link */
export function narrowTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  return [
    // A heading may begin with anything, and without a bar be read as a list.
    `| ${columns.map(({ title }) => title).join(' | ')} |`,
    columns.map(({ align }) => (align === 'right' ? '--:' : ':--')).join('|'),
    ...rows.map((cells) => cells.join(' | ')),
  ].join('\n');
}
