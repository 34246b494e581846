/** Whether a file or folder is there. */
import { access } from 'node:fs/promises';
import { errorCode, storageError } from './storage-error.ts';

/** @throws UserError with `advice` where the file system does not tell */
export async function exists(path: string, advice: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw storageError(path, error, advice);
  }
}
