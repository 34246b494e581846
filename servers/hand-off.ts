/** Prethreaded and preforked with one acceptor: it accepts, and gives each connection to the workers in turn. */
import type { Socket } from 'node:net';
import { listen } from './acceptor.ts';
import { runningServer, type RunningServer, type ServerSpec } from './server-model.ts';
import type { PoolWorker } from './workers/pool-worker.ts';
import { WorkerPool } from './workers/worker-pool.ts';

/** What the thread pool and the process pool have in common; `startWorker` is what they differ in. */
export async function startHandOff(spec: ServerSpec, startWorker: () => PoolWorker): Promise<RunningServer> {
  const pool = await WorkerPool.start(spec.workers, startWorker);
  const handOff = (socket: Socket): void => {
    const worker = pool.next();
    // Only while every worker is dead at once; refusing is honest, and waiting would need a bound anyway.
    if (worker === undefined) socket.resetAndDestroy();
    else worker.handOff(socket);
  };
  let acceptor;
  try {
    acceptor = await listen(spec.listen, 'handed-over', handOff);
  } catch (error) {
    await pool.close(0);
    throw error;
  }
  return runningServer({
    endpoint: acceptor.endpoint,
    usage: () => pool.usage(),
    calibrate: (payloadBytes) => pool.calibrate(payloadBytes),
    killWorker: (slot) => pool.kill(slot),
    close(graceMs) {
      acceptor.stop();
      return pool.close(graceMs);
    },
  });
}
