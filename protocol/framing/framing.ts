/**
 * The contract of a framing: how the end of a message is found in a stream of bytes. Sans I/O: a decoder is given
 * chunks, however the network cut them, and hands on whole messages.
 */
import type { ByteWriter } from '../byte-writer.ts';
import type { ServiceSpec } from '../service.ts';

/** What both ends are told about messages. */
export interface FramingLimits {
  /** The largest payload that is accepted. A longer one is an error before memory is reserved for it. */
  readonly maxMessageBytes: number;
  /** The payload's length where both ends have to know it (`fixed`). */
  readonly messageBytes: number;
  /**
   * Memory for a message that spans chunks is kept for the next one up to so many bytes; absent: up to 64 KiB, since a server
   * has it for each connection.
   */
  readonly keptBytes?: number | undefined;
}

/**
 * Called for each whole message. The bytes from `start` to `end` are valid until the call returns: copy to keep. A view would
 * be an object of about 100 bytes, and making it costs more than finding the message (codec-bench/README.md).
 */
export type OnMessage = (bytes: Uint8Array, start: number, end: number) => void;

export interface Decoder {
  /**
   * Takes the next chunk and hands on every message that is now complete, in order. Messages that lie whole inside
   * the chunk are handed on where they are; one that spans chunks is assembled once. Work is linear in the bytes
   * received, whatever the cuts.
   * @throws FramingError after the messages before the fault were handed on. The decoder is then of no more use.
   */
  push(chunk: Uint8Array, onMessage: OnMessage): void;
  /** Whether a message has arrived in part: the stream must not end here, unless that is what ends the message. */
  readonly insideMessage: boolean;
  /**
   * The stream has ended: hands on the message that ends with it, where messages do. To be called once.
   * @throws FramingError if it ended inside a message; says what was missing. Changes nothing.
   */
  end(onMessage: OnMessage): void;
}

/** Appends the message's wire form. @throws FramingError for a payload that the format cannot carry; appends nothing. */
export type Encoder = (out: ByteWriter, bytes: Uint8Array, start: number, end: number) => void;

export type Supported = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface Framing {
  readonly name: string;
  /** One sentence for `list`. */
  readonly description: string;
  /**
   * How a receiver knows where a message ends: the four ways of the Socket Programming HOWTO ("Using a Socket"), and
   * none. With `none` there are no messages: the stream itself is echoed, and received bytes may be sent back as they
   * are. `fixed`: both ends are told the one length. `end-of-stream`: a connection carries one exchange.
   */
  readonly boundary: 'none' | 'fixed' | 'delimiter' | 'length' | 'end-of-stream';
  /** Whether payloads of that many bytes can be sent, under these limits. */
  carries(payloadBytes: number, limits: FramingLimits): Supported;
  createEncoder(limits: FramingLimits): Encoder;
  createDecoder(limits: FramingLimits): Decoder;
}

/**
 * The peer broke the format, or sent more than the limit: ends that one connection. Or, at the sender, a payload that
 * the format cannot carry.
 */
export class FramingError extends Error {
  override readonly name = 'FramingError';
  readonly framing: string;
  /** Offset in the received stream, in bytes, of the message at fault; null at the sender. */
  readonly offset: number | null;

  constructor(framing: string, offset: number | null, what: string) {
    super(`${framing}: ${what}${offset === null ? '' : ` (message at stream offset ${offset})`}`);
    this.framing = framing;
    this.offset = offset;
  }
}

/** What all decoders say when a stream ends too early. `missing`: 'its delimiter', '8 of 10 payload bytes'. */
export function endedInside(framing: string, messageAt: number, missing: string): FramingError {
  return new FramingError(framing, messageAt, `the stream ended inside a message, ${missing} missing`);
}

/** What somebody would like to do over one connection; absent: not decided, or nothing unusual. */
export interface IntendedExchange {
  readonly service?: ServiceSpec['kind'];
  /** Requests outstanding at a time. */
  readonly depth?: number;
  /** Requests before the connection is closed; infinite where connections are kept. */
  readonly exchangesPerConnection?: number;
}

/** Whether a framing can do that. The reason begins with the framing's name and says what would do. */
export function supportsExchange({ name, boundary }: Framing, use: IntendedExchange): Supported {
  if (boundary === 'none' && use.service === 'work') {
    return { ok: false, reason: `${name} has no messages to work on; use --service echo, or another framing` };
  }
  if (exchangesPerConnection({ boundary }) < (use.exchangesPerConnection ?? 1)) {
    const why = `${name} ends a message with its connection, which therefore carries one exchange`;
    return { ok: false, reason: `${why}; use another framing where connections are kept` };
  }
  if (exchangesPerConnection({ boundary }) < (use.depth ?? 1)) {
    const why = `${name} ends a message with its connection, so that requests come one at a time`;
    return { ok: false, reason: `${why}; use --shape closed:1, or another framing` };
  }
  return { ok: true };
}

/** How many exchanges a connection can carry. */
export function exchangesPerConnection({ boundary }: Pick<Framing, 'boundary'>): number {
  return boundary === 'end-of-stream' ? 1 : Number.POSITIVE_INFINITY;
}

/** A payload within the limit; the one check that all framings share. */
export function withinLimit(payloadBytes: number, limits: FramingLimits): Supported {
  if (payloadBytes <= limits.maxMessageBytes) return { ok: true };
  return { ok: false, reason: `${payloadBytes} bytes are over --max-message-bytes ${limits.maxMessageBytes}` };
}
