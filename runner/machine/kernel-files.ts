/** What the kernel tells through /proc and /sys: the seam at which tests put another machine. */
import { readdirSync, readFileSync } from 'node:fs';

export interface KernelFiles {
  /** Content without white space around it; null where the file is absent or not for us to read. */
  read(path: string): string | null;
  /** Names in a folder, sorted; none where it is absent. */
  list(path: string): readonly string[];
}

/** This machine. Off Linux all of it is absent. */
export const kernelFiles: KernelFiles = {
  read: (path) => orNull(() => readFileSync(path, 'utf8').trim()),
  list: (path) => orNull(() => readdirSync(path).toSorted()) ?? [],
};

/** The content as a number, null where it is none. */
export function readNumber(files: KernelFiles, path: string): number | null {
  return toNumber(files.read(path));
}

/** The first `name: value` or `name value` line of a file, as a number. */
export function readField(files: KernelFiles, path: string, name: string): number | null {
  const line = files
    .read(path)
    ?.split('\n')
    .find((candidate) => /^[^\s:]+/.exec(candidate)?.[0] === name);
  return toNumber(line?.split(/[\s:]+/)[1] ?? null);
}

function toNumber(text: string | null): number | null {
  return text !== null && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    // ENOENT, EACCES, EINVAL, ENODEV: each says that this machine does not tell.
    return null;
  }
}
