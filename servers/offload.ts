/**
 * One event loop does all input and output, and other isolates compute: half-sync/half-async. Every request is
 * computed elsewhere, also where that costs more than the answer; replies leave in the order of the requests. A request
 * that fails, since it cannot be served or since whoever computed it died, ends its connection only. It is not tried again
 * elsewhere: a request that killed one worker would kill the next.
 */
import { performance } from 'node:perf_hooks';
import { listen } from './acceptor.ts';
import { ConnectionGroup, countGarbageCollections } from './connection-group.ts';
import { createCounters } from './counters.ts';
import { runningServer, type RunningServer, type ServerSpec } from './server-model.ts';
import { isolateUsage, sumUsage, type UsageParts } from './usage.ts';

/** Those who compute. */
export interface Computers {
  /** The reply. The bytes are theirs now. @throws when there will be none. */
  compute(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
  calibrate(payloadBytes: number): Promise<number>;
  kill(index: number): void;
  /** What they use beside this process. */
  account(): Promise<Omit<UsageParts, 'isolates'>>;
  close(graceMs: number): Promise<void>;
}

export async function startOffload(spec: ServerSpec, computers: Computers): Promise<RunningServer> {
  const counters = createCounters();
  countGarbageCollections(counters);
  const group = new ConnectionGroup(spec, counters, (connection, sequence, bytes, start, end) => {
    // The received bytes are valid until we return.
    const request = new Uint8Array(end - start);
    request.set(bytes.subarray(start, end));
    computers.compute(request).then(
      (reply) => connection.reply(sequence, reply, 0, reply.length),
      (error: unknown) => connection.fail(sequence, (error as Error).message),
    );
  });
  try {
    const acceptor = await listen(spec.listen, 'served-here', (socket) => group.serve(socket));
    return runningServer({
      endpoint: acceptor.endpoint,
      usage: async () =>
        sumUsage({
          ...(await computers.account()),
          isolates: [isolateUsage(counters, performance.eventLoopUtilization())],
        }),
      calibrate: (payloadBytes) => computers.calibrate(payloadBytes),
      killWorker: (index) => computers.kill(index),
      async close(graceMs) {
        acceptor.stop();
        await group.close(graceMs);
        await computers.close(0);
      },
    });
  } catch (error) {
    await computers.close(0);
    throw error;
  }
}
