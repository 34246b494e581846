/** A server with a child process for each connection, all of which block: see the model of that name. */
import type { Socket } from 'node:net';
import { readEndedChildren } from '../../native/libc.ts';
import { createSharedMemory, mapSharedMemory } from '../../native/shared-memory.ts';
import { close } from '../../native/sockets.ts';
import { listen } from '../acceptor.ts';
import { calibrateWork } from '../calibrate.ts';
import { runningServer, type RunningServer, type ServerSpec } from '../server-model.ts';
import { readProcessUsage, sumUsage } from '../usage.ts';
import { ConnectionWorkers } from './connection-workers.ts';
import { startBlockingProcess } from './process.ts';
import { createRows, rowBytes } from './row.ts';

/** @throws UserError when the address cannot be had. */
export async function startBlockingProcesses(spec: ServerSpec, connectionLimit: number): Promise<RunningServer> {
  const memoryBytes = connectionLimit * rowBytes;
  const memory = createSharedMemory(memoryBytes);
  const { framing, service, limits, receiveBufferBytes } = spec;
  const serving = { framing, service, limits, ...(receiveBufferBytes !== undefined && { receiveBufferBytes }) };
  const workers = new ConnectionWorkers<Socket>(
    createRows(mapSharedMemory(memory, memoryBytes)),
    (socket, row, index) =>
      startBlockingProcess({ serving, parentPid: process.pid, memoryBytes, index }, socket, memory, row),
  );
  const acceptor = await listen(spec.listen, 'handed-over', (socket) => {
    if (!workers.serve(socket)) socket.resetAndDestroy();
  });
  const onExit = (): void => workers.terminate();
  process.on('exit', onExit);
  return runningServer({
    endpoint: acceptor.endpoint,
    async usage() {
      const { processes, ...account } = workers.account();
      const endedProcesses = readEndedChildren();
      return sumUsage({ processes: [readProcessUsage(), ...processes], ...account, endedProcesses });
    },
    // No isolate outlives its connection, so there is none that is warm: it is found in the one that starts them.
    calibrate: async (payloadBytes) => calibrateWork(payloadBytes),
    killWorker: (place) => workers.kill(place),
    async close(graceMs) {
      acceptor.stop();
      await workers.close(graceMs);
      process.off('exit', onExit);
      close(memory);
    },
  });
}
