/**
 * Whether two readings of a server's counters are of the same workers, so that their difference is what was done and
 * used between them. A worker that dies takes counts with it that nobody has read, and its successor is cold.
 */
import type { Usage } from '../../../servers/usage.ts';

/** What only grows, and is subtracted. */
const counters = {
  'processor time': (usage) => usage.cpuNs,
  'monotonic time': (usage) => usage.monotonicNs,
  messages: (usage) => usage.messages,
  'system calls': (usage) => usage.systemCalls ?? 0,
  'voluntary context switches': (usage) => usage.contextSwitches.voluntary,
  'involuntary context switches': (usage) => usage.contextSwitches.involuntary,
  'garbage collections': (usage) => usage.gc.count,
  'garbage collection time': (usage) => usage.gc.pauseNs,
} as const satisfies Record<string, (usage: Usage) => number>;

/** One sentence about what makes the difference worthless; null when it can be used. */
export function breakBetween(before: Usage, after: Usage): string | null {
  const lost = after.workersLost - before.workersLost;
  if (lost > 0) return `the server lost ${lost} ${lost === 1 ? 'worker' : 'workers'} while it was measured`;
  const [then, now] = [before, after].map(({ pids }) => pids.toSorted((a, b) => a - b).join(', '));
  if (then !== now) return `the server's processes changed while it was measured: from ${then} to ${now}`;
  for (const [name, read] of Object.entries(counters)) {
    if (read(after) >= read(before)) continue;
    return `the server's ${name} went backwards while it was measured: from ${read(before)} to ${read(after)}`;
  }
  return null;
}
