/**
 * The contract of a framing: how the end of a message is found in a stream of bytes. Sans I/O: a decoder is given
 * chunks, however the network cut them, and hands on whole messages.
 */
import type { ByteWriter } from '../byte-writer.ts';

/** What both ends are told about messages. */
export interface FramingLimits {
  /** The largest payload that is accepted. A longer one is an error before memory is reserved for it. */
  readonly maxMessageBytes: number;
  /** The payload's length where both ends have to know it (`fixed`). */
  readonly messageBytes: number;
}

/** Called for each whole message. The bytes from `start` to `end` are valid until the call returns: copy to keep. */
export type OnMessage = (bytes: Uint8Array, start: number, end: number) => void;

export interface Decoder {
  /**
   * Takes the next chunk and hands on every message that is now complete, in order. Messages that lie whole inside
   * the chunk are handed on where they are; one that spans chunks is assembled once. Work is linear in the bytes
   * received, whatever the cuts.
   * @throws FramingError after the messages before the fault were handed on. The decoder is then of no more use.
   */
  push(chunk: Uint8Array, onMessage: OnMessage): void;
  /**
   * The stream ended, or would it be right to end here? Changes nothing.
   * @throws FramingError if it ended inside a message.
   */
  end(): void;
}

/** Appends the message's wire form. @throws FramingError for a payload that the format cannot carry. */
export type Encoder = (out: ByteWriter, bytes: Uint8Array, start: number, end: number) => void;

export type Supported = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface Framing {
  readonly name: string;
  /** One sentence for `list`. */
  readonly description: string;
  /**
   * How a receiver knows where a message ends. With `none` there are no messages: the stream itself is echoed, and
   * received bytes may be sent back as they are.
   */
  readonly boundary: 'none' | 'length' | 'delimiter' | 'end-of-stream';
  /** Whether payloads of that many bytes can be sent, under these limits. */
  carries(payloadBytes: number, limits: FramingLimits): Supported;
  createEncoder(limits: FramingLimits): Encoder;
  createDecoder(limits: FramingLimits): Decoder;
}

/** The peer broke the format, or sent more than the limit. Ends that one connection. */
export class FramingError extends Error {
  override readonly name = 'FramingError';
  readonly framing: string;
  /** Offset in the stream, in bytes, of the message at fault. */
  readonly offset: number;

  constructor(framing: string, offset: number, what: string) {
    super(`${framing}: ${what} (message at stream offset ${offset})`);
    this.framing = framing;
    this.offset = offset;
  }
}

/** A payload within the limit; the one check that all framings share. */
export function withinLimit(payloadBytes: number, limits: FramingLimits): Supported {
  if (payloadBytes <= limits.maxMessageBytes) return { ok: true };
  return { ok: false, reason: `${payloadBytes} bytes are over --max-message-bytes ${limits.maxMessageBytes}` };
}
