/**
 * Out of descriptors: whom a server has it goes on serving, whom it cannot have it refuses or lets wait, and it spins
 * neither nor leaks. When descriptors are free again, all is as before. All models in `npm run conformance`. And what a server says that cannot even start.
 */
import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout as pass } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { ModelName } from '../../servers/models/index.ts';
import { libcUnavailable } from '../../native/availability.ts';
import { ProgramUnderTest, startServer } from '../programs/program-under-test.ts';
import { Peer } from './peer.ts';
import { testedModels } from './selection.ts';
import { servesSeveral, untilIdle, untilUsage, usageOf } from './subject.ts';

const hello = Buffer.from('0000000568656c6c6f', 'hex');
/** A server has 25 to 35 at rest. */
const descriptors = 64;
const tried = 100;
/** What a server opens once, with its first connections: the reserve, what it reads its memory from. */
const keptAfterUse = 4;

describe.skipIf(libcUnavailable !== null).each(testedModels)('%s, out of descriptors', (name) => {
  test('serves whom it has, refuses others or lets them wait, and recovers, twice', async () => {
    const { server, endpoint, pid } = await startServer(name, [], {}, descriptors);
    await using _ = server;
    const openNow = () => readdirSync(`/proc/${pid}/fd`).length;
    const atStart = openNow();
    const { pids: pidsAtStart } = await usageOf(server);
    const openAtRest: number[] = [];
    for (let round = 0; round < 2; round++) {
      const connecting = await Promise.allSettled(Array.from({ length: tried }, () => Peer.connect(endpoint)));
      const peers = connecting.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      // With one connection at a time, the others wait for that one to end.
      const heard = servesSeveral(name) ? peers : peers.slice(0, 1);
      const served: Peer[] = [];
      const hearing = Promise.all(heard.map(async (peer) => ((await peer.echoes(hello)) ? served.push(peer) : 0)));
      // Those that have to wait are heard when others go.
      await Promise.race([hearing, pass(1000)]);
      expect(served.length).toBeGreaterThan(0);

      // A worker that took its connection late may still be starting.
      const before = await untilUsage(server, ({ connectionsPerWorker }) => {
        return connectionsPerWorker.reduce((sum, open) => sum + open, 0) === served.length;
      });
      await pass(300);
      const after = await usageOf(server);
      expect(after.cpuNs - before.cpuNs).toBeLessThan((after.monotonicNs - before.monotonicNs) / 2);
      expect(await Promise.all(served.map((peer) => peer.echoes(hello)))).not.toContain(false);

      for (const peer of peers) peer[Symbol.dispose]();
      await hearing;
      await untilIdle(server);
      // A thread or process gives its descriptors back a moment after its connection has ended.
      const mostAtRest = Math.min(...openAtRest, atStart + keptAfterUse);
      await expect.poll(openNow, { timeout: 10_000 }).toBeLessThanOrEqual(mostAtRest);
      await untilUsage(server, ({ pids }) => pids.length <= pidsAtStart.length);
      // One after the other: to start four processes at once takes most of 64 descriptors for a moment.
      const newcomers: Peer[] = [];
      for (let newcomer = 0; newcomer < (servesSeveral(name) ? 4 : 1); newcomer++) {
        const peer = await Peer.connect(endpoint);
        newcomers.push(peer);
        expect(await peer.echoes(hello)).toBe(true);
      }
      for (const peer of newcomers) peer[Symbol.dispose]();
      await untilIdle(server);
      await expect.poll(openNow, { timeout: 10_000 }).toBeLessThanOrEqual(mostAtRest);
      openAtRest.push(openNow());
    }
    server.say('stop');
    expect(await server.end()).toBe(0);
    // One sentence of each thread or process at most, however many are refused.
    expect(server.stderr.split('\n').length).toBeLessThanOrEqual(3);
    expect(server.stderr).toMatch(/^(connections are refused: [^\n]+\n)*$/);
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
    const peers = await Promise.all(Array.from({ length: 8 }, () => Peer.connect(endpoint)));
    await Promise.all(peers.map((peer) => peer.echoes(hello)));
    // As if somebody else in the process had taken all that are free, and those of the worker that ends.
    limitTo(pid, 20);
    server.say('kill-worker 0');
    const ended = () =>
      server.stderr.split('\n').filter((line) => /^worker 0 ended \(.*EMFILE.*it is replaced in/.test(line));
    await expect.poll(() => ended().length, { timeout: 20_000 }).toBeGreaterThan(3);
    limitTo(pid, descriptors);
    const { pids } = await untilUsage(server, (usage) => usage.pids.length === 3);
    for (const peer of peers) peer[Symbol.dispose]();
    expect(pids).toContain(pid);
    using peer = await Peer.connect(endpoint);
    expect(await peer.echoes(hello)).toBe(true);
  },
);

/** The soft limit of descriptors of a process that runs: prlimit(1). */
function limitTo(pid: number, count: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${count}:`]);
}
