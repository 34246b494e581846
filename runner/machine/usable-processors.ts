/** How many processors unpinned programs of a run could use. */
import type { Environment } from './environment-schema.ts';

/** Those that the runner was bound to, as by taskset(1); all of the machine where that is not known. */
export function usableProcessors({ processor: { allowed, count } }: Pick<Environment, 'processor'>): number {
  return allowed?.length ?? count;
}
