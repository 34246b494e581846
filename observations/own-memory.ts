/** Memory of a process that comes from no file: its own, however many others run the same program (proc_pid_smaps_rollup(5)). */
import { readFileSync } from 'node:fs';

/** @throws Error where the kernel does not tell */
export function ownBytes(pid: number): number {
  const path = `/proc/${pid}/smaps_rollup`;
  const rollup = readFileSync(path, 'utf8');
  return ['Pss_Anon', 'Pss_Shmem'].reduce((sum, field) => {
    const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1];
    if (kibibytes === undefined) throw new Error(`${path} has no ${field}; use a kernel from 5.4 on`);
    return sum + 1024 * Number(kibibytes);
  }, 0);
}
