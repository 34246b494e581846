/** What to type to go on with a run that was cut off: good from the folder the user is in, whatever the paths hold. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { npmCommand, userPath } from '../../native/user-folder.ts';

/** `node`: the runtime that the run was begun with; null: the pinned one. */
export function resumeCommand(directory: string, node: string | null): string {
  const runtime = node === null ? [] : ['--node', resolve(userPath(node))];
  return npmCommand('bench', ['--resume', resolve(userPath(directory)), ...runtime]);
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
