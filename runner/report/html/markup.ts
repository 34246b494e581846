/**
 * HTML that text cannot break out of. Whatever is put between the tags of a template is escaped, unless it is markup itself:
 * names and error texts come out of result files, which anybody may have written.
 */

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = string | number | Markup | null | readonly Content[];

/** `` html`<td>${row.cell.arm}</td>` ``; null is nothing, and a list is one after another. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const parts = strings.map(
    (part, index) => `${unfolded(part)}${index < contents.length ? put(contents[index] ?? null) : ''}`,
  );
  return new Markup(parts.join(''));
}

/** Templates are broken into lines for those who read the source: a break is a blank. */
function unfolded(part: string): string {
  return part.replace(/\s*\n\s*/g, ' ');
}

function put(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(put).join('');
  return escaped(String(content));
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Between tags and inside of quoted attributes. Without control characters and those that reverse the reading order. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]/gu, ' ')
    .replace(/\p{Bidi_Control}|[\uFFFE\uFFFF]/gu, '')
    .replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
}

/**
 * JSON inside of a script element, which ends at the first `</script`, whatever the quotes. Properties are in the order of their
 * names: a result that was just measured and one that was read have them in different orders.
 */
export function embeddedJson(value: unknown): Markup {
  const text = JSON.stringify(value, inOrder)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
  return new Markup(text);
}

function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
