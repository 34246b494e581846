/** What the architecture rules look at in a source file: its words without comments, and the files it refers to. */
import { posix } from 'node:path';
import { SyntaxKind } from 'typescript/unstable/ast';
import { createScanner } from 'typescript/unstable/ast/scanner';

export interface Reference {
  /** A file of ours as its path from the root, or a package as it is written: `node:fs`, `koffi`. */
  readonly target: string;
  readonly isOurs: boolean;
  /**
   * `type`: erased before it runs. `path`: not imported but named, to start a thread or a process with it.
   * `export`: handed on under our own name. `computed`: imported by a name that is only known at run time.
   */
  readonly kind: 'import' | 'type' | 'path' | 'export' | 'computed';
}

export interface Source {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly lines: number;
  readonly words: readonly Word[];
  readonly references: readonly Reference[];
}

/** A token as it is written; for a string its value. Parts of a template between its substitutions are strings. */
export interface Word {
  readonly text: string;
  readonly isString: boolean;
}

export function readSource(path: string, text: string): Source {
  const words = splitWords(text);
  return { path, lines: text.split('\n').length - 1, words, references: [...findReferences(words, path)] };
}

/** The words from `at` on are these; a string never counts as a word of the language. */
export function startsWith(words: readonly Word[], at: number, expected: readonly string[]): boolean {
  return expected.every((text, offset) => words[at + offset]?.text === text && words[at + offset]?.isString === false);
}

/** After one of these a slash divides; after anything else it begins a regular expression. */
const operandEnds: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.Identifier,
  SyntaxKind.PrivateIdentifier,
  SyntaxKind.NumericLiteral,
  SyntaxKind.BigIntLiteral,
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateTail,
  SyntaxKind.RegularExpressionLiteral,
  SyntaxKind.CloseParenToken,
  SyntaxKind.CloseBracketToken,
  SyntaxKind.CloseBraceToken,
  SyntaxKind.ThisKeyword,
]);

const strings: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateTail,
  SyntaxKind.RegularExpressionLiteral,
]);

function splitWords(text: string): readonly Word[] {
  const scanner = createScanner(/* skipTrivia */ true, undefined, text);
  const words: Word[] = [];
  /** Braces that are open; true for those of a template's substitution. */
  const braces: boolean[] = [];
  let before = SyntaxKind.Unknown;
  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFile; kind = scanner.scan()) {
    const divides = operandEnds.has(before);
    if ((kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken) && !divides) {
      kind = scanner.reScanSlashToken();
    }
    if (kind === SyntaxKind.OpenBraceToken) braces.push(false);
    if (kind === SyntaxKind.CloseBraceToken && braces.pop() === true) kind = scanner.reScanTemplateToken(false);
    if (kind === SyntaxKind.TemplateHead || kind === SyntaxKind.TemplateMiddle) braces.push(true);
    const isString = strings.has(kind);
    words.push({ text: isString ? scanner.getTokenValue() : scanner.getTokenText(), isString });
    before = kind;
  }
  return words;
}

function* findReferences(words: readonly Word[], path: string): Generator<Reference> {
  for (const [at, word] of words.entries()) {
    const next = words[at + 1];
    if (isWord(word, 'import') && next?.isString) yield reference(path, next.text, 'import');
    else if (startsWith(words, at, ['import', '('])) yield dynamicImport(words, at, path);
    else if (startsWith(words, at, ['new', 'URL', '(']) && isOwnAddress(words, at + 4)) {
      const name = words[at + 3]?.text ?? '';
      yield reference(path, name.startsWith('.') ? name : `./${name}`, 'path');
    } else if (isWord(word, 'from') && next?.isString) yield reference(path, next.text, statementKind(words, at));
    else if (isSourceName(word) && !isImported(words, at)) yield reference(path, word.text, 'path');
  }
}

function isWord(word: Word | undefined, text: string): boolean {
  return word?.text === text && !word.isString;
}

function dynamicImport(words: readonly Word[], at: number, path: string): Reference {
  const name = words[at + 2];
  if (!name?.isString) return { target: name?.text ?? '', isOurs: false, kind: 'computed' };
  // `typeof import('./x.ts')`, `import('./x.ts').Type` in a type is taken for the real thing: rare, and never worse.
  return reference(path, name.text, isWord(words[at - 1], 'typeof') ? 'type' : 'import');
}

/** `, import.meta.url` */
function isOwnAddress(words: readonly Word[], at: number): boolean {
  return startsWith(words, at, [',', 'import', '.', 'meta', '.', 'url']);
}

/** How the statement that ends in `from` begins. */
function statementKind(words: readonly Word[], from: number): Reference['kind'] {
  for (let at = from - 1; at >= 0; at--) {
    if (isWord(words[at], 'export')) return 'export';
    if (isWord(words[at], 'import')) return isWord(words[at + 1], 'type') ? 'type' : 'import';
  }
  return 'import';
}

/** A relative name of a source file, wherever it is written: a path to start, or an argument of `require`. */
function isSourceName({ text, isString }: Word): boolean {
  return isString && /^\.\.?\/[^\s]*\.[cm]?[jt]s$/.test(text);
}

function isImported(words: readonly Word[], at: number): boolean {
  if (['from', 'import'].some((text) => isWord(words[at - 1], text))) return true;
  return startsWith(words, at - 2, ['import', '(']) || startsWith(words, at - 3, ['new', 'URL', '(']);
}

function reference(path: string, name: string, kind: Reference['kind']): Reference {
  const isOurs = name.startsWith('.');
  return { target: isOurs ? posix.join(posix.dirname(path), name) : name, isOurs, kind };
}
