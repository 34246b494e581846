/**
 * What a thread reports that blocks in system calls. Node's utilization of event loops knows nothing of it: busy is
 * the processor time of the thread instead, and the rest of its life is idle.
 */
import { performance } from 'node:perf_hooks';
import { threadCpuNs } from '../native/clocks.ts';
import type { Counters } from './counters.ts';
import { isolateUsage, type IsolateUsage } from './usage.ts';

/** `threadId` is 0 before it is known. `startedMs`: when it started, on the clock of `performance.now()`. */
export function blockingThreadUsage(counters: Counters, threadId: number, startedMs: number): IsolateUsage {
  const active = threadId === 0 ? 0 : (threadCpuNs(threadId) ?? 0) / 1e6;
  return isolateUsage(counters, { active, idle: Math.max(0, performance.now() - startedMs - active) });
}
