/** Which process a pid meant: it is used again sooner or later, so it names a process only with when that was started. */
import { readFileSync } from 'node:fs';

/** In ticks since the machine was started, empty for a zombie; null where /proc does not tell (proc_pid_stat(5)). */
export function startOfProcess(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // Off Linux, or there is no such process.
    return null;
  }
  // pid (name) state …: a name may hold blanks and parentheses.
  const fields = /.*\) (.*)$/s.exec(stat)?.[1]?.split(' ');
  if (fields === undefined) return null;
  return fields[0] === 'Z' || fields[0] === 'X' ? '' : (fields[19] ?? null);
}

/** @param start of the process that is meant; empty where that could not be told, so that any of that pid is taken for it */
export function isStillRunning(pid: number, start: string): boolean {
  const now = startOfProcess(pid);
  if (now !== null) return now !== '' && (start === '' || now === start);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's may not be sent anything, and is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
