/** Points 1, 2, 3 and 5 of the equivalence contract: what one connection says and hears. */
import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { exchangesPerConnection } from '../../protocol/framing/framing.ts';
import { framings, type FramingName } from '../../protocol/framing/index.ts';
import type { ModelName } from '../../servers/models/index.ts';
import { Correspondent } from './correspondent.ts';
import { Peer } from './peer.ts';
import { servesSeveral } from './subject.ts';
import { hostile, streams } from './wire.ts';

/** To be called inside a `describe` whose hooks keep a server at `endpoint()`. */
export function testPointsOnTheWire(model: ModelName, framing: FramingName, endpoint: () => Endpoint): void {
  test('1. what is sent comes back', async () => {
    using client = new Correspondent(endpoint(), framings[framing]);
    for (const stream of [0, 1, 64, 4096, 65_535, 1_000_000].flatMap((bytes) => streams(framing, [bytes]))) {
      expect((await client.exchange([stream])).equals(stream)).toBe(true);
    }
  });

  test('2. whatever the cuts: byte by byte, at every position, many in one write', async () => {
    using client = new Correspondent(endpoint(), framings[framing]);
    for (const stream of streams(framing, [5, 0, 9, 16, 64])) {
      expect(await client.exchange([...stream].map((byte) => Uint8Array.of(byte)))).toEqual(stream);
      for (let at = 1; at < stream.length; at++) {
        expect(await client.exchange([stream.subarray(0, at), stream.subarray(at)])).toEqual(stream);
      }
    }
    const lengths = Array.from({ length: 5000 }, (_, i) => i % 100);
    // Where a connection carries one message, a few connections do.
    for (const stream of streams(framing, lengths).slice(0, 20)) {
      expect((await client.exchange([stream])).equals(stream)).toBe(true);
    }
  });

  test('3. half-close: every pending reply, complete, then FIN', async () => {
    for (const bytes of [1, 64, 65_536]) {
      for (const stream of streams(framing, Array<number>(20).fill(bytes))) {
        using peer = await Peer.connect(endpoint());
        peer.socket.end(stream);
        const { bytes: received, ended } = await peer.rest();
        expect({ ended, isEcho: received.equals(stream) }).toEqual({ ended: 'FIN', isEcho: true });
      }
    }
  });

  test.runIf(framings[framing].boundary !== 'none')(
    '5. a broken message ends its connection, after the replies before it, and no other',
    async () => {
      const several = exchangesPerConnection(framings[framing]) > 1;
      const [good = Buffer.alloc(0)] = several ? streams(framing, [10, 20, 64, 16]) : [];
      // Where only one connection is served at a time, the other one is the next.
      const early = servesSeveral(model) ? await Peer.connect(endpoint()) : undefined;
      for (const { wire: broken } of hostile[framing]) {
        using peer = await Peer.connect(endpoint());
        peer.socket.write(Buffer.concat([good, broken]));
        expect(await peer.rest()).toEqual({ bytes: good, ended: 'FIN' });
      }
      if (several) {
        using inside = await Peer.connect(endpoint());
        inside.socket.end(Buffer.concat([good, good.subarray(0, 1)]));
        expect(await inside.rest()).toEqual({ bytes: good, ended: 'FIN' });
      }
      using bystander = early ?? (await Peer.connect(endpoint()));
      if (several) expect(await bystander.echoes(good)).toBe(true);
    },
  );
}
