/** A pool of workers that own the connections, completed to a server. */
import type { Endpoint } from '../protocol/endpoint.ts';
import type { Reservation } from './acceptor.ts';
import { runningServer, type RunningServer, type ServerSpec } from './server-model.ts';
import { sumUsage } from './usage.ts';
import type { PoolWorker } from './workers/pool-worker.ts';
import { WorkerPool } from './workers/worker-pool.ts';

export interface PoolServing {
  readonly endpoint: Endpoint;
  readonly pool: WorkerPool;
  /** Connections closed unserved so far. */
  readonly refused?: () => number;
  readonly stopAccepting: () => void;
}

export function servedByPool({ endpoint, pool, refused = () => 0, stopAccepting }: PoolServing): RunningServer {
  return runningServer({
    endpoint,
    usage: async () => sumUsage({ ...(await pool.account()), refused: refused() }),
    calibrate: (payloadBytes) => pool.calibrate(payloadBytes),
    killWorker: (slot) => pool.kill(slot),
    close(graceMs) {
      stopAccepting();
      return pool.close(graceMs);
    },
  });
}

/**
 * Prethreaded and preforked where each worker accepts: a connection goes to whoever the kernel, or node:cluster, gives
 * it to. `reservation` is what they listen on, or what keeps the port for them; it is released with the server.
 */
export async function startSelfAccepting(
  spec: ServerSpec,
  reservation: Reservation,
  startWorker: () => PoolWorker,
): Promise<RunningServer> {
  const release = () => reservation[Symbol.dispose]();
  try {
    const pool = await WorkerPool.start({ size: spec.workers, startWorker });
    return servedByPool({ endpoint: reservation.endpoint, pool, stopAccepting: release });
  } catch (error) {
    release();
    throw error;
  }
}
