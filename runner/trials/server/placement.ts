/** Which processors a server and its clients get, how many workers and how many client processes. Pure. */
import type { Pinning } from '../../../native/affinity.ts';
import type { RemoteSite } from '../kind.ts';
import type { Regime, ServerSetup } from './setup.ts';

/** Who may use which processors; null: not pinned. */
export type Placement = Pick<ServerSetup, 'serverCpus' | 'clientCpus' | 'workers' | 'clients'>;

/** Pools are pools: two workers at the least, also on one processor. */
const fewestWorkers = 2;

/** Of cells that cannot be placed, and are skipped. */
export const unplaced: Placement = { serverCpus: null, clientCpus: null, workers: fewestWorkers, clients: 1 };

/** The processors of the machine that the runner and the clients are on. */
interface Here {
  readonly cpus: readonly number[];
  readonly pinning: Pinning;
}

/**
 * Equal budget: the first half of the processors is the server's, the second the clients'. Whole machine: nothing is
 * pinned, every processor gets a worker, and half as many client processes make the load. Null: cannot be had here.
 */
export function place(regime: Regime, { cpus, pinning }: Here): Placement | null {
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

/**
 * The server on a machine of its own. Equal budget: both sides get what they would have if both machines were theirs by
 * halves, so that a machine that is reached from itself is shared as it is at home. Whole machine: each has its own.
 */
export function placeElsewhere(regime: Regime, here: Here, there: RemoteSite): Placement | null {
  const workersOf = (processors: number) => Math.max(fewestWorkers, processors);
  if (regime === 'whole-machine')
    return { serverCpus: null, clientCpus: null, workers: workersOf(there.cpus.length), clients: here.cpus.length };
  if (!here.pinning.ok || !there.pinning.ok) return null;
  const serverCpus = there.cpus.slice(0, Math.max(1, Math.floor(there.cpus.length / 2)));
  const half = Math.floor(here.cpus.length / 2);
  const clientCpus = half === 0 ? here.cpus : here.cpus.slice(half, 2 * half);
  return { serverCpus, clientCpus, workers: workersOf(serverCpus.length), clients: clientCpus.length };
}

/** A server that was running already has the processors that it was started on. */
export function placeClients(regime: Regime, here: Here): Placement | null {
  const both = place(regime, here);
  return both && { ...both, serverCpus: null };
}

export function whyUnplaced({ pinning }: Here, there: RemoteSite | null): string {
  if (!pinning.ok) return `equal budget: ${pinning.reason}`;
  if (there !== null && !there.pinning.ok) return `equal budget, on the server's machine: ${there.pinning.reason}`;
  return 'equal budget needs two processors, one for each side';
}
