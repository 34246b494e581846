/**
 * The limits that a container or a service manager puts on this process (cgroups(7)), in version 1 and in version 2.
 * A limit of any ancestor binds as well, so every level from the process's own group up to the mount is read. Inside a
 * container the path of /proc/self/cgroup may lead nowhere; the mount itself then is the process's own group.
 */
import type { Environment } from './environment-schema.ts';
import { readField, readNumber, type KernelFiles } from './kernel-files.ts';

export interface Throttling {
  /** Enforcement periods in which the group ran, and those in which it used up its quota; of all levels together. */
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly throttledNs: number;
}

/** Where one controller keeps its files: the folders of all levels, innermost first. */
interface Hierarchy {
  readonly version: 1 | 2;
  readonly levels: readonly string[];
}

/** `cpuMax`: microseconds per period, as version 2 spells it: `150000 100000`, `max 100000`. */
export function readCgroup(files: KernelFiles): Environment['cgroup'] {
  const cpu = findHierarchy(files, 'cpu');
  const memory = findHierarchy(files, 'memory');
  return {
    version: cpu?.version ?? memory?.version ?? null,
    cpuMax: cpu === null ? null : tightestCpu(files, cpu),
    memoryMax: memory === null ? null : tightestMemory(files, memory),
  };
}

/** Totals since the groups were made; null where no level counts them. */
export function readThrottling(files: KernelFiles): Throttling | null {
  const cpu = findHierarchy(files, 'cpu');
  if (cpu === null) return null;
  const stats = cpu.levels.map((level) => `${level}/cpu.stat`).filter((path) => files.read(path) !== null);
  if (stats.length === 0) return null;
  const total = (field: string) => stats.reduce((sum, path) => sum + (readField(files, path, field) ?? 0), 0);
  return {
    periods: total('nr_periods'),
    throttledPeriods: total('nr_throttled'),
    throttledNs: cpu.version === 2 ? total('throttled_usec') * 1000 : total('throttled_time'),
  };
}

/** Processors' worth of time that a `cpuMax` allows; null: no limit. */
export function processorsAllowed(cpuMax: string | null): number | null {
  const [quota, period] = (cpuMax ?? '').split(' ').map(Number);
  return quota !== undefined && period !== undefined && quota >= 0 && period > 0 ? quota / period : null;
}

const root = '/sys/fs/cgroup';

function findHierarchy(files: KernelFiles, controller: 'cpu' | 'memory'): Hierarchy | null {
  // Lines are `id:controllers:path`; version 2 is the one without controllers.
  const groups = (files.read('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'));
  const v1 = groups.find(([, controllers]) => controllers?.split(',').includes(controller));
  if (v1 !== undefined) return { version: 1, levels: levels(`${root}/${controller}`, v1.slice(2).join(':')) };
  const v2 = groups.find(([id, controllers]) => id === '0' && controllers === '');
  return v2 === undefined ? null : { version: 2, levels: levels(root, v2.slice(2).join(':')) };
}

function levels(mount: string, path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '');
  return [...names.keys(), names.length].map((depth) => [mount, ...names.slice(0, depth)].join('/')).toReversed();
}

function tightestCpu(files: KernelFiles, { version, levels: folders }: Hierarchy): string | null {
  const limits = folders.map((level) => {
    if (version === 2) return files.read(`${level}/cpu.max`);
    const quota = readNumber(files, `${level}/cpu.cfs_quota_us`);
    return quota === null
      ? null
      : `${quota < 0 ? 'max' : quota} ${files.read(`${level}/cpu.cfs_period_us`) ?? 100_000}`;
  });
  return least(limits, (limit) => processorsAllowed(limit) ?? Infinity);
}

/** Version 1 spells "no limit" as the largest multiple of the page size below 2^63. */
const noLimitBytes = 2 ** 62;

function tightestMemory(files: KernelFiles, { version, levels: folders }: Hierarchy): string | null {
  const limits = folders.map((level) => {
    const limit = files.read(`${level}/${version === 2 ? 'memory.max' : 'memory.limit_in_bytes'}`);
    return limit !== null && Number(limit) >= noLimitBytes ? 'max' : limit;
  });
  return least(limits, (limit) => (limit === 'max' ? Infinity : Number(limit)));
}

function least(limits: readonly (string | null)[], size: (limit: string) => number): string | null {
  const known = limits.filter((limit) => limit !== null);
  return known.toSorted((a, b) => (size(a) === size(b) ? 0 : size(a) - size(b)))[0] ?? null;
}
