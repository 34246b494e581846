/** Messages and their wire form, for tests over all framings: what a framing can carry is found out by asking it. */
import { Buffer } from 'node:buffer';
import { ByteWriter } from '../../protocol/byte-writer.ts';
import {
  exchangesPerConnection,
  FramingError,
  type Framing,
  type FramingLimits,
} from '../../protocol/framing/framing.ts';

/** Those of the lengths that the framing can carry under these limits. */
export function carriedLengths(framing: Framing, limits: FramingLimits, lengths: readonly number[]): number[] {
  return lengths.filter((length) => framing.carries(length, limits).ok);
}

export function encodeAll(framing: Framing, limits: FramingLimits, payloads: readonly Uint8Array[]): Buffer {
  const out = new ByteWriter();
  const encode = framing.createEncoder(limits);
  for (const payload of payloads) encode(out, payload, 0, payload.length);
  return Buffer.from(out.view());
}

/** The streams that carry these messages: one, or one for each where a message ends with its connection. */
export function encodeStreams(framing: Framing, limits: FramingLimits, payloads: readonly Uint8Array[]): Buffer[] {
  if (exchangesPerConnection(framing) > 1) return [encodeAll(framing, limits, payloads)];
  return payloads.map((payload) => encodeAll(framing, limits, [payload]));
}

/** Byte values that no payload may contain. */
export function forbiddenBytes(framing: Framing, limits: FramingLimits): ReadonlySet<number> {
  const length = [...Array(limits.maxMessageBytes + 1).keys()].find(
    (one) => one > 0 && framing.carries(one, limits).ok,
  );
  const values = [...Array(256).keys()];
  return new Set(values.filter((byte) => !canEncode(framing, limits, Buffer.alloc(length ?? 1, byte))));
}

export function canEncode(framing: Framing, limits: FramingLimits, payload: Uint8Array): boolean {
  try {
    encodeAll(framing, limits, [payload]);
    return true;
  } catch (error) {
    if (error instanceof FramingError) return false;
    throw error;
  }
}

/** The same payload with a neighbour in the place of each byte that must not occur. */
export function withoutBytes(payload: Uint8Array, forbidden: ReadonlySet<number>): Buffer {
  return Buffer.from(payload.map((byte) => (forbidden.has(byte) ? byte ^ 1 : byte)));
}

/** Cuts a stream at the given places, in any order, with repetitions. The chunks are copies. */
export function cut(stream: Uint8Array, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (stream.length + 1)), stream.length].toSorted((a, b) => a - b);
  return edges.slice(1).map((edge, i) => Buffer.from(stream.subarray(edges[i], edge)));
}

/** What a decoder made of a stream: its messages, and the error it ended with. */
export interface Outcome {
  readonly messages: readonly Buffer[];
  readonly error: string | null;
}

/** Chunks are overwritten when they have been taken: a message is only valid during the call. */
export function decode(framing: Framing, limits: FramingLimits, chunks: readonly Buffer[]): Outcome {
  const decoder = framing.createDecoder(limits);
  const messages: Buffer[] = [];
  const keep = (bytes: Uint8Array, start: number, end: number) => {
    messages.push(Buffer.from(bytes.subarray(start, end)));
  };
  try {
    for (const chunk of chunks) {
      decoder.push(chunk, keep);
      chunk.fill(0xaa);
    }
    decoder.end(keep);
    return { messages, error: null };
  } catch (error) {
    if (error instanceof FramingError) return { messages, error: error.message };
    throw error;
  }
}
