/** Points 1, 2, 3 and 5 of the equivalence contract: what one connection says and hears. */
import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { framings, type FramingName } from '../../protocol/framing/index.ts';
import type { ModelName } from '../../servers/models/index.ts';
import { Peer } from './peer.ts';
import { servesSeveral } from './subject.ts';
import { limits, payload, wire, wireOver } from './wire.ts';

/** To be called inside a `describe` whose hooks keep a server at `endpoint()`. */
export function testPointsOnTheWire(model: ModelName, framing: FramingName, endpoint: () => Endpoint): void {
  test('1. what is sent comes back', async () => {
    using peer = await Peer.connect(endpoint());
    for (const bytes of [0, 1, 64, 4096, 65_535, 1_000_000]) {
      if (!framings[framing].carries(bytes, limits).ok) continue;
      expect(await peer.echoes(wire(framing, [payload(bytes)]))).toBe(true);
    }
  });

  test('2. whatever the cuts: byte by byte, at every position, many in one write', async () => {
    const stream = wire(framing, [payload(5), payload(0), payload(9)]);
    using peer = await Peer.connect(endpoint());
    for (const byte of stream) await peer.send(Uint8Array.of(byte));
    expect(await peer.receive(stream.length)).toEqual(stream);
    for (let at = 1; at < stream.length; at++) {
      await peer.send(stream.subarray(0, at));
      await peer.send(stream.subarray(at));
      expect(await peer.receive(stream.length)).toEqual(stream);
    }
    const many = Array.from({ length: 5000 }, (_, i) => payload(i % 100));
    expect(await peer.echoes(wire(framing, many))).toBe(true);
  });

  test('3. half-close: every pending reply, complete, then FIN', async () => {
    for (const bytes of [1, 100_000]) {
      const stream = wire(
        framing,
        Array.from({ length: 20 }, () => payload(bytes)),
      );
      using peer = await Peer.connect(endpoint());
      peer.socket.end(stream);
      const { bytes: received, ended } = await peer.rest();
      expect(ended).toBe('FIN');
      expect(received.equals(stream)).toBe(true);
    }
  });

  test.runIf(framings[framing].boundary !== 'none')(
    '5. a broken message ends its connection, after the replies before it, and no other',
    async () => {
      const good = wire(framing, [payload(10), payload(20)]);
      // Where only one connection is served at a time, the other one is the next.
      const early = servesSeveral(model) ? await Peer.connect(endpoint()) : undefined;
      {
        using over = await Peer.connect(endpoint());
        over.socket.write(Buffer.concat([good, wireOver(framing)]));
        expect(await over.rest()).toEqual({ bytes: good, ended: 'FIN' });
      }
      {
        using inside = await Peer.connect(endpoint());
        inside.socket.end(Buffer.concat([good, good.subarray(0, 1)]));
        expect(await inside.rest()).toEqual({ bytes: good, ended: 'FIN' });
      }
      using bystander = early ?? (await Peer.connect(endpoint()));
      expect(await bystander.echoes(good)).toBe(true);
    },
  );
}
