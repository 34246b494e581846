/** From the conditions of an experiment to cells: which processors, how many workers and clients. Pure. */
import type { Pinning } from '../../../native/affinity.ts';
import type { Conditions } from '../../experiments/experiment.ts';
import type { Calibration } from '../../result/result.ts';
import type { Cell, CellRole, Regime } from '../../result/trial.ts';

/** Who may use which processors; null: not pinned. */
export interface Placement {
  readonly serverCpus: readonly number[] | null;
  readonly clientCpus: readonly number[] | null;
  readonly workers: number;
  readonly clients: number;
}

/** Pools are pools: two workers at the least, also on one processor. */
const fewestWorkers = 2;

/**
 * Equal budget: the first half of the processors is the server's, the second the clients'. Whole machine: nothing is
 * pinned, every processor gets a worker, and half as many client processes make the load. Null: cannot be had here.
 */
export function place(regime: Regime, cpus: readonly number[], pinning: Pinning): Placement | null {
  const half = Math.floor(cpus.length / 2);
  if (regime === 'whole-machine') {
    const workers = Math.max(fewestWorkers, cpus.length);
    return { serverCpus: null, clientCpus: null, workers, clients: Math.max(1, half) };
  }
  if (half === 0 || !pinning.ok) return null;
  const serverCpus = cpus.slice(0, half);
  const clientCpus = cpus.slice(half, 2 * half);
  return { serverCpus, clientCpus, workers: Math.max(fewestWorkers, half), clients: half };
}

export interface CellSource {
  readonly experiment: string;
  readonly group: string;
  /** Its name among those it is compared with. */
  readonly arm: string;
  readonly role: CellRole;
  /** Its own, not only those of its group. */
  readonly conditions: Conditions;
  /** Rounds of `work` per request; 0 is `echo`. */
  readonly iterations: number;
}

export function createCell(source: CellSource, placement: Placement, calibration: Calibration): Cell {
  const { experiment, group, arm, role, conditions, iterations } = source;
  const { model, framing, path, regime, connections, exchangesPerConnection, idleConnections, depth, payloadBytes } =
    conditions;
  const { receiveBufferBytes } = conditions;
  const label = role === 'control' || role === 'slowdown' ? `${arm} (${role})` : arm;
  return {
    id: `${group}/${label}`,
    experiment,
    group,
    role,
    arm,
    model,
    framing,
    service: iterations === 0 ? 'echo' : `work:${iterations}`,
    workNsPerRequest: iterations * calibration.nsPerIteration,
    path,
    regime,
    connections,
    exchangesPerConnection,
    idleConnections,
    depth,
    payloadBytes,
    receiveBufferBytes,
    ...placement,
    // Of clients without connections one is enough.
    clients: Math.max(1, Math.min(placement.clients, connections)),
  };
}

/** Rounds of `work` that take so long; `workMicros` 0 is `echo`. */
export function iterationsFor(workMicros: number, { nsPerIteration }: Calibration): number {
  return workMicros === 0 ? 0 : Math.max(1, Math.round((workMicros * 1000) / nsPerIteration));
}

/** What is measured when nothing else is said: the smallest message that carries a stamp with room to spare. */
export const usualConditions = {
  model: 'event-loop',
  framing: 'length-u32',
  path: 'loopback',
  depth: 1,
  payloadBytes: 64,
  connections: 64,
  exchangesPerConnection: null,
  idleConnections: 0,
  receiveBufferBytes: null,
} as const satisfies Partial<Conditions>;

/** Rounds of work per request while calibrating: enough for the loop to be compiled where it runs, about 1 µs. */
export const calibrationIterations = 16;

/**
 * The server in which the calibration is made: the baseline of most experiments, on processors of its own where that
 * can be had.
 */
export function calibrationCell(cpus: readonly number[], pinning: Pinning): Cell {
  const regime = place('equal-budget', cpus, pinning) === null ? 'whole-machine' : 'equal-budget';
  const placement = place(regime, cpus, pinning) as Placement;
  const conditions = { ...usualConditions, regime, workMicros: 0 } as const;
  const identity = { experiment: 'calibration', group: 'calibration', arm: 'event-loop', role: 'baseline' } as const;
  const calibration = { payloadBytes: conditions.payloadBytes, nsPerIteration: 0, echoCpuNsPerMessage: 0 };
  return createCell({ ...identity, conditions, iterations: calibrationIterations }, placement, calibration);
}
