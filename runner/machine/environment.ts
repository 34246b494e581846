/**
 * What a run is recorded with beside its trials: the machine, the runtime down to the hash of its binary, and the
 * commit. No names of hosts, people or folders: results are published.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { checkout } from '../../native/user-folder.ts';
import { UserError } from '../../protocol/flags.ts';
import { mayChangeFigures, programVariables, withheldNames, type Variables } from '../../protocol/program-variables.ts';
import { differencesOf, fingerprintOf } from './fingerprint.ts';
import { readMachine } from './machine.ts';
import { conditionsDifference, variablesForGit } from './program-environment.ts';
import type { Environment } from './environment-schema.ts';
import { storageError } from '../../native/storage-error.ts';

/** Runs a program to its end, with these variables alone, and gives its stdout; rejects when it cannot be started or fails. */
export type Run = (file: string, args: readonly string[], env: Variables) => Promise<string>;

export interface RuntimeChoice {
  /** The binary that runs servers and clients. */
  readonly nodePath: string;
  /** False when the user chose it with `--node`. Recorded as pinned only when it is. */
  readonly pinned: boolean;
  readonly run: Run;
}

/** Sockets that move to worker threads, and net.BoundSocket, came with it. require-node.cjs says the same. */
export const oldestNode = '26.6';

/** @throws UserError when the chosen runtime cannot be started, is not Node, or is too old. */
export async function readEnvironment(choice: RuntimeChoice): Promise<Omit<Environment, 'programs'>> {
  const [runtime, commit] = await Promise.all([readRuntime(choice), readCommit(choice.run)]);
  return { ...readMachine(), runtime, commit };
}

/**
 * Trials of two machines, runtimes or versions of this program do not belong into one result. What both do not tell is no
 * objection: a machine that hides its clock source could never go on with a run.
 * @throws UserError, naming `--resume`, and what was otherwise
 */
export function refuseOtherMachine(directory: string, then: Environment, now: Environment): void {
  const otherwise = conditionsDifference(then.programs, now.programs);
  if (otherwise !== null) throw new UserError(`--resume ${directory}: ${otherwise}; start a new run instead`);
  const [before, after] = [fingerprintOf(then), fingerprintOf(now)];
  const { differing, unknown } = differencesOf(
    [...before.parts, ...before.software],
    [...after.parts, ...after.software],
  );
  const changes = [...differing, ...unknown.filter(({ was, is }) => was !== is)];
  if (changes.length === 0) return;
  const told = changes.map(({ name, was, is }) => `${name} was ${oneLineOf(was)}, is ${oneLineOf(is)}`).join('; ');
  throw new UserError(
    `--resume ${directory}: was begun on another machine or with other software: ${told}; start a new run instead`,
  );
}

function oneLineOf(value: string | null): string {
  return value?.replaceAll('\n', '; ') ?? 'unknown';
}

/** Asks the runtime itself, unless it is the one that runs this. @throws UserError, naming `--node`. */
export async function readRuntime({ nodePath, pinned, run }: RuntimeChoice): Promise<Environment['runtime']> {
  const { node, v8, uv, execPath, added } = isThisProgram(nodePath)
    ? { ...process.versions, execPath: process.execPath, added: [] }
    : await askIdentity(nodePath, run);
  if (isOlder(node, oldestNode)) {
    throw new UserError(`--node ${nodePath}: is Node ${node}; use ${oldestNode} or newer, or leave the flag out`);
  }
  // Naming the runtime that runs this anyway is no choice of another.
  const isChosenByDefault = pinned || isThisProgram(nodePath);
  const identity = {
    node,
    v8,
    libuv: uv,
    sha256: await hashFile(execPath),
    pinned: isChosenByDefault && isPinned(execPath),
  };
  return added.length === 0 ? identity : { ...identity, added };
}

/** Whether a binary is the one that package.json pins: where it is missing, npm scripts run on the machine's own. */
export function isPinned(execPath: string): boolean {
  const installed = join(checkout, 'node_modules');
  // A process knows its own path without symbolic links; there may be one on the way to what is installed.
  return existsSync(installed) && execPath.startsWith(join(realpathSync(installed), sep));
}

/** Commit of the checkout that this folder of it is in, `-dirty` where its sources differ; null where there is none. */
export async function readCommit(run: Run, folder: string = join(checkout, 'runner')): Promise<string | null> {
  const variables = variablesForGit(process.env);
  // The checkout may be somebody else's, as root's or in a container: git would refuse to look at it.
  const usual = ['-C', folder, '-c', 'safe.directory=*', '--no-optional-locks'];
  const git = (...args: readonly string[]) => run('git', [...usual, ...args], variables);
  try {
    // In a copy without history that lies inside somebody else's checkout, committed there or not, that one answers.
    const top = (await git('rev-parse', '--show-toplevel')).trim();
    if (realpathSync(top) !== realpathSync(dirname(folder))) return null;
    await git('ls-files', '--error-unmatch', '--', '.');
    const head = (await git('rev-parse', 'HEAD')).trim();
    // From the root of the checkout, without the results, which a run changes itself.
    const changes = await git('status', '--porcelain', '--', ':/', ':(top,exclude)results');
    return changes.trim() === '' ? head : `${head}-dirty`;
  } catch {
    // No git, no checkout, or no commit yet.
    return null;
  }
}

interface Identity {
  readonly node: string;
  readonly v8: string;
  readonly uv: string;
  /** The binary itself, where `--node` names a link or a version manager's script. */
  readonly execPath: string;
  /** Flags, and variables that may change figures, that programs get from that script and not from us. */
  readonly added: readonly string[];
}

const identityQuestion = `JSON.stringify({
  ...process.versions,
  execPath: process.execPath,
  flags: process.execArgv,
  variables: Object.keys(process.env),
})`;

async function askIdentity(nodePath: string, run: Run): Promise<Identity> {
  const advice = `name a Node ${oldestNode} or newer, or leave the flag out`;
  const question = ['-p', identityQuestion];
  const variables = programVariables(process.env, null);
  let answer: string;
  try {
    answer = await run(nodePath, question, variables);
  } catch (cause) {
    const withheld = withheldNames(process.env);
    const without = withheld.length === 0 ? '' : ` without ${withheld.join(', ')}, which no measured program is given`;
    throw new UserError(`--node ${nodePath}: cannot be started as Node${without}: ${advice}`, { cause });
  }
  const identity = parseIdentity(answer, question, variables);
  if (identity === null) throw new UserError(`--node ${nodePath}: does not answer as Node does: ${advice}`);
  return identity;
}

function parseIdentity(answer: string, question: readonly string[], given: Variables): Identity | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(answer);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  // Others that run JavaScript also claim to be some version of Node, on another engine or another loop.
  if ('bun' in parsed || 'deno' in parsed) return null;
  const { node, v8, uv, execPath, flags, variables } = parsed as Record<string, unknown>;
  if (typeof node !== 'string' || typeof v8 !== 'string') return null;
  if (typeof uv !== 'string' || typeof execPath !== 'string') return null;
  const addedFlags = texts(flags).filter((flag) => !question.includes(flag));
  const addedVariables = texts(variables).filter((name) => !(name in given) && mayChangeFigures(name));
  return { node, v8, uv, execPath, added: [...addedVariables.toSorted(), ...addedFlags] };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function isThisProgram(nodePath: string): boolean {
  try {
    return realpathSync(nodePath) === realpathSync(process.execPath);
  } catch {
    // A name to be looked up on the PATH, or nothing at all: asking it will tell.
    return false;
  }
}

function isOlder(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** SHA-256, hexadecimal. About 0.1 s for a Node binary. */
async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  } catch (error) {
    throw storageError(`--node ${path}`, error, 'name the binary itself, with its path');
  }
  return hash.digest('hex');
}
