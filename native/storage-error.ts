/** What the file system refuses, in words that a person can act on. */
import { UserError } from '../protocol/flags.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file has reached the largest size that is allowed',
  EACCES: 'there is no permission',
  EPERM: 'there is no permission',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such file or folder',
  EEXIST: 'it is there already',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EISDIR: 'this is a folder, not a file',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
};

/**
 * `<path>: <reason>: <advice>`, with the system's error as its cause.
 * @throws `error` itself where it does not come from the file system: that is a defect, and keeps its stack.
 */
export function storageError(path: string, error: unknown, advice: string): UserError {
  const code = errorCode(error);
  if (code === null) throw error;
  return new UserError(`${path}: ${reasons[code] ?? code}: ${advice}`, { cause: error });
}

/** 'the disk is full'; the first line of what is no error of the file system. */
export function errorText(error: unknown): string {
  const code = errorCode(error);
  if (code !== null) return reasons[code] ?? code;
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
}

/** `ENOENT` and the like; null for errors of any other kind. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
