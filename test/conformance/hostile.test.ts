/**
 * Hundreds of peers that send what nobody should: each loses its connection, the server keeps its memory and goes on.
 * With one model, since all of them share the connection code that points-on-the-wire.ts holds each of them to.
 */
import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { framingNames, framings } from '../../protocol/framing/index.ts';
import { hostileWires } from '../framing/hostile-wires.ts';
import { carriedLengths, encodeAll } from '../framing/wire.ts';
import { startServer } from '../programs/program-under-test.ts';
import { Correspondent } from './correspondent.ts';
import { Peer } from './peer.ts';
import { usageOf } from './subject.ts';

const maxMessageBytes = 65_536;
const limits = { maxMessageBytes, messageBytes: 64 };
const hostile = hostileWires(maxMessageBytes);
const rounds = 20;
const peersPerRound = 20;
const mostStretches = 8;
/** Nurseries that are full after a few rounds: V8 lets them grow to 100 MiB otherwise, which looks like a leak. */
const smallNursery = { NODE_OPTIONS: '--max-semi-space-size=1' };

test.each(framingNames.filter((name) => hostile[name].length > 0))('%s', async (framing) => {
  const flags = ['--framing', framing, '--max-message-bytes', String(maxMessageBytes)];
  const { server, endpoint } = await startServer('event-loop', flags, smallNursery);
  await using _ = server;
  const sendAll = async (): Promise<void> => {
    for (const { wire } of hostile[framing]) {
      const peers = Array.from({ length: peersPerRound }, () => loseConnection(endpoint, wire));
      expect(new Set(await Promise.all(peers))).toEqual(new Set(['FIN']));
    }
  };
  const lost = rounds * peersPerRound * hostile[framing].length;
  const sendAllRounds = async (): Promise<number> => {
    for (let round = 0; round < rounds; round++) await sendAll();
    return (await usageOf(server)).rssBytes;
  };
  // A leak would keep what each of them sent, in every stretch; V8 and malloc grow in steps, but not in all of them.
  let rssBytes = await sendAllRounds();
  let [stretches, grownBytes] = [1, Number.POSITIVE_INFINITY];
  while (grownBytes > (lost * maxMessageBytes) / 4 && stretches < mostStretches) {
    const before = rssBytes;
    rssBytes = await sendAllRounds();
    grownBytes = rssBytes - before;
    stretches++;
  }
  expect(grownBytes).toBeLessThanOrEqual((lost * maxMessageBytes) / 4);
  expect((await usageOf(server)).faults).toBe(stretches * lost);
  const [bytes = 0] = carriedLengths(framings[framing], limits, [100, 64]);
  const good = encodeAll(framings[framing], limits, [Buffer.alloc(bytes, 0x41)]);
  using client = new Correspondent(endpoint, framings[framing]);
  expect(await client.exchange([good])).toEqual(good);
});

/** How the connection ends when nothing but this is sent. */
async function loseConnection(endpoint: Endpoint, wire: Buffer): Promise<string> {
  using peer = await Peer.connect(endpoint);
  peer.socket.write(wire);
  return (await peer.rest()).ended;
}
