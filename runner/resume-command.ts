/** What to type to go on with a run that was cut off: good from the folder the user is in, whatever the paths hold. */
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const checkout = resolve(import.meta.dirname, '..');

/** `node`: the runtime that the run was begun with; null: the pinned one. */
export function resumeCommand(directory: string, node: string | null): string {
  const flags = ['--resume', resolve(directory), ...(node === null ? [] : ['--node', resolve(node)])];
  return `${npmRun()} bench -- ${flags.map(quoted).join(' ')}`;
}

/** npm changes into the checkout before it runs a script, and says where it was called. */
function npmRun(): string {
  const fromCheckout = relative(checkout, process.env['INIT_CWD'] ?? process.cwd());
  return fromCheckout.startsWith('..') ? `npm --prefix ${quoted(checkout)} run` : 'npm run';
}

/** For a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The `--node` of a run, from the arguments it was begun with; null where there was none. */
export function nodeOf(commandLine: readonly string[]): string | null {
  const { values } = parseArgs({
    args: [...commandLine],
    options: { node: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  });
  return typeof values['node'] === 'string' ? values['node'] : null;
}
