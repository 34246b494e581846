/** Memory of a server's processes as the kernel accounts for it. Costs it milliseconds: never during a slice. */
import { readFileSync } from 'node:fs';

/** Of all processes of a program together. */
export interface Memory {
  readonly rssBytes: number;
  /** Proportional set size; null where the kernel does not tell. */
  readonly pssBytes: number | null;
  /** Of it, what comes from no file, and so is shared with no other program; null where the kernel does not tell. */
  readonly ownBytes: number | null;
}

/**
 * Adds up the processes. `rssBytes` as the server reports it, since only that exists everywhere; pages shared by its
 * processes count in each there, and once, in proportion, in the PSS (proc_pid_smaps_rollup(5)). A proportion changes
 * with whoever else maps the same file, as the runner and every client do with Node's; anonymous and shared memory,
 * which comes from no file, is the server's own.
 */
export function readMemory(pids: readonly number[], rssBytes: number): Memory {
  const rollups = pids.map(readRollup);
  return { rssBytes, pssBytes: sumOf(rollups, ['Pss']), ownBytes: sumOf(rollups, ['Pss_Anon', 'Pss_Shmem']) };
}

/** Null when one of the processes lacks one of the fields: a sum without it would be too small. */
function sumOf(rollups: readonly string[], fields: readonly string[]): number | null {
  const values = rollups.flatMap((rollup) =>
    fields.map((field) => new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1]),
  );
  if (values.includes(undefined)) return null;
  return values.reduce((sum, kibibytes) => sum + Number(kibibytes) * 1024, 0);
}

function readRollup(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  } catch {
    // No such file off Linux, and none of a process that has just ended.
    return '';
  }
}
