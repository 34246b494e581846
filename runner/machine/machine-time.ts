/** What all processors of the machine did so far, from /proc/stat, in ticks of 10 ms, and what was kept from them by a quota. */
import { readFileSync } from 'node:fs';
import { readThrottling } from './cgroup.ts';
import { kernelFiles } from './kernel-files.ts';

export interface MachineTime {
  readonly busyNs: number;
  readonly idleNs: number;
  readonly stealNs: number;
}

/** Ticks per second of /proc/stat: USER_HZ, 100 on every architecture that Node has binaries for. */
export const nsPerTick = 1e7;

/** Null off Linux. */
export function readMachineTime(): MachineTime | null {
  if (process.platform !== 'linux') return null;
  const line = /^cpu +(.+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '';
  // proc_stat(5); guest time is part of user and nice time already.
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .split(' ')
    .map(Number);
  return {
    busyNs: (user + nice + system + irq + softirq) * nsPerTick,
    idleNs: (idle + iowait) * nsPerTick,
    stealNs: steal * nsPerTick,
  };
}

/** How long the control group of this process has been stopped so far; null where there is no controller. */
export function readThrottledNs(): number | null {
  return readThrottling(kernelFiles)?.throttledNs ?? null;
}

/** Null where there is no controller. */
export function throttledBetween(beforeNs: number | null, afterNs: number | null): number | null {
  return beforeNs === null || afterNs === null ? null : afterNs - beforeNs;
}

export function machineTimeBetween(before: MachineTime | null, after: MachineTime | null): MachineTime | null {
  if (before === null || after === null) return null;
  // Idle time waiting for disks can go backwards (proc_stat(5)).
  return {
    busyNs: Math.max(0, after.busyNs - before.busyNs),
    idleNs: Math.max(0, after.idleNs - before.idleNs),
    stealNs: Math.max(0, after.stealNs - before.stealNs),
  };
}
