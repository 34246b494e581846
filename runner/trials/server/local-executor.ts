/** Trials with real programs on this machine. */
import { canPin } from '../../../native/affinity.ts';
import { models, type ModelName } from '../../../servers/models/index.ts';
import { calibrationCell, calibrationIterations } from './cells.ts';
import { TrialError, type Executor } from '../executor.ts';
import { paths, type PathName } from '../paths/index.ts';
import type { Runtime } from '../program.ts';
import type { Calibration, Plan } from '../../result/result.ts';
import type { ProgramCell } from './live-server-trial.ts';
import { startCell } from './start.ts';

import type { Cell, Slice } from '../../result/trial.ts';

const calibrationSlices = 4;

export function createLocalExecutor(runtime: Runtime, cpus: readonly number[], seed: number): Executor {
  const start = async (cell: Cell, warmup: Plan['warmup']): Promise<ProgramCell> => {
    const model = models[cell.model as ModelName];
    const path = await paths[cell.path as PathName].open();
    return await startCell({
      cell,
      path,
      runtime,
      warmup,
      isolates: warmIsolates(cell, model.isolates(cell.workers, cell.connections)),
      processors: cell.serverCpus?.length ?? cpus.length,
      seed,
    });
  };
  return {
    start: (cell, plan) => start(cell, plan.warmup),
    async prepare(cells, signal): Promise<void> {
      const noWarmUp = { messagesPerIsolate: 0, cpuMsPerIsolate: 0 };
      for (const cell of new Map(cells.map((one) => [one.model, one])).values()) {
        signal.throwIfAborted();
        try {
          await using standing = await start(withoutLoad(cell), noWarmUp);
          await standing.finish();
        } catch (error) {
          if (!(error instanceof TrialError)) throw error;
        }
      }
    },
    async calibrate({ warmup, slice }, signal): Promise<Calibration> {
      signal.throwIfAborted();
      const cell = calibrationCell(cpus, canPin());
      await using standing = await start(cell, warmup);
      signal.throwIfAborted();
      await standing.warmUp(1, signal);
      const slices: Slice[] = [];
      for (let turn = 0; turn < calibrationSlices; turn++) {
        signal.throwIfAborted();
        slices.push(await standing.slice(slice.ms));
      }
      signal.throwIfAborted();
      const nsPerIteration = await standing.calibrate(cell.payloadBytes);
      await standing.finish();
      signal.throwIfAborted();
      const cpuNs = slices.reduce((sum, one) => sum + one.server.cpuNs, 0);
      const messages = slices.reduce((sum, one) => sum + one.server.messages, 0);
      const workNs = calibrationIterations * nsPerIteration;
      return { payloadBytes: cell.payloadBytes, nsPerIteration, echoCpuNsPerMessage: cpuNs / messages - workNs };
    },
  };
}

/** The client verifies the server, which has its workers load all that they ever will. */
function withoutLoad(cell: Cell): Cell {
  return { ...cell, connections: 0, idleConnections: 0, exchangesPerConnection: null, clients: 1 };
}

/**
 * A worker that serves no connection has nothing to get warm with, nor has one whose connection, and with it the worker,
 * is replaced after an exchange or two: of those only the acceptor stays.
 */
function warmIsolates({ workers, connections, exchangesPerConnection }: Cell, isolates: number): number {
  return Math.min(isolates, connections, exchangesPerConnection === null ? Number.POSITIVE_INFINITY : workers);
}
