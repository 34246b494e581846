/**
 * A 4-byte unsigned length in network byte order, then that many bytes of payload.
 *
 *     00 00 00 05  68 65 6c 6c 6f      "hello"
 *
 * What most binary protocols do. The Socket Programming HOWTO's "indicate how long they are", in binary.
 */
import { FramingError, withinLimit, type Framing } from './framing.ts';
import { LengthPrefixedDecoder } from './length-prefixed.ts';

const name = 'length-u32';
const headerBytes = 4;
const largest = 2 ** 32 - 1;

class LengthU32Decoder extends LengthPrefixedDecoder {
  protected override readHeader(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < headerBytes) return -1;
    const length =
      (((bytes[at] as number) << 24) |
        ((bytes[at + 1] as number) << 16) |
        ((bytes[at + 2] as number) << 8) |
        (bytes[at + 3] as number)) >>>
      0;
    return this.accept(length, bytes, at, at + headerBytes);
  }
}

export const lengthU32: Framing = {
  name,
  description: '4-byte unsigned length in network byte order, then the payload',
  boundary: 'length',
  carries: (payloadBytes, limits) =>
    payloadBytes <= largest
      ? withinLimit(payloadBytes, limits)
      : { ok: false, reason: `${payloadBytes} bytes do not fit a 32-bit length` },
  createEncoder: () => (out, bytes, start, end) => {
    const length = end - start;
    if (length > largest) throw new FramingError(name, null, `${length} bytes do not fit a 32-bit length`);
    const at = out.reserve(headerBytes);
    const target = out.buffer;
    target[at] = length >>> 24;
    target[at + 1] = length >>> 16;
    target[at + 2] = length >>> 8;
    target[at + 3] = length;
    out.append(bytes, start, end);
  },
  createDecoder: (limits) => new LengthU32Decoder(name, limits),
};
