/** How many descriptors this process may have, and what to do when they are used up. */
import { readFileSync } from 'node:fs';

/** Read now: when the descriptors are used up, no file can be opened. */
const limitsAtStart = readLimits();

/** One sentence without its full stop, for a connection that found no descriptor (EMFILE). */
export function descriptorsUsedUp(limits: string | null = limitsAtStart): string {
  const [, soft, hard] = /^Max open files\s+(\d+)\s+(\d+|unlimited)/m.exec(limits ?? '') ?? [];
  const most =
    soft === undefined ? '' : `: this process may have ${inFull(soft)}, without root at most ${inFull(hard as string)}`;
  return `too many open files${most}; raise the limit (ulimit -n), or use fewer connections or more --clients`;
}

function inFull(count: string): string {
  return /^\d+$/.test(count) ? Number(count).toLocaleString('en-US') : count;
}

/** Null where the kernel does not tell. */
function readLimits(): string | null {
  try {
    return readFileSync('/proc/self/limits', 'latin1');
  } catch {
    return null;
  }
}
