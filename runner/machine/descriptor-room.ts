/**
 * Whether the programs of a run may open as many descriptors as they need. Node raises the soft limit to the hard one, so
 * the hard one counts. Both ends of a connection are in different programs, each with a limit of its own.
 */
import { UserError } from '../../protocol/flags.ts';

/** What a program opens besides its connections: at rest, for workers, and for those that verify it. */
const ownDescriptors = 64;
/** The calibration, which every run begins with, has 64 connections. */
export const leastDescriptors = ownDescriptors + 64;

const remedy = 'raise the limit (ulimit -n, or nofile in /etc/security/limits.conf)';

/** Why so many connections cannot be held, or null. `hard`: null where the kernel does not tell. */
export function tooFewDescriptors(connections: number, hard: number | null): string | null {
  const needed = connections + ownDescriptors;
  if (hard === null || hard >= needed) return null;
  return `${connections} connections need ${needed} descriptors in each program, and ${hard} may be open; ${remedy}`;
}

/** @throws UserError when not even the calibration could be made */
export function refuseFewDescriptors(hard: number | null): void {
  if (hard === null || hard >= leastDescriptors) return;
  throw new UserError(
    `a run needs ${leastDescriptors} descriptors in each program, and ${hard} may be open: ${remedy}`,
  );
}
