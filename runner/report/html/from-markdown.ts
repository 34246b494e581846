/**
 * The Markdown that this report writes, as HTML: headings, paragraphs, lists, tables, call-outs, code, and what it folds away.
 * It is no reader of anybody's Markdown. Whatever it does not know it shows as text, so nothing gets through as markup.
 */
import { html, Markup, type Content } from './markup.ts';
import { sortable, type Column } from './sortable.ts';

/** @param level that the highest heading gets: 2 is `<h2>` of `#` */
export function fromMarkdown(markdown: string, level = 1): Markup {
  return blocks(markdown.split('\n'), level);
}

/** One line: words, code, emphasis and links. */
export function inlineMarkdown(markdown: string): Markup {
  return html`${inline(markdown)}`;
}

type Lines = readonly string[];

/** A block that begins at a line, and the line after it. */
interface Read {
  readonly markup: Content;
  readonly next: number;
}

function blocks(lines: Lines, level: number): Markup {
  const parts: Content[] = [];
  for (let at = 0; at < lines.length;) {
    const { markup, next } = blockAt(lines, at, level);
    parts.push(markup);
    at = next;
  }
  return html`${parts}`;
}

function blockAt(lines: Lines, at: number, level: number): Read {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { markup: null, next: at + 1 };
  const heading = /^(#{1,6}) (.*)$/.exec(line);
  if (heading !== null) return { markup: headingOf(heading[2] ?? '', (heading[1] ?? '#').length, level), next: at + 1 };
  const fence = /^(`{3,})/.exec(line)?.[1];
  if (fence !== undefined) return codeAt(lines, at, fence);
  if (line === '<details>') return detailsAt(lines, at, level);
  const isRuled = ['| :--', '| --:'].some((rule) => (lines[at + 1] ?? '').startsWith(rule));
  if (line.startsWith('| ') && isRuled) return tableAt(lines, at);
  if (line.startsWith('> [!')) return alertAt(lines, at);
  if (/^(- |\d+\. )/.test(line)) return listAt(lines, at);
  return paragraphAt(lines, at);
}

function headingOf(text: string, depth: number, level: number): Markup {
  const words = inline(text);
  switch (Math.min(6, depth + level - 1)) {
    case 1:
      return html`<h1>${words}</h1>`;
    case 2:
      return html`<h2>${words}</h2>`;
    case 3:
      return html`<h3>${words}</h3>`;
    default:
      return html`<h4>${words}</h4>`;
  }
}

function codeAt(lines: Lines, at: number, fence: string): Read {
  const end = lines.indexOf(fence, at + 1);
  const last = end === -1 ? lines.length : end;
  return { markup: html`<pre><code>${lines.slice(at + 1, last).join('\n')}</code></pre>`, next: last + 1 };
}

/** They do not nest in our reports; an inner one would end the outer, and be shown. */
function detailsAt(lines: Lines, at: number, level: number): Read {
  const end = lines.indexOf('</details>', at);
  const last = end === -1 ? lines.length : end;
  const summary = /^<summary>(.*)<\/summary>$/.exec(lines[at + 1] ?? '')?.[1];
  const body = blocks(lines.slice(at + (summary === undefined ? 1 : 2), last), level);
  return {
    markup: html`<details>
      <summary>${inline(summary ?? 'More')}</summary>
      ${body}
    </details>`,
    next: last + 1,
  };
}

function tableAt(lines: Lines, at: number): Read {
  const isRow = (line: string | undefined) => line !== undefined && line.startsWith('|');
  let next = at;
  while (isRow(lines[next])) next += 1;
  const [head = [], rule = [], ...rows] = lines.slice(at, next).map(cellsOf);
  const isRight = rule.map((cell) => cell.endsWith(':'));
  const cells = (row: readonly string[]) =>
    row.map((cell, index) =>
      isRight[index] === true ? html`<td class="n">${inline(cell)}</td>` : html`<td>${inline(cell)}</td>`,
    );
  const columns = head.map((cell, index): Column => ({
    title: html`${inline(cell)}`,
    isNumber: isRight[index] === true,
  }));
  const body = rows.map(
    (row) =>
      html`<tr>
        ${cells(row)}
      </tr>`,
  );
  return { markup: sortable(columns, body), next };
}

/** Between bars that are not escaped. */
function cellsOf(line: string): string[] {
  return line
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function alertAt(lines: Lines, at: number): Read {
  let next = at + 1;
  while ((lines[next] ?? '').startsWith('>')) next += 1;
  const body = lines.slice(at + 1, next).map((line) => line.replace(/^> ?/, ''));
  return { markup: html`<p class="alert" role="note">${inline(body.join(' '))}</p>`, next };
}

function listAt(lines: Lines, at: number): Read {
  let next = at;
  const items: string[] = [];
  for (; /^(- |\d+\. |  )/.test(lines[next] ?? ''); next += 1) {
    const line = lines[next] ?? '';
    if (line.startsWith('  ')) items.push(`${items.pop() ?? ''} ${line.trim()}`);
    else items.push(line.replace(/^(- |\d+\. )/, ''));
  }
  const list = items.map((item) => html`<li>${inline(item)}</li>`);
  return {
    markup: /^\d/.test(lines[at] ?? '')
      ? html`<ol>
          ${list}
        </ol>`
      : html`<ul>
          ${list}
        </ul>`,
    next,
  };
}

/** Up to the next empty line. Pictures are drawn live, and have no place here. */
function paragraphAt(lines: Lines, at: number): Read {
  let next = at;
  while (next < lines.length && (lines[next] ?? '').trim() !== '') next += 1;
  const text = lines.slice(at, next).join(' ');
  if (text.startsWith('![')) return { markup: null, next };
  const small = text.replaceAll(/<sub>|<\/sub>/g, '');
  return { markup: text === small ? html`<p>${inline(text)}</p>` : html`<p class="small">${inline(small)}</p>`, next };
}

/** The longest-known things first; each with what becomes of it. */
const signs: readonly (readonly [RegExp, (match: RegExpExecArray) => Content])[] = [
  [/^\\([\\`*_[\]|~$#])/, ([, sign = '']) => sign],
  [/^`([^`]+)`/, ([, text = '']) => html`<code>${text}</code>`],
  [/^<code>(.*?)<\/code>/, ([, text = '']) => html`<code>${inline(text)}</code>`],
  [/^<br>/, () => html`<br />`],
  [/^\*\*(.+?)\*\*(?!\*)/, ([, text = '']) => html`<strong>${inline(text)}</strong>`],
  [/^\*(?!\*)((?:\\.|[^*\\])+)\*/, ([, text = '']) => html`<em>${inline(text)}</em>`],
  [/^\[((?:\\.|[^\]\\])*)\]\(([^()\s]*)\)/, ([, text = '', target = '']) => linkOf(text, target)],
  [/^&(amp|lt|gt|#64|#58|#46);/, ([, name = '']) => entities[name] ?? ''],
];

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', '#64': '@', '#58': ':', '#46': '.' };

function inline(text: string): Content {
  const parts: Content[] = [];
  let words = '';
  for (let rest = text; rest !== '';) {
    const found = signs
      .map(([pattern, become]) => ({ match: pattern.exec(rest), become }))
      .find(({ match }) => match !== null);
    if (found === undefined || found.match === null) {
      words += rest.slice(0, 1);
      rest = rest.slice(1);
      continue;
    }
    parts.push(words, found.become(found.match));
    words = '';
    rest = rest.slice(found.match[0].length);
  }
  return [...parts, words];
}

/** To a file of this repository or a page of the web; anything else is no link. */
function linkOf(text: string, target: string): Content {
  const isSafe = target.startsWith('https://') || /^(\.{0,2}\/)*[\w%.-]+(\/[\w%.-]+)*(#[\w-]*)?$/.test(target);
  return isSafe ? html`<a href="${target}">${inline(text)}</a>` : inline(text);
}
