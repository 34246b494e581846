/** What is told of an end of a path: of loopback, and where tools are missing or say something else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { missingTool } from '../../../test/needs-tool.ts';
import { describeEnd, describePath, interfaceTo } from './describe.ts';

const lo = { end: 'both', interface: 'lo', behind: [] } as const;
const missing = missingTool('ip', 'iproute2') ?? missingTool('ethtool', 'ethtool');

describe.skipIf(missing !== null)(`with the tools${missing === null ? '' : ` (${missing})`}`, () => {
  test('loopback and one of several connections over it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const described = await describePath([lo], { kind: 'tcp', host: '127.0.0.1', port });
    for (const socket of sockets) socket.destroy();
    server.close();
    expect(described?.ends).toEqual([
      {
        end: 'both',
        interface: 'lo',
        mtu: expect.any(Number),
        offloads: expect.objectContaining({ 'tcp-segmentation-offload': expect.any(Boolean) }),
        queueing: expect.stringMatching(/^qdisc /),
        congestionControl: expect.stringMatching(/^\w+$/),
        addresses: expect.arrayContaining(['127.0.0.1/8']),
      },
    ]);
    // The client's side, and of one connection only.
    expect(described?.connection).toMatch(new RegExp(`^0 0 127\\.0\\.0\\.1:\\d+ 127\\.0\\.0\\.1:${port} [^\\n]*mss:`));
    expect(described?.connection?.match(/mss:\d+ pmtu/g)).toHaveLength(1);
  });

  test('nothing is told of a connection where there is none', async () => {
    expect(await describePath([lo], { kind: 'tcp', host: '127.0.0.1', port: 1 })).toMatchObject({ connection: null });
  });

  test('an interface that is not there has nothing', async () => {
    expect(await describeEnd({ ...lo, interface: 'none0' })).toMatchObject({
      mtu: null,
      offloads: null,
      queueing: null,
      addresses: [],
    });
  });

  test('the interface by which an address is reached', async () => {
    expect(await interfaceTo('127.0.0.1')).toBe('lo');
    expect(await interfaceTo('::1')).toBe('lo');
    expect(await interfaceTo('no address')).toBeNull();
  });
});

describe('without the tools', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'echobench-'));
    vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  function withTools(source: string): void {
    for (const tool of ['ip', 'ethtool', 'tc', 'ss']) writeFileSync(join(folder, tool), source, { mode: 0o755 });
  }

  test('there is null for each of them', async () => {
    withTools('#!/bin/sh\necho "not found" >&2\nexit 127\n');
    expect(await describePath([lo], { kind: 'tcp', host: '127.0.0.1', port: 1 })).toEqual({
      ends: [
        { ...{ end: 'both', interface: 'lo', mtu: null, offloads: null, queueing: null, addresses: [] }, ...measured },
      ],
      connection: null,
    });
    expect(await interfaceTo('127.0.0.1')).toBeNull();
  });

  test('so there is where they are too old to answer in JSON', async () => {
    withTools('#!/bin/sh\necho "1: lo: <LOOPBACK> mtu 65536"\n');
    expect(await describeEnd(lo)).toMatchObject({ mtu: null, offloads: null, addresses: [] });
    expect(await interfaceTo('127.0.0.1')).toBeNull();
  });

  /** Read from the kernel, not by a tool. */
  const measured = { congestionControl: expect.stringMatching(/^\w+$/) as unknown };

  test('an end that cannot be got to has nothing', async () => {
    expect(await describeEnd({ ...lo, behind: [join(folder, 'no-such-command')] })).toEqual({
      ...{ end: 'both', interface: 'lo', mtu: null, offloads: null, queueing: null },
      ...{ congestionControl: null, addresses: [] },
    });
  });
});
