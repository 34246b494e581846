/** What the runner reads of a machine while trials go on: of this one, or, through an agent, of the server's. */
import { availableParallelism, cpus } from 'node:os';
import { kernelFiles } from './kernel-files.ts';
import { readMachineTime, readThrottledNs, type MachineTime } from './machine-time.ts';
import { readMemory, type Memory } from './process-memory.ts';

export interface MachineReader {
  /** Whether it is the one that the runner and the clients are on, however it was reached: what one side uses is not foreign to the other. */
  readonly isThisMachine: boolean;
  /** All that the machine has. */
  readonly processors: number;
  /** What all processors did so far; null off Linux. */
  time(): Promise<MachineTime | null>;
  /** How long the control group has been stopped so far; null where there is no controller. */
  throttledNs(): Promise<number | null>;
  /** Of these processes together; `rssBytes` as the server tells it. */
  memory(pids: readonly number[], rssBytes: number): Promise<Memory>;
}

export const thisMachine: MachineReader = {
  isThisMachine: true,
  processors: cpus().length || availableParallelism(),
  time: async () => readMachineTime(),
  throttledNs: async () => readThrottledNs(),
  memory: async (pids, rssBytes) => readMemory(pids, rssBytes),
};

/** Of the kernel that is running, for as long as it runs (random(4)): the same for whoever is on this machine. Null off Linux. */
export function readBootId(): string | null {
  return kernelFiles.read('/proc/sys/kernel/random/boot_id');
}
