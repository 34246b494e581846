/** Messages as they travel, for tests that speak raw bytes. */
import { Buffer } from 'node:buffer';
import { ByteWriter } from '../../protocol/byte-writer.ts';
import { framingNames, framings, type FramingName } from '../../protocol/framing/index.ts';
import { hostileWires } from '../framing/hostile-wires.ts';
import { carriedLengths, encodeStreams, forbiddenBytes, withoutBytes } from '../framing/wire.ts';

/** Of the servers under test. */
const maxMessageBytes = 1 << 20;
const limits = { maxMessageBytes, messageBytes: 64 };

/** All 256 byte values, whatever the length: all but those that the framing cannot carry. */
export function payload(bytes: number, framing: FramingName = 'length-u32'): Buffer {
  const values = Uint8Array.from({ length: bytes }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
  return withoutBytes(values, forbidden[framing]);
}

const forbidden = Object.fromEntries(
  framingNames.map((name) => [name, forbiddenBytes(framings[name], limits)]),
) as Readonly<Record<FramingName, ReadonlySet<number>>>;

/** What breaks each framing, and goes over the limit of the servers under test. */
export const hostile = hostileWires(maxMessageBytes);

/** The streams that carry messages of those of these lengths that the framing can carry. */
export function streams(framing: FramingName, lengths: readonly number[]): Buffer[] {
  const carried = carriedLengths(framings[framing], limits, lengths);
  return encodeStreams(
    framings[framing],
    limits,
    carried.map((length) => payload(length, framing)),
  );
}

export function wire(framing: FramingName, payloads: readonly Buffer[], within = limits): Buffer {
  const out = new ByteWriter();
  const encode = framings[framing].createEncoder(within);
  for (const one of payloads) encode(out, one, 0, one.length);
  return Buffer.from(out.view());
}

/** What a request for that many rounds of work looks like, with service work:payload and framing length-u32. */
export function workRequest(rounds: number): Buffer {
  const request = Buffer.alloc(64, 0x41);
  // 24 bits, most significant first, 6 in each of bytes 12 to 15 (catalogue, services).
  for (let i = 0; i < 4; i++) request[12 + i] = 0x20 + ((rounds >> (18 - 6 * i)) & 63);
  return wire('length-u32', [request]);
}
