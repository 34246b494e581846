/** Memory of a server's processes as the kernel accounts for it. Costs it milliseconds: never during a slice. */
import { readFileSync } from 'node:fs';
import type { Memory } from './trial.ts';

/**
 * Adds up the processes. `rssBytes` as the server reports it, since only that exists everywhere; pages shared by its
 * processes count in each there, and once, in proportion, in the PSS (proc_pid_smaps_rollup(5)).
 */
export function readMemory(pids: readonly number[], rssBytes: number): Memory {
  let pssBytes: number | null = 0;
  for (const pid of pids) {
    const pss = readPssBytes(pid);
    pssBytes = pss === null || pssBytes === null ? null : pssBytes + pss;
  }
  return { rssBytes, pssBytes };
}

function readPssBytes(pid: number): number | null {
  try {
    const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    // No such file off Linux, and none of a process that has just ended.
    return null;
  }
}
