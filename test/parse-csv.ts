/** A reader of comma-separated values, for the tests of whatever writes some. */

/** As a reader of RFC 4180 takes it apart. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  let row: string[] = [];
  while (field.lastIndex < text.length) {
    const [, raw = '', end] = field.exec(text) ?? [];
    if (end === undefined) throw new Error('no field where one should begin');
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
