/** A server with a thread for each connection, all of which block: see the model of that name. */
import { calibrateWork } from '../calibrate.ts';
import { runningServer, type RunningServer, type ServerSpec } from '../server-model.ts';
import { readProcessUsage, sumUsage } from '../usage.ts';
import { interruption } from '../../native/signals.ts';
import { close, resetOnClose } from '../../native/sockets.ts';
import { acceptInThread } from './acceptor.ts';
import { ConnectionWorkers } from './connection-workers.ts';
import { createRows, rowBytes } from './row.ts';
import { startBlockingThread } from './thread.ts';

/** @throws UserError when the address cannot be had. */
export async function startBlockingThreads(spec: ServerSpec, connectionLimit: number): Promise<RunningServer> {
  const memory = new SharedArrayBuffer(connectionLimit * rowBytes);
  const rows = createRows(memory);
  const workers = new ConnectionWorkers<number>(rows, (fd, row, index) =>
    startBlockingThread({ serving: spec, fd, memory, index }, row),
  );
  const acceptor = await acceptInThread(
    spec.listen,
    (fd) => {
      if (workers.serve(fd)) return;
      resetOnClose(fd);
      close(fd);
    },
    () => workers.countRefusal('no descriptor is free (ulimit -n)'),
  );
  // What interrupts system calls; with a handler it does nothing else.
  process.on(interruption, ignore);
  const onExit = (): void => {
    acceptor.wake();
    workers.terminate();
  };
  process.on('exit', onExit);
  return runningServer({
    endpoint: acceptor.endpoint,
    async usage() {
      return sumUsage({ ...workers.account(), processes: [readProcessUsage()] });
    },
    // No isolate outlives its connection, so there is none that is warm: it is found in the one that starts them.
    calibrate: async (payloadBytes) => calibrateWork(payloadBytes),
    killWorker: (place) => workers.kill(place),
    async close(graceMs) {
      await acceptor.stop();
      await workers.close(graceMs);
      process.off('exit', onExit);
      process.off(interruption, ignore);
    },
  });
}

function ignore(): void {}
