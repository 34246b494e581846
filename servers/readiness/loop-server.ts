/** A server whose one loop is our own. The loop has a thread for itself; the main thread keeps control and signals. */
import { performance } from 'node:perf_hooks';
import { close } from '../../native/sockets.ts';
import { column, createSharedCounters } from '../counters.ts';
import { listenThroughLibc } from '../descriptor-listener.ts';
import { runningServer, type RunningServer, type ServerSpec } from '../server-model.ts';
import { blockingThreadUsage } from '../thread-usage.ts';
import { readProcessUsage, sumUsage } from '../usage.ts';
import type { ReadinessCall } from './index.ts';
import { startLoopThread } from './loop-thread.ts';

/** @throws UserError when the address cannot be had. */
export async function startLoop(spec: ServerSpec, call: ReadinessCall): Promise<RunningServer> {
  const { fd, endpoint, unlink } = await listenThroughLibc(spec.listen, 'non-blocking');
  const counters = createSharedCounters();
  const startedMs = performance.now();
  const thread = await startLoopThread({ serving: spec, call, listener: fd, counters }).catch((error: unknown) => {
    close(fd);
    unlink();
    throw error;
  });
  return runningServer({
    endpoint,
    usage: async () =>
      sumUsage({
        processes: [readProcessUsage()],
        isolates: [blockingThreadUsage(counters, thread.threadId, startedMs)],
        refused: counters[column.refused] as number,
        countsSystemCalls: true,
      }),
    calibrate: (payloadBytes) => thread.calibrate(payloadBytes),
    killWorker: () => {
      throw new RangeError(`${call}-loop has no workers`);
    },
    async close(graceMs) {
      await thread.close(graceMs);
      unlink();
    },
  });
}
