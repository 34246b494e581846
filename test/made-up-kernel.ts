/** /proc and /sys of a machine that nobody here owns: `files` by absolute path. */
import type { KernelFiles } from '../runner/machine/kernel-files.ts';

export function madeUpKernel(files: Readonly<Record<string, string>>): KernelFiles {
  const paths = Object.keys(files);
  return {
    read: (path) => files[path]?.trim() ?? null,
    list: (folder) => {
      const below = paths.filter((path) => path.startsWith(`${folder}/`));
      const names = below.map((path) => path.slice(folder.length + 1).split('/')[0] ?? '');
      return [...new Set(names)].toSorted();
    },
  };
}
