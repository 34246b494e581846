/** What each end used so far: processor time by the kernel's clocks, and how often it was switched off its processor. */
import { libcUnavailable } from '../native/availability.ts';
import type { Far } from './channel.ts';
import type { EndUsage } from './report.ts';

export interface Usage {
  readonly near: EndUsage;
  /** Null off Linux. */
  readonly far: EndUsage | null;
}

/** Reads both ends. About 0.2 ms: before and after a slice, and never within. */
export type UsageReader = () => Usage;

export async function usageReader(far: Pick<Far, 'pid' | 'threadId'>): Promise<UsageReader> {
  if (libcUnavailable !== null) return () => ({ near: ownUsage(), far: null });
  const { processCpuNs, threadCpuNs } = await import('../native/clocks.ts');
  const { readContextSwitches } = await import('../native/thread-state.ts');
  const { pid, threadId } = far;
  const ofFar = (): EndUsage => ({
    cpuNs: (threadId === null ? processCpuNs(pid) : threadCpuNs(threadId)) ?? Number.NaN,
    contextSwitches: readContextSwitches(pid, threadId ?? undefined) ?? none,
  });
  return () => {
    const there = ofFar();
    const own = { cpuNs: processCpuNs(process.pid) ?? Number.NaN, contextSwitches: ownUsage().contextSwitches };
    // A thread of this process is in what the process used.
    return { near: threadId === null ? own : growth(there, own), far: there };
  };
}

export function growth(before: EndUsage, after: EndUsage): EndUsage {
  return {
    cpuNs: after.cpuNs - before.cpuNs,
    contextSwitches: {
      voluntary: after.contextSwitches.voluntary - before.contextSwitches.voluntary,
      involuntary: after.contextSwitches.involuntary - before.contextSwitches.involuntary,
    },
  };
}

const none = { voluntary: Number.NaN, involuntary: Number.NaN } as const;

/** The process, all its threads. */
function ownUsage(): EndUsage {
  const { userCPUTime, systemCPUTime, voluntaryContextSwitches, involuntaryContextSwitches } = process.resourceUsage();
  return {
    cpuNs: (userCPUTime + systemCPUTime) * 1000,
    contextSwitches: { voluntary: voluntaryContextSwitches, involuntary: involuntaryContextSwitches },
  };
}
