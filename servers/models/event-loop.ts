/**
 * Single-thread non-blocking multiplexing, the reactor: one event loop (libuv) accepts, reads, computes and writes
 * for all connections.
 *
 *     clients ══▶ [ accept · read · compute · write ]   one thread
 */
import { performance } from 'node:perf_hooks';
import { listen } from '../acceptor.ts';
import { calibrateWork } from '../calibrate.ts';
import { ConnectionGroup } from '../connection-group.ts';
import { createCounters } from '../counters.ts';
import { runningServer, type RunningServer, type ServerModel, type ServerSpec } from '../server-model.ts';
import { isolateUsage, readProcessUsage, sumUsage } from '../usage.ts';

async function start(spec: ServerSpec): Promise<RunningServer> {
  const counters = createCounters();
  const group = new ConnectionGroup(spec, counters);
  const acceptor = await listen(spec.listen, 'served-here', (socket) => group.serve(socket));
  return runningServer({
    endpoint: acceptor.endpoint,
    usage: async () =>
      sumUsage({
        processes: [readProcessUsage()],
        isolates: [isolateUsage(counters, performance.eventLoopUtilization())],
      }),
    calibrate: async (payloadBytes) => calibrateWork(payloadBytes),
    killWorker: () => {
      throw new RangeError('event-loop has no workers');
    },
    close(graceMs) {
      acceptor.stop();
      return group.close(graceMs);
    },
  });
}

export const eventLoop: ServerModel = {
  name: 'event-loop',
  title: 'event loop',
  description: 'one thread accepts, reads and computes for all connections (libuv)',
  classicName: 'single-thread non-blocking multiplexing, reactor',
  isolates: () => 1,
  standsIdleUpTo: Number.POSITIVE_INFINITY,
  supports: () => ({ ok: true }),
  start,
};
