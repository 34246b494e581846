/** GitHub's Markdown from plain text: what others wrote is shown as they wrote it, and never read as markup. */
import { oneLine } from '../text/one-line.ts';

/** One line of running text or one table cell, with everything escaped that Markdown, HTML or GitHub would act on. */
export function plain(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|~$#]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//')
    .replace(/\bwww\./gi, (prefix) => `${prefix.slice(0, -1)}&#46;`);
}

/** A name in code type. */
export function code(text: string): string {
  const line = oneLine(text);
  return /^[^`|]+$/.test(line) ? `\`${line}\`` : `<code>${plain(line)}</code>`;
}

/** Lines as they are, in a fence that they cannot close. */
export function codeBlock(text: string, language = 'text'): string {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/\t/g, '  ').match(/^ */)?.[0] + oneLine(line));
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${lines.join('\n')}\n${fence}`;
}

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** @param rows cells that are Markdown already */
export function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : ':--'))),
    ...rows.map(line),
  ].join('\n');
}

/** Folded away until a reader opens it. */
export function details(summary: string, body: string): string {
  const safe = oneLine(summary).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<details>\n<summary>${safe}</summary>\n\n${body}\n\n</details>`;
}

/** GitHub's call-out. */
export function alert(kind: 'CAUTION' | 'WARNING' | 'NOTE', body: string): string {
  return `> [!${kind}]\n> ${body}`;
}
