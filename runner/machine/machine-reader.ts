/** What the runner reads of a machine while trials go on: of this one, or, through an agent, of the server's. */
import { availableParallelism, cpus } from 'node:os';
import { readMachineTime, readThrottledNs, type MachineTime } from './machine-time.ts';
import { readMemory, type Memory } from './process-memory.ts';

export interface MachineReader {
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
  processors: cpus().length || availableParallelism(),
  time: async () => readMachineTime(),
  throttledNs: async () => readThrottledNs(),
  memory: async (pids, rssBytes) => readMemory(pids, rssBytes),
};
