/**
 * The length as 5 decimal digits, padded with zeros, then that many bytes of payload.
 *
 *     30 30 30 30 35  68 65 6c 6c 6f      "00005hello"
 *
 * The Socket Programming HOWTO's own example: "prefixing the message with its length (say, as 5 numeric characters)"
 * ("Using a Socket"). At most 99,999 bytes. Anything but a digit is an error, signs and spaces too.
 */
import { FramingError, withinLimit, type Framing } from './framing.ts';
import { LengthPrefixedDecoder } from './length-prefixed.ts';

const name = 'length-ascii5';
const headerBytes = 5;
const largest = 99_999;
const zero = 0x30;

class LengthAscii5Decoder extends LengthPrefixedDecoder {
  protected override readHeader(bytes: Uint8Array, at: number, end: number): number {
    const stop = Math.min(at + headerBytes, end);
    let length = 0;
    for (let i = at; i < stop; i++) {
      const digit = (bytes[i] as number) - zero;
      if (digit < 0 || digit > 9) throw this.#notADigit(bytes, at, i);
      length = length * 10 + digit;
    }
    return stop - at < headerBytes ? -1 : this.accept(length, bytes, at, stop);
  }

  #notADigit(bytes: Uint8Array, at: number, wrongAt: number): FramingError {
    const byte = (bytes[wrongAt] as number).toString(16).padStart(2, '0');
    return this.fault(
      bytes,
      at,
      `byte ${wrongAt - at + 1} of the ${headerBytes}-digit length is 0x${byte}, not a digit`,
    );
  }
}

export const lengthAscii5: Framing = {
  name,
  description: 'length as 5 decimal digits, zero-padded, then the payload; at most 99,999 bytes',
  boundary: 'length',
  carries: (payloadBytes, limits) =>
    payloadBytes <= largest
      ? withinLimit(payloadBytes, limits)
      : { ok: false, reason: `5 digits say at most ${largest} bytes; use 0 to ${largest}` },
  createEncoder: () => (out, bytes, start, end) => {
    const length = end - start;
    if (length > largest) throw new FramingError(name, null, `${length} bytes do not fit ${headerBytes} digits`);
    const at = out.reserve(headerBytes);
    const target = out.buffer;
    let rest = length;
    for (let i = at + headerBytes - 1; i >= at; i--) {
      const tens = Math.floor(rest / 10);
      target[i] = zero + rest - tens * 10;
      rest = tens;
    }
    out.append(bytes, start, end);
  },
  createDecoder: (limits) => new LengthAscii5Decoder(name, limits),
};
