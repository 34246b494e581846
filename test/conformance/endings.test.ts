/**
 * Points 5 (requests), 6 and 8 of the contract: what is left of connections that end in any way, and of a server that
 * stops.
 */
import { Buffer } from 'node:buffer';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { isAlive, startServer, type ProgramUnderTest } from '../programs/program-under-test.ts';
import { isRefused, Peer } from './peer.ts';
import { testedModels } from './selection.ts';
import type { Usage } from '../../servers/usage.ts';
import { atMost, model, servesSeveral, untilUsage, usageOf } from './subject.ts';
import { payload, wire, workRequest } from './wire.ts';

const message = wire('length-u32', [payload(1000)]);

describe.each(testedModels)('%s, length-u32, tcp', (name) => {
  let server: ProgramUnderTest;
  let endpoint: Endpoint;
  let pid: number;

  beforeAll(async () => {
    ({ server, endpoint, pid } = await startServer(name));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** Opens connections that send part of a message; half of them are reset, half closed. */
  async function resetSome(count: number): Promise<void> {
    const connecting = await Promise.allSettled(Array.from({ length: count }, () => Peer.connect(endpoint)));
    // The others were refused.
    const peers = connecting.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await Promise.all(peers.map((peer) => peer.send(message.subarray(0, 500))));
    for (const [i, peer] of peers.entries()) {
      if (i % 2 === 0) peer.socket.resetAndDestroy();
      else peer.socket.destroy();
    }
  }

  test('6. connections that are reset or dropped leave nothing behind', async () => {
    const left = async () => ({
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      threads: readdirSync(`/proc/${pid}/task`).length,
      processes: (await usageOf(server)).pids.length,
    });
    const workersAtRest = (await usageOf(server)).connectionsPerWorker.length;
    const isAtRest = ({ connectionsPerWorker: open }: Usage) =>
      open.length === workersAtRest && open.every((connections) => connections === 0);
    const few = 10;
    await resetSome(few);
    await untilUsage(server, (usage) => usage.accepted >= few && isAtRest(usage));
    const before = await left();
    const many = atMost(1000, name);
    await resetSome(many);
    await untilUsage(server, (usage) => usage.accepted + usage.refused >= few + many && isAtRest(usage));
    const after = await left();
    expect(after.descriptors).toBeLessThanOrEqual(before.descriptors + 2);
    expect(after.threads).toBeLessThanOrEqual(before.threads);
    expect(after.processes).toBe(before.processes);
    using peer = await Peer.connect(endpoint);
    expect(await peer.echoes(message)).toBe(true);
  });

  test.runIf(model(name).connectionLimit !== undefined)(
    'refuses connections above its limit cleanly, and serves again below it',
    async () => {
      const { server: small, endpoint: at } = await startServer(name, ['--max-connections', '2']);
      await using _ = small;
      const served = [await Peer.connect(at), await Peer.connect(at)];
      for (const peer of served) expect(await peer.echoes(message)).toBe(true);
      expect(await untilReset(at)).toBe('RST');
      expect(await usageOf(small)).toMatchObject({ refused: 1, accepted: 2 });
      for (const peer of served) expect(await peer.echoes(message)).toBe(true);
      served[0]?.socket.destroy();
      await untilUsage(small, ({ connectionsPerWorker }) => connectionsPerWorker.length === 1);
      using next = await Peer.connect(at);
      expect(await next.echoes(message)).toBe(true);
      expect((await usageOf(small)).messages).toBe(5);
      served[1]?.socket.destroy();
    },
  );

  test('5. a request that cannot be served ends its connection, after the replies before it, and no other', async () => {
    const { server: working, endpoint: at } = await startServer(name, ['--service', 'work:payload']);
    await using _ = working;
    const tooShort = wire('length-u32', [payload(3)]);
    using peer = await Peer.connect(at);
    // The first is computed for some milliseconds while the others are refused.
    const requests = [workRequest(100_000), workRequest(1), tooShort, workRequest(1)];
    peer.socket.write(Buffer.concat(requests));
    const { bytes, ended } = await peer.rest();
    expect({ length: bytes.length, ended }).toEqual({ length: 2 * workRequest(1).length, ended: 'FIN' });
    peer.socket.destroy();
    using next = await Peer.connect(at);
    expect(await next.exchange(workRequest(1))).not.toBe('ended');
    expect(await usageOf(working)).toMatchObject({ messages: 3, faults: 1, workersLost: 0 });
  });

  test('8. stop: open exchanges finish, idle connections get FIN, later ones are refused, exit code 0', async () => {
    using open = await Peer.connect(endpoint);
    expect(await open.echoes(message)).toBe(true);
    // Where only one connection is served at a time, the idle one waits for its turn.
    using idle = await Peer.connect(endpoint);
    if (servesSeveral(name)) expect(await idle.echoes(message)).toBe(true);
    await open.send(message.subarray(0, 500));
    const { pids } = await usageOf(server);
    server.say('stop');
    expect((await idle.rest()).ended).toBe(servesSeveral(name) ? 'FIN' : 'RST');
    await expect.poll(() => isRefused(endpoint)).toBe(true);
    await open.send(message.subarray(500));
    expect(await open.rest()).toEqual({ bytes: message, ended: 'FIN' });
    open.socket.end();
    idle.socket.end();
    expect(await server.end()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

/** How a connection ends that is not spoken on; its connect may fail already. */
async function untilReset(endpoint: Endpoint): Promise<'FIN' | 'RST'> {
  try {
    using peer = await Peer.connect(endpoint);
    return (await peer.rest()).ended;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return 'RST';
    throw error;
  }
}
