/** Prethreaded and preforked with one acceptor: it accepts, and gives each connection to the workers in turn. */
import type { Socket } from 'node:net';
import { listen } from './acceptor.ts';
import { servedByPool } from './pool-server.ts';
import type { RunningServer, ServerSpec } from './server-model.ts';
import type { PoolWorker } from './workers/pool-worker.ts';
import { WorkerPool } from './workers/worker-pool.ts';

/** What the thread pool and the process pool have in common; `startWorker` is what they differ in. */
export async function startHandOff(spec: ServerSpec, startWorker: () => PoolWorker): Promise<RunningServer> {
  let refused = 0;
  const handOff = (socket: Socket): void => {
    const worker = pool.next();
    try {
      // Only while every worker is dead at once; refusing is honest, and waiting would need a bound anyway.
      if (worker === undefined) throw new Error('every worker is dead at once');
      worker.handOff(socket);
    } catch (error) {
      if (refused === 0) console.error(`connections are refused: ${(error as Error).message}`);
      refused++;
      socket.resetAndDestroy();
    }
  };
  const pool = await WorkerPool.start({ size: spec.workers, startWorker, onUndelivered: handOff });
  try {
    const acceptor = await listen(spec.listen, 'handed-over', handOff);
    return servedByPool({
      endpoint: acceptor.endpoint,
      pool,
      refused: () => refused,
      stopAccepting: () => acceptor.stop(),
    });
  } catch (error) {
    await pool.close(0);
    throw error;
  }
}
