/**
 * A worker for each connection, thread or process: started when the connection is accepted, ended with it. Above its
 * limit a connection is closed at once, before it costs a worker; the server and the others go on.
 */
import type { Socket } from 'node:net';
import { listen } from './acceptor.ts';
import { runningServer, type RunningServer, type ServerSpec } from './server-model.ts';
import { sumUsage } from './usage.ts';
import { Crew } from './workers/crew.ts';
import type { PoolWorker } from './workers/pool-worker.ts';

/** `startWorker` starts one that ends with its connection. @throws UserError when the address cannot be had. */
export async function startPerConnection(
  spec: ServerSpec,
  limit: number,
  startWorker: () => PoolWorker,
): Promise<RunningServer> {
  const crew = new Crew();
  let refused = 0;
  const refuse = (socket: Socket, why: string): void => {
    if (refused === 0) console.error(`connections are refused: ${why}`);
    refused++;
    socket.resetAndDestroy();
  };
  const employ = async (worker: PoolWorker): Promise<void> => {
    let hasStarted = false;
    worker.started.then(
      () => (hasStarted = true),
      () => {},
    );
    const { how, byAccident, undelivered } = await crew.join(worker);
    // It could not be started, or died before it had its connection.
    for (const socket of undelivered) refuse(socket, how);
    if (!byAccident || !hasStarted || crew.closing || undelivered.length > 0) return;
    console.error(`a worker ended (${how}), and its connection with it`);
  };
  const calibrateNew = async (payloadBytes: number): Promise<number> => {
    const worker = startWorker();
    void employ(worker);
    const nsPerIteration = await worker.calibrate(payloadBytes);
    worker.close(0);
    return nsPerIteration;
  };
  const acceptor = await listen(spec.listen, 'handed-over', (socket) => {
    if (crew.size >= limit) return refuse(socket, `all ${limit} that it may serve at once are open`);
    try {
      const worker = startWorker();
      void employ(worker);
      worker.handOff(socket);
    } catch (error) {
      refuse(socket, `no worker beside ${crew.size} others: ${(error as Error).message}`);
    }
  });
  return runningServer({
    endpoint: acceptor.endpoint,
    usage: async () => sumUsage({ ...(await crew.account()), refused }),
    async calibrate(payloadBytes) {
      const oldest = crew.workers.find(({ alive }) => alive);
      // Fails when it ends, with its connection, before it answers.
      const nsPerIteration = await oldest?.calibrate(payloadBytes).catch(() => undefined);
      return nsPerIteration ?? (await calibrateNew(payloadBytes));
    },
    killWorker(index) {
      const worker = crew.workers[index];
      if (worker === undefined) throw new RangeError(`there is no worker ${index}: ${crew.size} connections are open`);
      worker.kill();
    },
    close(graceMs) {
      acceptor.stop();
      return crew.close(graceMs);
    },
  });
}
