/**
 * Commands for the shell of the other machine. Whichever shell that is, it hands over to `sh` at once, whose words are the
 * same everywhere. Pure.
 */
import type { Variables } from '../../../../protocol/program-variables.ts';

/** How `agentCommand` ends when it finds no agent to start. Others are those of Node, of a shell and of ssh. */
export const lacks = { folder: 91, checkout: 92, agent: 93, node: 94 } as const;

/** `npm ci` puts it there; npm scripts run on it, too. */
const node = 'node_modules/.bin/node';
const agent = 'runner/agent.ts';

/** Becomes the agent of that checkout, in the same process. `silenceMs`: see agent.ts. */
export function agentCommand(folder: string, silenceMs: number): string {
  return inSh(
    [
      // CDPATH would lead elsewhere, and print where.
      `CDPATH= cd -- ${folderWord(folder)} >/dev/null 2>&1 || exit ${lacks.folder}`,
      `[ -f package.json ] && [ -f servers/main.ts ] || exit ${lacks.checkout}`,
      `[ -f ${agent} ] || exit ${lacks.agent}`,
      `[ -x ${node} ] || exit ${lacks.node}`,
      `exec ${node} -r ./runner/require-node.cjs ${agent} --silence ${silenceMs}ms`,
    ].join('; '),
  );
}

export interface FarProgram {
  /** The checkout, an absolute path. */
  readonly folder: string;
  /** Where its process id is written before it starts: see started-programs.ts. */
  readonly pidFile: string;
  /** All that it gets. */
  readonly variables: Variables;
  /** Processors that taskset(1) binds it to; null: all, or it binds itself. */
  readonly cpus: readonly number[] | null;
  readonly command: readonly string[];
}

/** Becomes that program, in the same process. */
export function programCommand({ folder, pidFile, variables, cpus, command }: FarProgram): string {
  const environment = Object.entries(variables).map(([name, value]) => quoted(`${name}=${value}`));
  const bound = cpus === null ? [] : ['taskset', '-c', cpus.join(',')];
  return inSh(
    [
      `cd -- ${quoted(folder)}`,
      `echo $$ > ${quoted(pidFile)}`,
      ['exec env -i', ...environment, ...bound, ...command.map(quoted)].join(' '),
    ].join(' && '),
  );
}

/** Says that it is there, and ends with its input: what holds a connection open on which nothing else runs yet. */
export const idleCommand = inSh(`echo '{"event":"open"}'; read -r line; true`);

function inSh(script: string): string {
  return `exec sh -c ${quoted(script)}`;
}

/** Without a backslash, which fish reads in single quotes and others do not. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** A folder as the user would type it there: `~/my tests`, `~somebody/tests`, or from the home folder. */
function folderWord(folder: string): string {
  const [, home, rest] = /^(~[\w.-]*)(?:$|\/(.*))/s.exec(folder) ?? [];
  if (home === undefined) return quoted(folder);
  return rest === undefined || rest === '' ? home : `${home}/${quoted(rest)}`;
}
