/**
 * Out of descriptors: whom a server has it goes on serving, whom it cannot have it refuses or lets wait, and it spins
 * neither nor leaks. When descriptors are free again, all is as before. One model of each way to accept; all of them
 * in `npm run conformance`. And what a server says that cannot even start.
 */
import { Buffer } from 'node:buffer';
import { readdirSync } from 'node:fs';
import { setTimeout as pass } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../../native/availability.ts';
import { modelNames, type ModelName } from '../../servers/models/index.ts';
import { ProgramUnderTest, startServer } from '../programs/program-under-test.ts';
import { Peer } from './peer.ts';
import { servesSeveral, untilIdle, untilUsage, usageOf } from './subject.ts';

const hello = Buffer.from('0000000568656c6c6f', 'hex');
/** A server has 25 to 35 at rest. */
const descriptors = 64;
const tried = 100;

const accepting: readonly ModelName[] = [
  'event-loop',
  'epoll-loop',
  'thread-pool-handoff',
  'blocking-thread-per-connection',
];
const cases = process.env.CONFORMANCE === 'every framing' ? modelNames : accepting;

describe.skipIf(libcUnavailable !== null).each(cases)('%s, out of descriptors', (name) => {
  test('serves whom it has, refuses others or lets them wait, and recovers, twice', async () => {
    const { server, endpoint, pid } = await startServer(name, [], {}, descriptors);
    await using _ = server;
    const openAtRest: number[] = [];
    for (let round = 0; round < 2; round++) {
      const connecting = await Promise.allSettled(Array.from({ length: tried }, () => Peer.connect(endpoint)));
      const peers = connecting.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      // With one connection at a time, the others wait for that one to end.
      const heard = servesSeveral(name) ? peers : peers.slice(0, 1);
      const served: Peer[] = [];
      await Promise.all(heard.map(async (peer) => ((await peer.echoes(hello)) ? served.push(peer) : 0)));
      expect(served.length).toBeGreaterThan(0);

      const before = await usageOf(server);
      expect(before.connectionsPerWorker.reduce((sum, open) => sum + open, 0)).toBe(served.length);
      await pass(300);
      const after = await usageOf(server);
      expect(after.cpuNs - before.cpuNs).toBeLessThan((after.monotonicNs - before.monotonicNs) / 2);
      expect(await Promise.all(served.map((peer) => peer.echoes(hello)))).not.toContain(false);

      for (const peer of peers) peer[Symbol.dispose]();
      await untilIdle(server);
      const newcomers = await Promise.all(
        Array.from({ length: servesSeveral(name) ? 4 : 1 }, () => Peer.connect(endpoint)),
      );
      expect(await Promise.all(newcomers.map((peer) => peer.echoes(hello)))).not.toContain(false);
      for (const peer of newcomers) peer[Symbol.dispose]();
      await untilIdle(server);
      openAtRest.push(readdirSync(`/proc/${pid}/fd`).length);
    }
    expect(openAtRest[1]).toBeLessThanOrEqual(openAtRest[0] as number);
    server.say('stop');
    expect(await server.end()).toBe(0);
    // One sentence at most, however many are refused.
    expect(server.stderr).toMatch(/^(connections are refused: [^\n]+\n)?$/);
  });
});

const starting: readonly ModelName[] = [
  'epoll-loop',
  'thread-pool-handoff',
  'process-pool-handoff',
  'blocking-thread-per-connection',
];

describe.skipIf(libcUnavailable !== null).each(starting)('%s', (name) => {
  test('says in one line that it cannot start without descriptors, and what to do', async () => {
    const args = ['--model', name, '--framing', 'raw', '--workers', '2'];
    await using server = new ProgramUnderTest('servers/main.ts', args, {}, 25);
    expect(await server.end()).toBe(1);
    expect(server.stderr).toMatch(/^the server ends: no descriptor is free; raise the limit \(ulimit -n\), [^\n]+\n$/);
  });
});

test.skipIf(libcUnavailable !== null)(
  'a child that cannot be replaced for want of descriptors is replaced when they are free again',
  async () => {
    const { server, endpoint, pid } = await startServer('process-offload', [], {}, descriptors);
    await using _ = server;
    const connecting = await Promise.allSettled(Array.from({ length: tried }, () => Peer.connect(endpoint)));
    const peers = connecting.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await Promise.all(peers.map((peer) => peer.echoes(hello)));
    server.say('kill-worker 0');
    const ended = () =>
      server.stderr.split('\n').filter((line) => /^worker 0 ended \(.*EMFILE.*it is replaced in/.test(line));
    await expect.poll(() => ended().length, { timeout: 20_000 }).toBeGreaterThan(3);
    for (const peer of peers) peer[Symbol.dispose]();
    const { pids } = await untilUsage(server, (usage) => usage.pids.length === 3);
    expect(pids).toContain(pid);
    using peer = await Peer.connect(endpoint);
    expect(await peer.echoes(hello)).toBe(true);
  },
);
