/** What the doctor found, as plain text for a terminal: its findings, network paths, and what is left of killed runs. */
import type { Finding } from '../machine/doctor.ts';
import type { LeftAlone, Leftovers } from '../machine/leftovers.ts';
import type { Listed } from './list.ts';

const marks = { ok: 'ok', warning: 'WARNING', unknown: 'unknown' } as const satisfies Record<Finding['state'], string>;

/** A column of text that is narrower than this is hard to read: it goes below its heading instead. */
const narrowestText = 24;

/** One finding per paragraph, the remedies below their findings, the sum last. At most `columns` wide. */
export function renderDoctor(findings: readonly Finding[], columns = 100): string {
  const rows = findings.map(({ name, state, says, remedy }) => ({
    mark: marks[state],
    name,
    texts: remedy === null ? [says] : [says, `→ ${remedy}`],
  }));
  return [...renderRows(rows, Object.values(marks), columns), '', summary(findings)].join('\n');
}

/** Which of them this machine can measure, and why not the others, with what to do about it. */
export function renderPaths(paths: readonly Listed[], columns = 100): string {
  const rows = paths.map(({ name, description, supported, reason }) => ({
    mark: supported ? 'ok' : 'no',
    name,
    texts: [sentence(reason ?? description)],
  }));
  return ['Network paths', ...renderRows(rows, ['ok', 'no'], columns)].join('\n');
}

/** What was removed, and what was not, and why. */
export function renderLeftovers({ abandoned, leftAlone }: Leftovers, kept: readonly LeftAlone[]): string {
  const keptPaths = new Set(kept.map(({ path }) => path));
  const removed = abandoned.filter((path) => !keptPaths.has(path));
  const left = [...kept, ...leftAlone].map(({ path, why }) => `  ${path} ${why}`);
  return [
    removed.length === 0 ? 'Nothing is left of runs that were killed.' : 'Removed, left of runs that were killed:',
    ...removed.map((path) => `  ${path}`),
    ...(left.length === 0 ? [] : ['Left alone:', ...left]),
  ].join('\n');
}

interface Row {
  readonly mark: string;
  readonly name: string;
  readonly texts: readonly string[];
}

function renderRows(rows: readonly Row[], possibleMarks: readonly string[], columns: number): readonly string[] {
  const markWidth = Math.max(...possibleMarks.map((mark) => mark.length));
  const nameWidth = Math.max(0, ...rows.map(({ name }) => name.length));
  const indent = markWidth + nameWidth + 4;
  const isNarrow = columns < indent + narrowestText;
  return rows.flatMap(({ mark, name, texts }) => {
    const text = (width: number) => texts.flatMap((one) => wrap(one, width));
    if (isNarrow) return [`${mark}  ${name}`, ...text(columns - 2).map((line) => `  ${line}`)];
    const [first = '', ...more] = text(columns - indent);
    const head = `${mark.padEnd(markWidth)}  ${name.padEnd(nameWidth)}  ${first}`;
    return [head, ...more.map((line) => ' '.repeat(indent) + line)];
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function summary(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const warnings = count('warning') === 1 ? '1 warning' : `${count('warning')} warnings`;
  return `${warnings}, ${count('unknown')} unknown, ${count('ok')} ok.`;
}

/** Breaks at blanks; a word that is longer than the line stays whole, so that it can be copied. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
