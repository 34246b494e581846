/** Which processors this process may use, and how a program gets onto the ones that `--cpus` names. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { parseCpuList, UserError } from '../protocol/flags.ts';
import { libcUnavailable } from './availability.ts';

/** Processors that the calling thread may use. Off Linux: all, by number. */
export function allowedCpus(): readonly number[] {
  if (process.platform !== 'linux') return Array.from({ length: availableParallelism() }, (_, cpu) => cpu);
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/thread-self/status', 'utf8'))?.[1];
  return parseCpuList('Cpus_allowed_list', list ?? '0');
}

export type Pinning = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Whether programs can be bound to processors here: not where libc cannot be called, for the reason given. */
export function canPin(unavailable: string | null = libcUnavailable): Pinning {
  return unavailable === null ? { ok: true } : { ok: false, reason: `processors cannot be bound: ${unavailable}` };
}

/**
 * Puts this program onto the given processors before anything of the runtime runs elsewhere: binds the thread and
 * executes the program again in place (same pid), so that helper threads of the runtime are inside too. Returns at
 * once when it is there already, as after a start by the runner.
 * @param mark arguments that tell the program, when it is executed again, that it has moved
 */
export async function moveToCpus(cpus: readonly number[] | null, mark: readonly string[] = []): Promise<void> {
  if (cpus === null || allowedCpus().join() === cpus.join()) return;
  if (libcUnavailable !== null) throw new UserError(`--cpus ${typedCpus(cpus)}: ${libcUnavailable}`);
  const { bindThread } = await import('./libc.ts');
  const all = allowedCpus();
  if (!cpus.every((cpu) => all.includes(cpu))) {
    throw new UserError(`--cpus ${typedCpus(cpus)}: use processors this process may use: ${all.join()}`);
  }
  bindThread(cpus);
  process.execve?.(
    process.execPath,
    [process.execPath, ...process.execArgv, ...process.argv.slice(1), ...mark],
    process.env,
  );
}

/** What the user wrote: of `0-900`, nobody wants to read every number. */
function typedCpus(cpus: readonly number[]): string {
  const { values } = parseArgs({ options: { cpus: { type: 'string' } }, strict: false, allowPositionals: true });
  return typeof values['cpus'] === 'string' ? values['cpus'] : cpus.join();
}
