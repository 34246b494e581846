/** What `npm run doctor` looks at: read from this machine in about a second, judged in doctor.ts. */
import { statfsSync } from 'node:fs';
import { availableParallelism, getPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkout } from '../../native/user-folder.ts';
import { UserError } from '../../protocol/flags.ts';
import { readThrottling, type Throttling } from './cgroup.ts';
import { openCompileCache, type CompileCache } from './compile-cache.ts';
import { isPinned, type Run } from './environment.ts';
import { kernelFiles, readField, readNumber, type KernelFiles } from './kernel-files.ts';
import { findLeftovers } from './leftovers.ts';
import { readMachine, type Machine } from './machine.ts';
import { readConditions } from './program-environment.ts';

/** Null: this machine does not tell. */
export interface Facts {
  readonly machine: Machine;
  readonly runtime: { readonly node: string; readonly pinned: boolean };
  /** What servers and clients would inherit from here, and what of the environment would be kept from them. */
  readonly programs: ReturnType<typeof readConditions>;
  /** Proved with this runtime; `refused`: why a run would not start. */
  readonly compileCache: Pick<CompileCache, 'kind' | 'why'> | { readonly refused: string };
  /** What this process may use, after affinity and cgroup limits. */
  readonly usableProcessors: number;
  /** Two readings, a second apart, while this program is idle. */
  readonly activity: Activity | null;
  readonly throttling: Throttling | null;
  /** Whether processors may run above their nominal frequency. */
  readonly turbo: boolean | null;
  readonly memoryAvailableBytes: number | null;
  readonly swapUsedBytes: number | null;
  readonly ephemeralPorts: { readonly first: number; readonly last: number } | null;
  readonly timeWaitSockets: number | null;
  readonly clockSource: string | null;
  /** Free for us on the file system of the results. */
  readonly diskFreeBytes: number | null;
  readonly power: 'mains' | 'battery' | null;
  /** Folders of runs that were killed. */
  readonly abandonedFolders: number;
}

export interface Activity {
  /** Shares of the time of all processors together, 0 … 1. */
  readonly busy: number;
  readonly steal: number;
  /** Processes that used more than 2 % of one processor, the busiest first; shares of one processor. */
  readonly processes: readonly { readonly name: string; readonly share: number }[];
  /** Pages swapped in or out. */
  readonly swappedPages: number;
}

/** `pass` returns after the time during which activity is looked at. */
export async function gatherFacts(
  run: Run,
  files: KernelFiles = kernelFiles,
  pass: () => Promise<unknown> = () => sleep(1000),
): Promise<Facts> {
  return {
    machine: readMachine(files),
    runtime: { node: process.versions.node, pinned: isPinned(process.execPath) },
    programs: readConditions(process.env, files, getPriority()),
    compileCache: await proveCompileCache(run),
    usableProcessors: availableParallelism(),
    activity: await readActivity(files, pass),
    throttling: readThrottling(files),
    turbo: readTurbo(files),
    memoryAvailableBytes: readKib(files, 'MemAvailable'),
    swapUsedBytes: readSwapUsed(files),
    ephemeralPorts: readPorts(files),
    timeWaitSockets: readTimeWait(files),
    clockSource: files.read('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
    diskFreeBytes: readDiskFree(join(checkout, 'results')),
    power: readPower(files),
    abandonedFolders: (await findLeftovers()).abandoned.length,
  };
}

async function proveCompileCache(run: Run): Promise<Facts['compileCache']> {
  try {
    await using cache = await openCompileCache(process.execPath, run);
    return { kind: cache.kind, why: cache.why };
  } catch (error) {
    if (error instanceof UserError) return { refused: error.message };
    throw error;
  }
}

async function readActivity(files: KernelFiles, pass: () => Promise<unknown>): Promise<Activity | null> {
  const before = readCounters(files);
  if (before === null) return null;
  await pass();
  const after = readCounters(files);
  if (after === null || after.total <= before.total) return null;
  const total = after.total - before.total;
  const perProcessor = total / after.processors;
  const processes = [...after.processes].flatMap(([key, { name, ticks }]) => {
    const share = (ticks - (before.processes.get(key)?.ticks ?? 0)) / perProcessor;
    return share > 0.02 ? [{ name, share }] : [];
  });
  return {
    busy: Math.max(0, after.busy - before.busy) / total,
    steal: Math.max(0, after.steal - before.steal) / total,
    processes: processes.toSorted((a, b) => b.share - a.share),
    swappedPages: Math.max(0, after.swappedPages - before.swappedPages),
  };
}

/** In ticks of 10 ms. */
interface Counters {
  readonly total: number;
  readonly busy: number;
  readonly steal: number;
  readonly processors: number;
  /** By pid and start time, since pids are used again. */
  readonly processes: ReadonlyMap<string, { readonly name: string; readonly ticks: number }>;
  readonly swappedPages: number;
}

function readCounters(files: KernelFiles): Counters | null {
  const stat = files.read('/proc/stat');
  // user nice system idle iowait irq softirq steal: proc_stat(5). Guest time is within user and nice.
  const line = /^cpu +(.*)$/m.exec(stat ?? '')?.[1];
  if (stat === null || line === undefined) return null;
  const ticks = line.split(' ').map(Number);
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = ticks;
  const busy = user + nice + system + irq + softirq;
  return {
    total: busy + idle + iowait + steal,
    busy,
    steal,
    processors: stat.match(/^cpu\d+ /gm)?.length ?? 1,
    processes: readProcesses(files),
    swappedPages:
      (readField(files, '/proc/vmstat', 'pswpin') ?? 0) + (readField(files, '/proc/vmstat', 'pswpout') ?? 0),
  };
}

function readProcesses(files: KernelFiles): Counters['processes'] {
  const processes = new Map<string, { readonly name: string; readonly ticks: number }>();
  for (const pid of files.list('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid))) {
    // pid (name) state …: a name may hold blanks and parentheses. Fields 14, 15 and 22 of proc_pid_stat(5).
    const match = /\((.*)\) (.*)$/s.exec(files.read(`/proc/${pid}/stat`) ?? '');
    if (match === null) continue;
    const [, name = '', rest = ''] = match;
    const fields = rest.split(' ');
    processes.set(`${pid} ${fields[19]}`, { name, ticks: Number(fields[11]) + Number(fields[12]) });
  }
  return processes;
}

function readTurbo(files: KernelFiles): boolean | null {
  const disabled = readNumber(files, '/sys/devices/system/cpu/intel_pstate/no_turbo');
  if (disabled !== null) return disabled === 0;
  const boost = readNumber(files, '/sys/devices/system/cpu/cpufreq/boost');
  return boost === null ? null : boost === 1;
}

function readKib(files: KernelFiles, field: string): number | null {
  const kib = readField(files, '/proc/meminfo', field);
  return kib === null ? null : kib * 1024;
}

function readSwapUsed(files: KernelFiles): number | null {
  const total = readKib(files, 'SwapTotal');
  const free = readKib(files, 'SwapFree');
  return total === null || free === null ? null : total - free;
}

function readPorts(files: KernelFiles): Facts['ephemeralPorts'] {
  const [first, last] = (files.read('/proc/sys/net/ipv4/ip_local_port_range') ?? '').split(/\s+/).map(Number);
  return first === undefined || last === undefined ? null : { first, last };
}

function readTimeWait(files: KernelFiles): number | null {
  const count = /^TCP:.* tw (\d+)/m.exec(files.read('/proc/net/sockstat') ?? '')?.[1];
  return count === undefined ? null : Number(count);
}

function readDiskFree(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // Absent, or a file system that does not count: a run that cannot write says so itself.
    return null;
  }
}

/** Null where there is no supply to be seen, as in virtual machines. */
function readPower(files: KernelFiles): Facts['power'] {
  const folder = '/sys/class/power_supply';
  const supplies = files.list(folder).map((name) => ({
    type: files.read(`${folder}/${name}/type`),
    status: files.read(`${folder}/${name}/status`),
    // The battery of a mouse is no battery of the machine.
    scope: files.read(`${folder}/${name}/scope`),
  }));
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  if (own.some(({ type, status }) => type === 'Battery' && status === 'Discharging')) return 'battery';
  return own.length === 0 ? null : 'mains';
}
