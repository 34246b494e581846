/** Point 7 of the contract: a worker that dies, idle, busy, or with connections on their way to it. */
import { describe, expect, test } from 'vitest';
import { startServer } from '../programs/program-under-test.ts';
import { Peer } from './peer.ts';
import { model, untilUsage, usageOf, withWorkers } from './subject.ts';
import { payload, wire, workRequest } from './wire.ts';

const message = wire('length-u32', [payload(64)]);
/** Some 0.3 s on an older machine: long enough to do things meanwhile, short enough to be waited for. */
const heavy = workRequest(5_000_000);
const light = workRequest(1);

describe.each(withWorkers)('%s', (name) => {
  test('7. a worker that dies takes only its own connections with it, and is replaced', async () => {
    const { server, endpoint } = await startServer(name);
    await using _ = server;
    const peers = await connectAll(4);
    for (const peer of peers) expect(await peer.echoes(message)).toBe(true);
    const { connectionsPerWorker } = await usageOf(server);
    // Where one isolate has all connections, the workers compute for it and own none.
    const itsOwn = connectionsPerWorker.length === 1 ? 0 : (connectionsPerWorker[0] ?? 0);
    server.say('kill-worker 0');
    await untilUsage(server, ({ workersLost }) => workersLost === 1);
    const echoed = await Promise.all(peers.map((peer) => peer.echoes(message)));
    expect(echoed.filter((works) => !works)).toHaveLength(itsOwn);
    for (let i = 0; i < 6; i++) {
      using peer = await Peer.connect(endpoint);
      expect(await peer.echoes(message)).toBe(true);
    }
    expect((await usageOf(server)).messages).toBeGreaterThanOrEqual(4 + (4 - itsOwn) + 6 - itsOwn);
    for (const peer of peers) peer.socket.destroy();

    async function connectAll(count: number): Promise<readonly Peer[]> {
      const all: Peer[] = [];
      for (let i = 0; i < count; i++) all.push(await Peer.connect(endpoint));
      return all;
    }
  });

  test('7. connections on their way to a worker that dies, and requests inside it, end or are answered', async () => {
    const { server, endpoint } = await startServer(name, ['--service', 'work:payload']);
    await using _ = server;
    const busy = [await Peer.connect(endpoint), await Peer.connect(endpoint)];
    for (const peer of busy) expect(await peer.exchange(light)).not.toBe('ended');
    const replies = busy.map((peer) => peer.exchange(heavy));
    // What is handed over now waits for a worker that does not look.
    const late = await Promise.all(Array.from({ length: 6 }, () => Peer.connect(endpoint)));
    const all = [...replies, ...late.map((peer) => peer.exchange(light))];
    let open = all.length;
    for (const one of all) void one.then(() => open--);
    server.say('kill-worker 0');
    // The one that was on its way hangs, where that is declared.
    const hanging = model(name).exceptions?.some(({ point }) => point === 7) === true ? 1 : 0;
    await expect.poll(() => open, { timeout: 20_000 }).toBe(hanging);
    using next = await Peer.connect(endpoint);
    expect(await next.exchange(light)).not.toBe('ended');
    expect(open).toBe(hanging);
    for (const peer of [...busy, ...late]) peer.socket.destroy();
  });
});
