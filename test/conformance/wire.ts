/** Messages as they travel, for tests that speak raw bytes. */
import { Buffer } from 'node:buffer';
import { ByteWriter } from '../../protocol/byte-writer.ts';
import { framings, type FramingName } from '../../protocol/framing/index.ts';

/** Of the servers under test. */
const maxMessageBytes = 1 << 20;
export const limits = { maxMessageBytes, messageBytes: 64 };

/** All 256 byte values, whatever the length. */
export function payload(bytes: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
}

export function wire(framing: FramingName, payloads: readonly Buffer[], within = limits): Buffer {
  const out = new ByteWriter();
  const encode = framings[framing].createEncoder(within);
  for (const one of payloads) encode(out, one, 0, one.length);
  return Buffer.from(out.view());
}

/** A message one byte over the servers' limit. */
export function wireOver(framing: FramingName): Buffer {
  const larger = { ...limits, maxMessageBytes: maxMessageBytes + 1 };
  return wire(framing, [payload(maxMessageBytes + 1)], larger);
}

/** What a request for that many rounds of work looks like, with service work:payload and framing length-u32. */
export function workRequest(rounds: number): Buffer {
  const request = Buffer.alloc(64, 0x41);
  // 24 bits, most significant first, 6 in each of bytes 12 to 15 (catalogue, services).
  for (let i = 0; i < 4; i++) request[12 + i] = 0x20 + ((rounds >> (18 - 6 * i)) & 63);
  return wire('length-u32', [request]);
}
