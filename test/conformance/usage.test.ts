/**
 * Processor time as servers report it, against the kernel's own clocks of their processes: inside libc calls, of
 * threads that have ended and of children that have been waited for. Linux only, where those clocks can be read.
 */
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../../native/availability.ts';
import { processCpuNs } from '../../native/clocks.ts';
import { startServer } from '../programs/program-under-test.ts';
import { Peer } from './peer.ts';
import { testedModels } from './selection.ts';
import { servesSeveral, untilUsage, usageOf } from './subject.ts';
import { workRequest } from './wire.ts';

/** getrusage(2) counts microseconds, of each process. */
const roundingNs = 10_000;
const work = workRequest(300_000);

describe.skipIf(libcUnavailable !== null).each(testedModels)('%s', (model) => {
  test('reports the processor time that the kernel counts, while its workers live and afterwards', async () => {
    const { server, endpoint } = await startServer(model, ['--service', 'work:payload']);
    await using _ = server;
    const atRest = await usageOf(server);
    const peers = [await Peer.connect(endpoint)];
    if (servesSeveral(model)) peers.push(await Peer.connect(endpoint));
    for (const peer of peers) for (let i = 0; i < 4; i++) expect(await peer.exchange(work)).not.toBe('ended');

    const before = kernelCpuNs((await usageOf(server)).pids);
    const busy = await usageOf(server);
    const after = kernelCpuNs(busy.pids);
    expect(busy.cpuNs).toBeGreaterThan(before - roundingNs);
    expect(busy.cpuNs).toBeLessThan(after + roundingNs);

    for (const peer of peers) peer.socket.destroy();
    const rested = await untilUsage(
      server,
      ({ connectionsPerWorker, pids }) =>
        connectionsPerWorker.length === atRest.connectionsPerWorker.length &&
        connectionsPerWorker.every((open) => open === 0) &&
        pids.length === atRest.pids.length,
    );
    expect(rested.cpuNs).toBeGreaterThanOrEqual(before);
    expect(rested.cpuNs).toBeGreaterThan(busy.cpuNs);
  });
});

/** Of all threads of these processes, ended ones included. */
function kernelCpuNs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (processCpuNs(pid) ?? 0), 0);
}
