/**
 * Comma-separated values as RFC 4180 has them: a heading, lines that end in CR LF, quotes around whatever needs them. Numbers
 * have a point and all their digits, in any locale; what is missing is empty.
 */

export type CsvValue = string | number | boolean | null;

export function csv(columns: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: CsvValue): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? inert(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Text that a spreadsheet would compute, as if its author had typed a formula there: names and messages come from whoever
 * wrote the result. An apostrophe in front says that it is text.
 */
function inert(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
