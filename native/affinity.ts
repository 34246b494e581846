/** Which processors this process may use, and how a program gets onto the ones that `--cpus` names. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseCpuList, UsageError } from '../protocol/flags.ts';
import { libcUnavailable } from './availability.ts';

/** Processors that the calling thread may use. Off Linux: all, by number. */
export function allowedCpus(): readonly number[] {
  if (process.platform !== 'linux') return Array.from({ length: availableParallelism() }, (_, cpu) => cpu);
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/thread-self/status', 'utf8'))?.[1];
  return parseCpuList('Cpus_allowed_list', list ?? '0');
}

/**
 * Puts this program onto the given processors before anything of the runtime runs elsewhere: binds the thread and
 * executes the program again in place (same pid), so that helper threads of the runtime are inside too. Returns at
 * once when it is there already, as after a start by the runner.
 */
export async function moveToCpus(cpus: readonly number[] | null): Promise<void> {
  if (cpus === null || allowedCpus().join() === cpus.join()) return;
  if (libcUnavailable !== null) throw new UsageError(`--cpus ${cpus.join()}: ${libcUnavailable}`);
  const { bindThread } = await import('./libc.ts');
  const all = allowedCpus();
  if (!cpus.every((cpu) => all.includes(cpu))) {
    throw new UsageError(`--cpus ${cpus.join()}: use processors this process may use: ${all.join()}`);
  }
  bindThread(cpus);
  process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], process.env);
}
