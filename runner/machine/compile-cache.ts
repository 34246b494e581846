/**
 * The cache of compiled code (NODE_COMPILE_CACHE) that servers and clients start with. Without it each of them strips
 * the types of its sources anew: a start takes three times as long, and 25 MB more stay in use. Node says nothing when it
 * cannot write the cache or was told not to use it; here the runtime has to prove that it does, before the first trial.
 */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOwnedFolder } from '../../native/owned-folder.ts';
import { checkout } from '../../native/user-folder.ts';
import { UserError } from '../../protocol/flags.ts';
import { programVariables } from '../../protocol/program-variables.ts';
import type { Run } from './environment.ts';
import { errorText } from '../../native/storage-error.ts';

export interface CompileCache extends AsyncDisposable {
  readonly path: string;
  /** `kept`: the one of the checkout. `temporary`: it could not be used, so that this one lasts as long as the run. */
  readonly kind: 'kept' | 'temporary';
  /** Why it is not the one of the checkout. */
  readonly why: string | null;
  /** After the programs were started once. @throws UserError when their code is not there, or no more can be written. */
  proveWarm(): Promise<void>;
}

export interface CachePlaces {
  readonly kept: string;
  /** Where temporary folders are made. */
  readonly temporary: string;
}

/** The one of the checkout. */
export const keptCache = join(checkout, 'node_modules', '.cache', 'echobench', 'compile');

function usualCachePlaces(): CachePlaces {
  return { kept: keptCache, temporary: tmpdir() };
}

/** @throws UserError when this runtime can keep compiled code nowhere. */
export async function openCompileCache(node: string, run: Run, places = usualCachePlaces()): Promise<CompileCache> {
  const why = await problemWithKept(places.kept, node, run);
  if (why === null) return cacheIn(places.kept, node, run, 'kept', null);
  let temporary: string;
  try {
    temporary = await makeOwnedFolder('compile', places.temporary);
  } catch (error) {
    throw refusal([why, `${places.temporary}: ${errorText(error)}`]);
  }
  const problem = await problemWith(temporary, node, run);
  if (problem === null) return cacheIn(temporary, node, run, 'temporary', why);
  await rm(temporary, { recursive: true, force: true });
  throw refusal([why, problem]);
}

function cacheIn(path: string, node: string, run: Run, kind: CompileCache['kind'], why: string | null): CompileCache {
  return {
    path,
    kind,
    why,
    async proveWarm() {
      const problem = await problemWith(path, node, run);
      if (problem !== null) throw refusal([problem]);
      if ((await bytesOfFiles(path)).length === 0) {
        throw refusal([`${path}: holds nothing, although all programs were started`]);
      }
    },
    async [Symbol.asyncDispose]() {
      if (kind === 'temporary') await rm(path, { recursive: true, force: true });
    },
  };
}

function refusal(problems: readonly string[]): UserError {
  return new UserError(
    `no cache of compiled code, without which a program takes three times as long to start: ${problems.join('; ')}; ` +
      'make one of these folders writable, make room, or name another with TMPDIR',
  );
}

async function problemWithKept(path: string, node: string, run: Run): Promise<string | null> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    return `${path}: ${errorText(error)}`;
  }
  return await problemWith(path, node, run);
}

/** Larger than what is left of a disk that is said to be full, smaller than what all programs need. */
const proofBytes = 1 << 20;

/** Has the runtime compile something new there, and looks whether it is kept. 'folder: what is wrong', or null. */
async function problemWith(path: string, node: string, run: Run): Promise<string | null> {
  let proof: string | undefined;
  try {
    proof = await makeOwnedFolder('proof', path);
    // No TypeScript: Node does not take types away below node_modules.
    const source = join(proof, 'proof.mjs');
    await writeFile(source, `export const proof = '${'x'.repeat(proofBytes)}';\n`);
    const cache = join(proof, 'cache');
    await mkdir(cache);
    await run(node, [source], programVariables(process.env, cache));
    if ((await bytesOfFiles(cache)).some((bytes) => bytes >= proofBytes)) return null;
    return `${path}: ${node} keeps nothing there`;
  } catch (error) {
    return `${path}: ${errorText(error)}`;
  } finally {
    if (proof !== undefined) await rm(proof, { recursive: true, force: true });
  }
}

async function bytesOfFiles(folder: string): Promise<readonly number[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
}
