/**
 * Where a program is started: here, behind a command that leads elsewhere on this machine, or on another one. A path has
 * one for each of its ends; programs know nothing of it.
 */
import { programVariables, type Variables } from '../../protocol/program-variables.ts';

/** What servers and clients run on. Their environment is made in protocol/program-variables.ts. */
export interface Runtime {
  readonly node: string;
  /** A folder: see compile-cache.ts. */
  readonly compileCache: string;
}

export interface PlacedProgram {
  readonly runtime: Runtime;
  /** Path of the entry file and its arguments. */
  readonly command: readonly string[];
  /** Processors it is bound to before it is executed, so that the threads of its runtime are inside; null: all. */
  readonly cpus: readonly number[] | null;
}

/** What is started on this machine, so that the program runs in its place. */
export interface Launch {
  readonly command: readonly string[];
  readonly env: Variables;
  /** Processors of this machine that the command is bound to; null: all. */
  readonly cpus: readonly number[] | null;
}

export type Place = (program: PlacedProgram) => Launch;

/** On this machine, behind a command such as `nsenter`, which executes the rest of its arguments in the same process. */
export function behind(prefix: readonly string[]): Place {
  return ({ runtime, command, cpus }) => ({
    command: [...prefix, runtime.node, ...command],
    env: programVariables(process.env, runtime.compileCache),
    cpus,
  });
}

export const here: Place = behind([]);
