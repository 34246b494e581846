/** Paths between network namespaces, for real: what goes through them, what ends them, and that nothing stays. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { allowedCpus } from '../../../native/affinity.ts';
import { missingTool } from '../../../test/needs-tool.ts';
import { echoOver } from '../../../test/programs/echo-over-path.ts';
import { holders, leftOfPaths } from '../../../test/programs/left-of-paths.ts';
import { ProgramUnderTest } from '../../../test/programs/program-under-test.ts';
import { surveyNetwork } from '../../machine/network.ts';
import { readMemory } from '../../machine/process-memory.ts';
import { capture } from '../program.ts';
import { openBetweenNamespaces } from './between-namespaces.ts';
import { parsePath } from './index.ts';
import type { PathEnvironment } from './environment.ts';
import { readTraffic } from './traffic.ts';

const missing = missingTool('ip', 'iproute2') ?? missingTool('ethtool', 'ethtool');
const network = await surveyNetwork(capture);
const refused = missing ?? (network.namespaces.ok ? null : network.namespaces.reason);
const sources = { network, remote: null };

async function open(name: string) {
  const { path, argument } = parsePath('path', name);
  return await path.open(argument, sources);
}

/** Why one of them cannot be had, as its title. */
function titleOf(name: string): string {
  const { path, argument } = parsePath('path', name);
  const available = path.available(network, argument);
  return available.ok ? name : `${name} (skipped: ${available.reason})`;
}

const all = ['veth', 'veth-offload', 'veth-rate:100', 'veth-delay:1'] as const;
const here = all.filter((name) => titleOf(name) === name);

describe.skipIf(refused !== null)(`between namespaces${refused === null ? '' : ` (${refused})`}`, () => {
  // Somebody else may have namespaces with a name.
  const before = refused === null ? leftOfPaths(process.pid) : [];
  afterEach(() => {
    const left = leftOfPaths(process.pid).filter((line) => !before.includes(line));
    if (left.length > 0) throw new Error(`left: ${left.join(', ')}`);
  });

  test.for(all.map((name) => [titleOf(name), name] as const))(
    '%s: packets take it',
    async ([title, name], { skip }) => {
      if (title !== name) skip(title);
      await using path = await open(name);
      await using echo = await echoOver(path, { messages: 50, bytes: 1000 });
      expect(echo.endpoint).toMatchObject({ kind: 'tcp', host: '198.18.0.1' });
      expect(echo.from).toBe('198.18.1.1');
      expect(echo.traffic?.interface).toBe('echobench-c');
      expect(echo.traffic?.sentBytes).toBeGreaterThan(50_000);
      expect(echo.traffic?.receivedBytes).toBeGreaterThan(50_000);
      // Beside the messages and what acknowledges them there are but a handful of packets: nothing else speaks there.
      expect(echo.traffic?.sentPackets).toBeLessThan(50 * 3 + 20);
    },
  );

  test('without offload a packet has at most 1,514 bytes, with it several segments', async () => {
    const meanBytes = async (name: string) => {
      await using path = await open(name);
      await using echo = await echoOver(path, { messages: 50, bytes: 65_536 });
      return (echo.traffic?.sentBytes ?? 0) / (echo.traffic?.sentPackets ?? 1);
    };
    expect(await meanBytes('veth')).toBeLessThanOrEqual(1514);
    expect(await meanBytes('veth-offload')).toBeGreaterThan(1514);
  });

  test('a program there is the process that was started: pid, processors, memory and namespace can be told', async () => {
    const cpu = allowedCpus().at(-1) ?? 0;
    await using path = await open('veth');
    await using echo = await echoOver(path, { messages: 1, bytes: 10, cpus: [cpu] });
    expect(echo.cpus).toBe(String(cpu));
    const namespaceOf = (pid: number | undefined) => readlinkSync(`/proc/${pid}/ns/net`);
    expect(new Set([process.pid, echo.client.pid, echo.server.pid].map(namespaceOf)).size).toBe(3);
    expect(readMemory([echo.server.pid ?? -1], 1).pssBytes).toBeGreaterThan(1_000_000);
    process.kill(echo.server.pid ?? -1, 'SIGTERM');
    expect(await echo.server.endWithin(10_000)).toBe('SIGTERM');
  });

  test('all the addresses that a client is told to come from are its own', async () => {
    await using path = await open('veth');
    expect(path.client.sourceAddresses).toBe('198.18.1.1-198.18.1.64');
    for (const localAddress of ['198.18.1.2', '198.18.1.64']) {
      await using echo = await echoOver(path, { messages: 1, bytes: 10, localAddress });
      expect(echo.from).toBe(localAddress);
    }
  });

  test('several are there at once, each by itself', async () => {
    await using one = await open('veth');
    await using other = await open('veth');
    await using _ = await echoOver(one, { messages: 10, bytes: 1000 });
    expect(other.traffic()?.sentPackets).toBeLessThan(3);
    await using echo = await echoOver(other, { messages: 10, bytes: 1000 });
    expect(echo.traffic?.sentBytes).toBeGreaterThan(10_000);
  });

  test.for(here)('%s: what it is made of can be told', async (name) => {
    await using path = await open(name);
    await using echo = await echoOver(path, { messages: 10, bytes: 1000 });
    const described = await path.describe(echo.endpoint);
    const offload = name === 'veth-offload';
    const end = {
      mtu: 1500,
      offloads: { 'tcp-segmentation-offload': offload, 'generic-segmentation-offload': offload },
      queueing: expect.stringContaining(name === 'veth-rate:100' ? 'rate 100Mbit' : 'qdisc'),
      congestionControl: expect.stringMatching(/^\w+$/),
    };
    expect(described).toMatchObject({
      ends: [
        { ...end, end: 'client', interface: 'echobench-c', addresses: ['198.18.1.1/15'] },
        { ...end, end: 'server', interface: 'echobench-s', addresses: ['198.18.0.1/15'] },
      ],
      connection: expect.stringMatching(/^0 0 198\.18\.1\.1:\d+ 198\.18\.0\.1:\d+ .*mss:1448/),
    } satisfies PathEnvironment | object);
  });

  test('the traffic of one that is gone is unknown', async () => {
    const path = await open('veth');
    await path[Symbol.asyncDispose]();
    await path[Symbol.asyncDispose]();
    expect(path.traffic()).toBeNull();
    expect(readTraffic('/proc/self/net/dev', 'echobench-c')).toBeNull();
  });

  describe('a set-up that fails says why, and leaves nothing:', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'echobench-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    test.each(['ip', 'ethtool', 'tc', 'unshare'])('%s refuses', async (tool) => {
      writeFileSync(join(folder, tool), '#!/bin/sh\necho "not today" >&2\nexit 3\n', { mode: 0o755 });
      vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
      const opened = open('veth-rate:100').finally(() => vi.unstubAllEnvs());
      await expect(opened).rejects.toThrow(
        /^the network namespace of the (client|server) cannot be set up: not today$/,
      );
    });

    test('the kernel refuses', async () => {
      const opened = openBetweenNamespaces({ offloads: 'off', queueing: 'no-such-thing' }, sources);
      await expect(opened).rejects.toThrow(
        /^the network namespace of the client cannot be set up: .*(qdisc|no-such-thing)/i,
      );
    });

    test('this machine has no namespaces', async () => {
      const without = { ...network, namespaces: { ok: false, reason: 'they are refused' } } as const;
      const opened = openBetweenNamespaces({ offloads: 'off', queueing: null }, { network: without, remote: null });
      await expect(opened).rejects.toThrow('they are refused');
    });
  });

  const pathRunner = 'test/programs/path-runner.ts';
  const nobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];

  test.for(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('%s of the runner ends all of it', async (signal) => {
    await using runner = new ProgramUnderTest(pathRunner, ['veth', 'once']);
    expect(await runner.line()).toMatchObject({ event: 'exchanged' });
    const pid = runner.child.pid ?? -1;
    expect(holders(pid)).toHaveLength(2);
    runner.child.kill(signal);
    expect(await runner.end()).toBe(signal === 'SIGKILL' ? signal : 0);
    await expect.poll(() => leftOfPaths(pid), { timeout: 10_000 }).toEqual(before);
  });

  test.for(['SIGINT', 'SIGKILL'] as const)('%s in the middle of a set-up ends it', async (signal) => {
    await using runner = new ProgramUnderTest(pathRunner, ['veth', 'again']);
    const pid = runner.child.pid ?? -1;
    await expect.poll(() => holders(pid), { interval: 1, timeout: 10_000 }).not.toEqual([]);
    runner.child.kill(signal);
    expect(await runner.end()).toBe(signal === 'SIGKILL' ? signal : 0);
    await expect.poll(() => leftOfPaths(pid), { timeout: 10_000 }).toEqual(before);
  });

  test.skipIf(process.geteuid?.() !== 0)("somebody else's of a similar name stays (only root can try it)", async () => {
    execFileSync('ip', ['netns', 'add', 'echobench-server']);
    try {
      {
        await using path = await open('veth');
        await using _ = await echoOver(path, { messages: 1, bytes: 10 });
      }
      await using cleaning = new ProgramUnderTest('runner/cli.ts', ['doctor', '--clean']);
      expect(await cleaning.end()).toBe(0);
      expect(execFileSync('ip', ['netns'], { encoding: 'utf8' })).toMatch(/^echobench-server/m);
    } finally {
      execFileSync('ip', ['netns', 'delete', 'echobench-server']);
    }
  });

  test('without root it is the same', async ({ skip }) => {
    if (process.geteuid?.() !== 0) skip('the tests above ran without root');
    const asNobody = (...args: readonly string[]) =>
      execFileSync('setpriv', [...nobody, process.execPath, ...args], { input: '', encoding: 'utf8', timeout: 20_000 });
    try {
      asNobody('-e', `fs.accessSync(${JSON.stringify(pathRunner)})`);
    } catch (error) {
      skip(`nobody may not start Node here: ${(error as Error).message}`);
    }
    const answer = asNobody(pathRunner, 'veth', 'once');
    const [first = ''] = answer.split('\n');
    const line = JSON.parse(first) as { event: string; reason?: string };
    if (line.event === 'unavailable') skip(line.reason);
    expect(line).toMatchObject({
      event: 'exchanged',
      as: { ok: true, as: 'user' },
      traffic: { interface: 'echobench-c' },
    });
  });
});
