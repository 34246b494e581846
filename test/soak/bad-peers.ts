/** Peers that are silent, stop half-way, or go with a reset: others are served meanwhile, and nothing is left. */
import { formatQuantity } from '../../runner/report/text/format.ts';
import { binaryBytes, nanoseconds } from '../../runner/result/quantity.ts';
import { models, type ModelName } from '../../servers/models/index.ts';
import type { Supported } from '../../protocol/framing/framing.ts';
import { Peer } from '../conformance/peer.ts';
import { atMost, servesSeveral, usageOf } from '../conformance/subject.ts';
import { payload, wire } from '../conformance/wire.ts';
import { isAlive } from '../programs/program-under-test.ts';
import { always, holdings, leaks, type Part, type RunningSubject } from './part.ts';

const message = wire('length-u32', [payload(100)]);
const half = message.subarray(0, 50);
/** Beyond the grace that a stopping server gives open exchanges, 5 s, in ms. */
const longestStopMs = 8000;
/** Connections of ours that speak, and some that have not quite gone. */
const besides = 8;
/** Connections that are being opened at the same time. */
const connectingAtOnce = 64;

function servesBesideOthers(model: ModelName): Supported {
  if (servesSeveral(model)) return { ok: true };
  return { ok: false, reason: 'it serves one connection at a time: a silent one is waited for' };
}

/** As many as the model holds beside one that speaks; small enough for models with a worker for each. */
function held(model: ModelName, size: number): number {
  let most = size + besides;
  while (!models[model].supports({ transport: 'tcp', connections: most }).ok) most--;
  return most - besides;
}

export const silent: Part = {
  name: 'silent',
  of: 'models',
  title: 'that never speak: another one is served beside them, and they leave nothing behind',
  size: 1000,
  unit: 'connections',
  limitMs: 120_000,
  applies: servesBesideOthers,
  async run(subject, size) {
    const running = await subject.start();
    await exchanges(running, 20);
    const before = await holdings(running);
    const { rssBytes } = await usageOf(running.server);
    const count = held(subject.model, size);
    const peers = await connectAll(running, count);
    const p99Ms = await exchanges(running, 200);
    const { rssBytes: after } = await usageOf(running.server);
    for (const peer of peers) peer.socket.destroy();
    return {
      failures: await leaks(running, before),
      figures: {
        silent: count,
        'memory each': formatQuantity(Math.max(0, after - rssBytes) / count, binaryBytes),
        'p99 of another': formatQuantity(p99Ms * 1e6, nanoseconds),
      },
    };
  },
};

export const halfOpen: Part = {
  name: 'half-open',
  of: 'models',
  title: 'that stop in mid-message and stay: another one is served, and a stopping server does not wait for ever',
  size: 200,
  unit: 'peers',
  limitMs: 60_000,
  applies: servesBesideOthers,
  async run(subject, size) {
    const running = await subject.start();
    const count = held(subject.model, size);
    const peers = await connectAll(running, count);
    await Promise.all(peers.map((peer) => peer.send(half)));
    const p99Ms = await exchanges(running, 200);
    const { pids } = await usageOf(running.server);
    const stopMs = performance.now();
    running.server.say('stop');
    const code = await running.server.end();
    const elapsedMs = performance.now() - stopMs;
    const ends = await Promise.all(peers.map(async (peer) => (await peer.rest()).ended));
    const left = pids.filter(isAlive);
    return {
      failures: [
        ...(code === 0 ? [] : [`exit code ${code}`]),
        ...(elapsedMs < longestStopMs ? [] : [`stopped after ${elapsedMs.toFixed(0)} ms`]),
        ...(left.length === 0 ? [] : [`${left.length} processes left`]),
        ...(ends.every((ended) => ended === 'RST') ? [] : ['not every peer was reset']),
      ],
      figures: {
        'half-open': count,
        'p99 of another': formatQuantity(p99Ms * 1e6, nanoseconds),
        'stopped after': formatQuantity(elapsedMs * 1e6, nanoseconds),
      },
    };
  },
};

export const resets: Part = {
  name: 'resets',
  of: 'models',
  title: 'reset in mid-message: the next one is served, and nothing leaks',
  size: 5000,
  unit: 'connections',
  limitMs: 120_000,
  applies: always,
  async run(subject, size) {
    const running = await subject.start();
    await exchanges(running, 20);
    const before = await holdings(running);
    // Models with a worker for each connection start one for each of these too.
    const count = atMost(size, subject.model) < size ? Math.min(size, 500) : size;
    const batch = atMost(connectingAtOnce, subject.model);
    for (let opened = 0; opened < count; opened += batch) {
      const peers = await connectAll(running, Math.min(batch, count - opened));
      await Promise.all(peers.map((peer) => peer.send(half)));
      for (const peer of peers) peer.socket.resetAndDestroy();
    }
    const p99Ms = await exchanges(running, 200);
    return {
      failures: await leaks(running, before),
      figures: { reset: count, 'p99 of another': formatQuantity(p99Ms * 1e6, nanoseconds) },
    };
  },
};

/** In batches below the backlog of any server of ours. */
async function connectAll({ endpoint }: RunningSubject, count: number): Promise<readonly Peer[]> {
  const peers: Peer[] = [];
  for (let from = 0; from < count; from += connectingAtOnce) {
    const batch = Array.from({ length: Math.min(connectingAtOnce, count - from) }, () => Peer.connect(endpoint));
    peers.push(...(await Promise.all(batch)));
  }
  return peers;
}

/** So many exchanges on a connection of their own; the 99th percentile of their times, in ms. @throws if one fails */
async function exchanges({ endpoint }: RunningSubject, count: number): Promise<number> {
  using peer = await Peer.connect(endpoint);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const startMs = performance.now();
    if (!(await peer.echoes(message))) throw new Error(`exchange ${i} beside them failed`);
    times.push(performance.now() - startMs);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(0.99 * count)] ?? 0;
}
