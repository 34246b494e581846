/**
 * The length as an unsigned LEB128 varint, 7 bits a byte, least significant first, the top bit set in all bytes but
 * the last; then that many bytes of payload. At most 5 bytes, which hold 35 bits.
 *
 *     05     68 65 6c 6c 6f      "hello"
 *     96 01  …                   150 bytes
 *
 * Protocol Buffers' delimited form (protobuf.dev, "Encoding": Base 128 Varints; `writeDelimitedTo`). As Protocol
 * Buffers' own readers do, it takes a length that is padded with zero groups (85 00 for 5), since some writers reserve
 * a fixed room for it; a sixth byte is an error.
 */
import { FramingError, withinLimit, type Framing } from './framing.ts';
import { LengthPrefixedDecoder } from './length-prefixed.ts';

const name = 'length-varint';
const mostHeaderBytes = 5;
const largest = 2 ** 32 - 1;

class LengthVarintDecoder extends LengthPrefixedDecoder {
  protected override readHeader(bytes: Uint8Array, at: number, end: number): number {
    let length = 0;
    // A product, not a shift, which would drop what is beyond 32 bits: such a length has to be refused, not misread.
    for (let i = at, scale = 1; i < end; i++, scale *= 128) {
      const byte = bytes[i] as number;
      length += (byte & 0x7f) * scale;
      if (byte < 0x80) return this.accept(length, bytes, at, i + 1);
      if (i - at === mostHeaderBytes - 1) {
        throw this.fault(
          bytes,
          at,
          `a length of more than ${mostHeaderBytes} bytes: byte ${mostHeaderBytes} has its top bit set`,
        );
      }
    }
    return -1;
  }
}

export const lengthVarint: Framing = {
  name,
  description: 'unsigned LEB128 length of 1 to 5 bytes (Protocol Buffers, delimited), then the payload',
  boundary: 'length',
  carries: (payloadBytes, limits) =>
    payloadBytes <= largest
      ? withinLimit(payloadBytes, limits)
      : { ok: false, reason: `${payloadBytes} bytes do not fit a 32-bit length` },
  createEncoder: () => (out, bytes, start, end) => {
    const length = end - start;
    if (length > largest) throw new FramingError(name, null, `${length} bytes do not fit a 32-bit length`);
    let at = out.reserve(varintBytes(length));
    const target = out.buffer;
    let rest = length;
    for (; rest > 0x7f; rest >>>= 7) target[at++] = (rest & 0x7f) | 0x80;
    target[at] = rest;
    out.append(bytes, start, end);
  },
  createDecoder: (limits) => new LengthVarintDecoder(name, limits),
};

function varintBytes(length: number): number {
  let bytes = 1;
  for (let rest = length; rest > 0x7f; rest >>>= 7) bytes++;
  return bytes;
}
