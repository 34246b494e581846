/** Resources of a child that cannot be asked since it blocks, read from outside. */
import { readFileSync } from 'node:fs';
import { processCpuNs } from '../native/clocks.ts';
import type { ProcessUsage } from './usage.ts';

/**
 * Null when it is gone and waited for: then `readEndedChildren` has it. Processor time is the process's own clock;
 * only its split into user and system time comes from the kernel's ticks. Context switches are its main thread's.
 */
export function readChildProcess(pid: number): ProcessUsage | null {
  const cpuNs = processCpuNs(pid);
  if (cpuNs === null) return null;
  // Fields 14 and 15 (proc_pid_stat(5)); the second is a name in parentheses, which may hold anything.
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [userTicks, systemTicks] = [Number(fields[11]), Number(fields[12])];
  const userNs = Math.round((cpuNs * userTicks) / (userTicks + systemTicks || 1));
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  return {
    pid,
    userNs,
    systemNs: cpuNs - userNs,
    rssBytes: field('VmRSS') * 1024,
    voluntary: field('voluntary_ctxt_switches'),
    involuntary: field('nonvoluntary_ctxt_switches'),
  };
}
