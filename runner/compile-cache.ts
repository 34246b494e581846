/**
 * Where servers and clients keep their compiled code. It has to be writable: where nothing can be kept, every start
 * removes the types from the sources again, which doubles the time to ready and the memory at rest [seen here].
 */
import { access, constants, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '../native/user-folder.ts';
import { errorCode, storageError } from './storage-error.ts';

/** Disposed of, it takes away what was made for this run alone. */
export interface CompileCache extends AsyncDisposable {
  readonly path: string;
}

/**
 * Kept from run to run in the checkout; in a checkout that is not ours to write, a folder for this run, which nobody
 * else can put code into. @throws UsageError when there is neither.
 */
export async function openCompileCache(
  kept = join(checkout, 'node_modules/.cache/echobench/compile'),
): Promise<CompileCache> {
  try {
    await mkdir(kept, { recursive: true });
    await access(kept, constants.W_OK | constants.X_OK);
    return { path: kept, [Symbol.asyncDispose]: () => Promise.resolve() };
  } catch (error) {
    if (errorCode(error) === null) throw error;
  }
  try {
    const path = await mkdtemp(join(tmpdir(), 'echobench-compile-'));
    return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
  } catch (error) {
    throw storageError(tmpdir(), error, 'compiled code has to be kept somewhere: name a folder for it with TMPDIR');
  }
}
