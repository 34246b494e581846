/** Point 7 of the contract: a worker that dies, idle, busy, or with connections on their way to it. */
import { describe, expect, test } from 'vitest';
import type { Usage } from '../../servers/usage.ts';
import { startServer, type ProgramUnderTest } from '../programs/program-under-test.ts';
import { Peer } from './peer.ts';
import { model, untilUsage, usageOf, withWorkers } from './subject.ts';
import { payload, wire, workRequest } from './wire.ts';

const message = wire('length-u32', [payload(64)]);
/** Some 0.3 s on an older machine: long enough to do things meanwhile, short enough to be waited for. */
const heavy = workRequest(5_000_000);
const light = workRequest(1);

/** What only grows. */
const sums = ({ cpuNs, messages, accepted, faults, workersLost, contextSwitches, gc }: Usage) => ({
  ...{ cpuNs, messages, accepted, faults, workersLost },
  voluntary: contextSwitches.voluntary,
  involuntary: contextSwitches.involuntary,
  collections: gc.count,
  pauseNs: gc.pauseNs,
});

/** Asks for it; says again what could not be done since no worker was there at the moment. */
async function usageOrKill(server: ProgramUnderTest): Promise<Usage> {
  for (let line = await server.ask('usage'); ; line = await server.line()) {
    if (line.event === 'usage') return line as unknown as Usage;
    server.say(line['line'] as string);
  }
}

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

  test('no sum of the counters goes backwards while workers die under load', async () => {
    const { server, endpoint } = await startServer(name);
    await using _ = server;
    const ending = new AbortController();
    const isLoading = () => !ending.signal.aborted;
    const current = new Set<Peer>();
    /** A connection that is used until its worker dies, and then another. */
    const load = async (): Promise<void> => {
      while (isLoading()) {
        // Refused where every worker that listens is dead at once.
        using peer = await Peer.connect(endpoint).catch(() => null);
        if (peer === null) continue;
        current.add(peer);
        while (isLoading() && (await peer.exchange(message)) !== 'ended');
        current.delete(peer);
      }
    };
    const loads = Array.from({ length: 6 }, load);
    const readings: ReturnType<typeof sums>[] = [];
    const readUntil = async (holds: (usage: Usage) => boolean): Promise<Usage> => {
      for (;;) {
        const usage = await usageOrKill(server);
        readings.push(sums(usage));
        if (holds(usage)) return usage;
      }
    };
    let last = await readUntil(({ messages }) => messages > 0);
    for (let kill = 0; kill < 4; kill++) {
      const { workersLost } = last;
      server.say('kill-worker 0');
      const { messages } = await readUntil((usage) => usage.workersLost > workersLost);
      last = await readUntil((usage) => usage.messages > messages);
    }
    // Two at once.
    server.say('kill-worker 0');
    server.say('kill-worker 1');
    await readUntil((usage) => usage.workersLost > last.workersLost);
    for (let turn = 0; turn < 20; turn++) await readUntil(() => true);
    ending.abort();
    for (const peer of current) peer.socket.destroy();
    await Promise.all(loads);
    for (const counter of Object.keys(readings[0] ?? {}) as (keyof ReturnType<typeof sums>)[]) {
      const values = readings.map((reading) => reading[counter]);
      expect({ counter, values }).toEqual({ counter, values: values.toSorted((a, b) => a - b) });
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
