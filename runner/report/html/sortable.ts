/** Tables whose columns a reader can sort by, with the pointer or the keyboard: the script of the page listens to their buttons. */
import { html, Markup, type Content } from './markup.ts';

export interface Column {
  readonly title: Content;
  readonly isNumber: boolean;
}

/** @param rows `<tr>` each */
export function sortable(columns: readonly Column[], rows: readonly Markup[], caption: Content = null): Markup {
  const heads = columns.map(({ title, isNumber }) => {
    const button = html`<button type="button" class="sort">${title}</button>`;
    return isNumber
      ? html`<th scope="col" class="n" aria-sort="none">${button}</th>`
      : html`<th scope="col" aria-sort="none">${button}</th>`;
  });
  const named =
    caption === null
      ? null
      : html`<caption>
          ${caption}
        </caption>`;
  return html`<div
    class="scroll"
    tabindex="0"
    role="group"
    aria-label="Table, which scrolls sideways where it is wider than the page"
  >
    <table class="sortable">
      ${named}
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** What a cell of a column is put in order by. */
export type SortKey = number | string;

/** Units that figures are written with, as factors of their base. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-9,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  '%': 0.01,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  'k/s': 1e3,
  'M/s': 1e6,
  'kB/s': 1e3,
  'MB/s': 1e6,
  'GB/s': 1e9,
};

/** The number that a text begins with, in its unit; else the text itself. `≥ 1.53 ms (1.36–1.74)` is 0.00153. */
export function sortKeyOf(text: string): SortKey {
  const words = text.trim();
  const found = /^(?:at least |[≥≤×±] ?)*([+−-]?[\d,]+(?:\.\d+)?)(?:[ \u00A0](\S+?))?(?=$|[\s,;(])/u.exec(words);
  if (found === null) return words.toLowerCase();
  const number = Number((found[1] ?? '').replaceAll(',', '').replace('−', '-'));
  return number * (units[found[2] ?? ''] ?? 1);
}

/** Numbers before words, and nothing last, whichever way. */
export function compareKeys(one: SortKey, other: SortKey, direction: 1 | -1): number {
  const [first, second] = [rankOf(one), rankOf(other)];
  if (first !== second) return first - second;
  if (one === other) return 0;
  return one < other ? -direction : direction;
}

function rankOf(key: SortKey): number {
  if (typeof key === 'number') return 0;
  return key === '' || key === '–' ? 2 : 1;
}
