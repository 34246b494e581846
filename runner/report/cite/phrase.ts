/**
 * Sentences that are written once and shown in three ways: as plain text, as Markdown, and as the note of a BibTeX entry.
 * Names and commands are told apart from words, since Markdown sets them in code type; everything else is escaped as a whole.
 */
import { code as codeType, plain } from '../markdown/text.ts';
import { oneLine } from '../text/one-line.ts';

/** A name, an ID or a command. */
interface Code {
  readonly code: string;
}

export type Phrase = readonly (string | Code)[];

export function code(text: string): Code {
  return { code: oneLine(text) };
}

export function asText(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? unbroken(part) : part.code)).join('');
}

export function asMarkdown(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? keepingEnds(part, plain) : codeType(part.code))).join('');
}

/** @param key of the entry; `title` and `howPublished` are phrases of their own */
export function asBibtex(
  key: string,
  { title, note, howPublished, date }: Record<'title' | 'note' | 'howPublished', Phrase> & { readonly date: string },
): string {
  const [year = '', month = ''] = date.split('-');
  const fields = [
    ['title', `{${escaped(title)}}`],
    ['howpublished', escaped(howPublished)],
    ['year', year],
    ['month', String(Number(month))],
    ['note', escaped(note)],
  ];
  return `@misc{${key},\n${fields.map(([name, value]) => `  ${name} = {${value}}`).join(',\n')}\n}`;
}

const latexEscapes: Readonly<Record<string, string>> = {
  '\\': String.raw`\textbackslash{}`,
  '~': String.raw`\textasciitilde{}`,
  '^': String.raw`\textasciicircum{}`,
};

/** UTF-8 stays as it is, as biber and the engines of today read it; what LaTeX would act on is escaped. */
function escaped(phrase: Phrase): string {
  return asText(phrase).replace(/[\\{}$&#%_~^]/g, (sign) => latexEscapes[sign] ?? `\\${sign}`);
}

/** One line, with its blanks at both ends: parts of a sentence follow one another. */
function unbroken(text: string): string {
  return keepingEnds(text, oneLine);
}

function keepingEnds(text: string, change: (text: string) => string): string {
  const [, before = '', middle = '', after = ''] = /^( *)(.*?)( *)$/s.exec(text) ?? [];
  return middle === '' ? before : `${before}${change(middle)}${after}`;
}
