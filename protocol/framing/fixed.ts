/**
 * Every message has the same length, which both ends are told (`--message-bytes`). Nothing but payload is sent.
 *
 *     68 65 6c 6c 6f 77 6f 72 6c 64      "hello", "world" with 5 bytes per message
 *
 * The Socket Programming HOWTO names it first: "messages must either be fixed length (yuck), …" ("Using a Socket").
 * Ends that were told different lengths notice at the end of the stream, or never: nothing on the wire says so.
 */
import { FramingError, withinLimit, type Framing, type FramingLimits } from './framing.ts';
import { LengthPrefixedDecoder } from './length-prefixed.ts';

const name = 'fixed';

class FixedDecoder extends LengthPrefixedDecoder {
  readonly #messageBytes: number;

  constructor(limits: FramingLimits) {
    super(name, limits);
    if (!(limits.messageBytes >= 1)) throw new RangeError(`${name}: messages need a length of 1 byte or more`);
    this.#messageBytes = limits.messageBytes;
  }

  /** Has no bytes. */
  protected override readHeader(bytes: Uint8Array, at: number): number {
    return this.accept(this.#messageBytes, bytes, at, at);
  }
}

export const fixed: Framing = {
  name,
  description: 'exactly --message-bytes bytes per message, which both ends are told',
  boundary: 'fixed',
  carries(payloadBytes, limits) {
    if (payloadBytes === 0) return { ok: false, reason: 'an empty message has no bytes to send; use 1 byte or more' };
    if (payloadBytes === limits.messageBytes) return withinLimit(payloadBytes, limits);
    return {
      ok: false,
      reason: `every message has exactly --message-bytes ${limits.messageBytes}; use the same length`,
    };
  },
  createEncoder:
    ({ messageBytes }) =>
    (out, bytes, start, end) => {
      if (end - start !== messageBytes) {
        throw new FramingError(name, null, `a payload of ${end - start} bytes where all have ${messageBytes}`);
      }
      out.append(bytes, start, end);
    },
  createDecoder: (limits) => new FixedDecoder(limits),
};
