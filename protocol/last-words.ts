/** Why a program of ours ended, found in what it wrote to stderr: one line for a person. */

const mostChars = 300;

/** How Node prints an error: its name, maybe a code, its message; frames below. */
const errorHead = /^(?:Uncaught )?(?:[\w$.]*(?:Error|Exception|Rejection))(?: \[\w+\])?(?:: .*)?$/;
const frame = /^\s+at /;
/** What Node says last, when nobody caught what was thrown. */
const trailer = /^Node\.js v\d/;
/** Of V8, when it cannot go on: out of memory, or an assertion, whose message is on the line below. */
const fatal = /^(?:FATAL ERROR: .*|# (?:Check|Debug check) failed: .*)/;
/** What stands below it: other lines of the same box, and a stack of native code. */
const belowFatal = /^(?:#|-----|\s*\d+: 0x)/;

/**
 * The message of the error that a program crashed with, or printed last with its stack; else its last line. '' where
 * it wrote nothing.
 */
export function lastWords(log: string): string {
  const lines = log
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const words = fatalError(lines) ?? lastError(lines) ?? thrownValue(lines) ?? lines.at(-1)?.trim() ?? '';
  return words.length > mostChars ? `${words.slice(0, mostChars)}…` : words;
}

function fatalError(lines: readonly string[]): string | null {
  const at = lines.findLastIndex((line) => fatal.test(line));
  if (at === -1 || !lines.slice(at + 1).every((line) => belowFatal.test(line))) return null;
  return lines[at]?.replace(/^# /, '') ?? null;
}

/** Only where it is the last that was said: an error that was told of and survived is none. */
function lastError(lines: readonly string[]): string | null {
  const at = lines.findLastIndex((line, index) => errorHead.test(line) && lines.slice(index + 1).some(isFrame));
  if (at === -1) return null;
  const end = lines.findIndex((line, index) => index > at && isFrame(line));
  const after = lines.slice(end).filter((line) => !isFrame(line) && !isProperty(line) && !trailer.test(line));
  return after.length === 0 ? lines.slice(at, end).join(' ') : null;
}

function isFrame(line: string): boolean {
  return frame.test(line);
}

/** `{`, `  code: 'EX',`, `}` behind the frames, and where an 'error' event came from. */
function isProperty(line: string): boolean {
  return /^(?:\s|[}\]])/.test(line) || /^Emitted '.*' event /.test(line);
}

/** Something that is no error has no stack: it stands below the place where it was thrown, which a caret points at. */
function thrownValue(lines: readonly string[]): string | null {
  if (!trailer.test(lines.at(-1) ?? '')) return null;
  const caret = lines.findLastIndex((line) => /^\s*\^+$/.test(line));
  const value = lines.slice(caret + 1, -1).filter((line) => !line.startsWith('(Use `'));
  return caret === -1 || value.length === 0 ? (lines.at(-2)?.trim() ?? null) : value.join(' ');
}
