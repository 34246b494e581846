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
}

/**
 * A V8 isolate with its event loop, and the accepted socket: measured with 1,000 of them under Node 26.10, which took
 * 8.1 MB, 5 descriptors and 36 memory maps each. nodejs/node#32265 met the limit of memory maps at about 1,500.
 */
export const threadCost: WorkerCost = { memoryBytes: 9e6, descriptors: 7, memoryMaps: 40 };
/**
 * For V8 in such a thread. One connection needs little: what a whole application would be given is reserved for each
 * (nodejs/node#32265: hundreds of threads with the defaults have ended a process). Messages are outside of it.
 */
export const threadLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };
/** A child of Node: what it does not share with the others (PSS), its channel, and its pidfd. */
export const processCost: WorkerCost = { memoryBytes: 30e6, descriptors: 4, memoryMaps: 0 };

/** Where the machine would carry more: by then the scheduler is what is measured. */
const roundLimit = 512;
/** The rest is for messages, for the load, and for everything else. */
const share = 0.5;

/** At least 1. Reads what is free now. */
export function connectionLimit(cost: WorkerCost): number {
  const limits = [
    (share * process.availableMemory()) / cost.memoryBytes,
    (share * readNumber('/proc/self/limits', /^Max open files\s+(\d+)/m)) / cost.descriptors,
    (share * readNumber('/proc/self/limits', /^Max processes\s+(\d+)/m)) / 1,
    (share * readNumber('/proc/sys/vm/max_map_count', /(\d+)/)) / cost.memoryMaps,
  ];
  return Math.max(1, Math.floor(Math.min(roundLimit, ...limits)));
}

/** No limit where the kernel does not tell: off Linux, or without one. */
function readNumber(path: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
