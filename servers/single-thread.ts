/** Servers whose connections are all served by the thread that accepts them; which of them when is the model's policy. */
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { listen } from './acceptor.ts';
import { calibrateWork } from './calibrate.ts';
import { ConnectionGroup, countGarbageCollections } from './connection-group.ts';
import { createCounters } from './counters.ts';
import { runningServer, type RunningServer, type ServerSpec } from './server-model.ts';
import { isolateUsage, readProcessUsage, sumUsage } from './usage.ts';

export interface Admission {
  /** `handed-over`: sockets arrive paused, and may wait. */
  readonly sockets: 'served-here' | 'handed-over';
  onSocket(socket: Socket): void;
  /** The server stops: what has not been admitted yet is refused. */
  stop?(): void;
  refused?(): number;
}

export async function startSingleThread(
  spec: ServerSpec,
  name: string,
  admit: (group: ConnectionGroup) => Admission,
): Promise<RunningServer> {
  const counters = createCounters();
  countGarbageCollections(counters);
  const group = new ConnectionGroup(spec, counters);
  const admission = admit(group);
  const acceptor = await listen(spec.listen, admission.sockets, (socket) => admission.onSocket(socket));
  return runningServer({
    endpoint: acceptor.endpoint,
    usage: async () =>
      sumUsage({
        processes: [readProcessUsage()],
        isolates: [isolateUsage(counters, performance.eventLoopUtilization())],
        refused: admission.refused?.() ?? 0,
      }),
    calibrate: async (payloadBytes) => calibrateWork(payloadBytes),
    killWorker: () => {
      throw new RangeError(`${name} has no workers`);
    },
    close(graceMs) {
      acceptor.stop();
      admission.stop?.();
      return group.close(graceMs);
    },
  });
}
