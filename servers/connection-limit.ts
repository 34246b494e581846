/**
 * How many connections a model serves at once that has a thread or a process for each: what this machine can carry,
 * and a round number where it could carry more. Above it connections are refused; they would not be served well, and
 * running out of threads or memory would cost the server.
 */
import { readFileSync } from 'node:fs';

/** What one worker takes, at rest. */
export interface WorkerCost {
  readonly memoryBytes: number;
  /** Of the server's main process. */
  readonly descriptors: number;
  readonly memoryMaps: number;
  /** Threads, as the kernel counts them against the limits of users and control groups. */
  readonly tasks: number;
}

export interface ConnectionLimit {
  /** At least 1. */
  readonly connections: number;
  /** What there would not be enough of for more, in words. */
  readonly boundBy: string;
}

/** What the kernel tells: the seam at which tests put another machine. */
export interface Resources {
  availableMemory(): number;
  /** Content of a file; null where it is absent or not for us to read. */
  read(path: string): string | null;
}

/**
 * A V8 isolate with its event loop, and the accepted socket: measured with 1,000 of them under Node 26.10, which took
 * 8.1 MB, 5 descriptors and 36 memory maps each. nodejs/node#32265 met the limit of memory maps at about 1,500.
 */
export const threadCost: WorkerCost = { memoryBytes: 9e6, descriptors: 7, memoryMaps: 40, tasks: 1 };
/**
 * For V8 in such a thread. One connection needs little: what a whole application would be given is reserved for each
 * (nodejs/node#32265: hundreds of threads with the defaults have ended a process). Messages are outside of it.
 */
export const threadLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };
/**
 * A child of Node: what it does not share with the others (PSS), its channel, and its pidfd. It has 7 threads at rest,
 * measured for both models, and 4 more as soon as libuv's pool has something to do.
 */
export const processCost: WorkerCost = { memoryBytes: 30e6, descriptors: 4, memoryMaps: 0, tasks: 11 };

/** Where the machine would carry more: by then the scheduler is what is measured. */
const roundLimit = 512;
/** The rest is for messages, for the load, and for everything else. */
const share = 0.5;

const thisMachine: Resources = {
  availableMemory: () => process.availableMemory(),
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return null;
    }
  },
};

/** Reads what is free now. */
export function connectionLimit(cost: WorkerCost, resources: Resources = thisMachine): ConnectionLimit {
  const read = (path: string) => resources.read(path);
  const tasks = Math.min(number(read('/proc/self/limits'), /^Max processes\s+(\d+)/m), freeTasksOfGroups(read));
  const limits: readonly ConnectionLimit[] = [
    { connections: roundLimit, boundBy: 'a round number, the machine would carry more' },
    { connections: (share * resources.availableMemory()) / cost.memoryBytes, boundBy: 'memory' },
    {
      connections: (share * number(read('/proc/self/limits'), /^Max open files\s+(\d+)/m)) / cost.descriptors,
      boundBy: 'descriptors (ulimit -n)',
    },
    {
      connections: (share * number(read('/proc/sys/vm/max_map_count'), /(\d+)/)) / cost.memoryMaps,
      boundBy: 'memory maps (vm.max_map_count)',
    },
    { connections: (share * tasks) / cost.tasks, boundBy: 'processes and threads (ulimit -u, pids.max)' },
  ];
  const least = limits.reduce((one, other) => (other.connections < one.connections ? other : one));
  return { connections: Math.max(1, Math.floor(least.connections)), boundBy: least.boundBy };
}

/** For people: `at most 365 at once on this machine: memory`. */
export function sayLimit({ connections, boundBy }: ConnectionLimit): string {
  return `at most ${connections} at once on this machine: ${boundBy}`;
}

/**
 * What the control groups of this process leave, in version 2 or 1 (cgroups(7)); a limit of any ancestor binds as well.
 * Inside a container the path may lead nowhere; the mount then is the process's own group.
 */
function freeTasksOfGroups(read: Resources['read']): number {
  // Lines are `id:controllers:path`; version 2 is the one without controllers.
  const groups = (read('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'));
  const v1 = groups.find(([, controllers]) => controllers?.split(',').includes('pids'));
  const own = v1 ?? groups.find(([id, controllers]) => id === '0' && controllers === '');
  if (own === undefined) return Number.POSITIVE_INFINITY;
  const names = own
    .slice(2)
    .join(':')
    .split('/')
    .filter((name) => name !== '');
  const mount = v1 === undefined ? '/sys/fs/cgroup' : '/sys/fs/cgroup/pids';
  const left = [...names.keys(), names.length].map((depth) => {
    const level = [mount, ...names.slice(0, depth)].join('/');
    return number(read(`${level}/pids.max`), /^(\d+)/) - number(read(`${level}/pids.current`), /^(\d+)/, 0);
  });
  return Math.max(0, Math.min(...left));
}

/** No limit where the kernel does not tell: off Linux, or without one. */
function number(text: string | null, pattern: RegExp, otherwise = Number.POSITIVE_INFINITY): number {
  return Number(pattern.exec(text ?? '')?.[1] ?? otherwise);
}
