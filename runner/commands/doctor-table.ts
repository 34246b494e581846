/** The doctor's findings as plain text for a terminal. */
import type { Finding } from '../machine/doctor.ts';

const marks = { ok: 'ok', warning: 'WARNING', unknown: 'unknown' } as const satisfies Record<Finding['state'], string>;

/** A column of text that is narrower than this is hard to read: it goes below its heading instead. */
const narrowestText = 24;

/** One finding per paragraph, the remedies below their findings, the sum last. At most `columns` wide. */
export function renderDoctor(findings: readonly Finding[], columns = 100): string {
  const markWidth = Math.max(...Object.values(marks).map((mark) => mark.length));
  const nameWidth = Math.max(0, ...findings.map(({ name }) => name.length));
  const indent = markWidth + nameWidth + 4;
  const isNarrow = columns < indent + narrowestText;
  const lines = findings.flatMap(({ name, state, says, remedy }) => {
    const text = (width: number) => [...wrap(says, width), ...(remedy === null ? [] : wrap(`→ ${remedy}`, width))];
    if (isNarrow) return [`${marks[state]}  ${name}`, ...text(columns - 2).map((line) => `  ${line}`)];
    const [first = '', ...more] = text(columns - indent);
    const head = `${marks[state].padEnd(markWidth)}  ${name.padEnd(nameWidth)}  ${first}`;
    return [head, ...more.map((line) => ' '.repeat(indent) + line)];
  });
  return [...lines, '', summary(findings)].join('\n');
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
