/**
 * Hundreds of peers that send what nobody should: each loses its connection, the server keeps its memory and goes on.
 * With one model, since all of them share the connection code that points-on-the-wire.ts holds each of them to.
 */
import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { framings } from '../../protocol/framing/index.ts';
import { hostileWires } from '../framing/hostile-wires.ts';
import { carriedLengths, encodeAll } from '../framing/wire.ts';
import { startServer } from '../programs/program-under-test.ts';
import { Correspondent } from './correspondent.ts';
import { Peer } from './peer.ts';
import { testedFramings } from './selection.ts';

const maxMessageBytes = 65_536;
const limits = { maxMessageBytes, messageBytes: 64 };
const hostile = hostileWires(maxMessageBytes);
const peersPerRound = 20;
const settlingRounds = 20;
/** What would be kept if every lost connection left its largest message behind; twice what memory may grow. */
const leakBytes = 256 << 20;
/** Nurseries that are full after a few rounds: V8 lets them grow to 100 MiB otherwise, which looks like a leak. */
const smallNursery = { NODE_OPTIONS: '--max-semi-space-size=1' };

test.each(testedFramings.filter((name) => hostile[name].length > 0))('%s', async (framing) => {
  const flags = ['--framing', framing, '--max-message-bytes', String(maxMessageBytes)];
  const { server, endpoint } = await startServer('event-loop', flags, smallNursery);
  await using _ = server;
  const sendAll = async (): Promise<void> => {
    for (const { wire } of hostile[framing]) {
      const peers = Array.from({ length: peersPerRound }, () => loseConnection(endpoint, wire));
      expect(new Set(await Promise.all(peers))).toEqual(new Set(['FIN']));
    }
  };
  // The first rounds pay for what the server needs anyway.
  for (let round = 0; round < settlingRounds; round++) await sendAll();
  const before = await server.ask('usage');
  const lostPerRound = peersPerRound * hostile[framing].length;
  const countedRounds = Math.ceil(leakBytes / (lostPerRound * maxMessageBytes));
  for (let round = 0; round < countedRounds; round++) await sendAll();
  const after = await server.ask('usage');
  expect(after['faults']).toBe((settlingRounds + countedRounds) * lostPerRound);
  expect(Number(after['rssBytes']) - Number(before['rssBytes'])).toBeLessThan(leakBytes / 2);
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
