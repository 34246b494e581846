/**
 * A type byte, then the payload, whose length the type means. Both ends know the table; other lengths cannot be sent.
 *
 *     01  … 16 bytes …      04  … 1,024 bytes …
 *     02  … 64 bytes …      05  … 4,096 bytes …
 *     03  … 256 bytes …     06  … 16,384 bytes …      07  … 65,536 bytes …
 *
 * The Socket Programming HOWTO: "make the first character of the message an indicator of message type, and have the
 * type determine the length" ("Using a Socket").
 */
import { FramingError, withinLimit, type Framing } from './framing.ts';
import { LengthPrefixedDecoder } from './length-prefixed.ts';

const name = 'type-tagged';
/** Payload bytes of type 1, 2, … */
const lengths: readonly number[] = [16, 64, 256, 1024, 4096, 16_384, 65_536];

class TypeTaggedDecoder extends LengthPrefixedDecoder {
  protected override readHeader(bytes: Uint8Array, at: number, end: number): number {
    if (at === end) return -1;
    const type = bytes[at] as number;
    if (type === 0 || type > lengths.length) throw this.#unknown(type, bytes, at);
    return this.accept(lengths[type - 1] as number, bytes, at, at + 1);
  }

  #unknown(type: number, bytes: Uint8Array, at: number): FramingError {
    const known = `0x01 to 0x${hex(lengths.length)}`;
    return this.fault(bytes, at, `0x${hex(type)} is no type of message; known are ${known}`);
  }
}

export const typeTagged: Framing = {
  name,
  description: 'type byte that means a length of 16, 64, 256, 1024, 4096, 16384 or 65536 bytes, then the payload',
  boundary: 'length',
  carries: (payloadBytes, limits) =>
    lengths.includes(payloadBytes)
      ? withinLimit(payloadBytes, limits)
      : { ok: false, reason: `there is no type for ${payloadBytes} bytes; use one of ${lengths.join(', ')}` },
  createEncoder: () => (out, bytes, start, end) => {
    const type = lengths.indexOf(end - start) + 1;
    if (type === 0) throw new FramingError(name, null, `there is no type for a payload of ${end - start} bytes`);
    const at = out.reserve(1);
    out.buffer[at] = type;
    out.append(bytes, start, end);
  },
  createDecoder: (limits) => new TypeTaggedDecoder(name, limits),
};

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
