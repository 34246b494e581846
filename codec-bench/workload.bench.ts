/** What is encoded and decoded: sizes, contents, and how streams are cut into chunks. Seeded, the same for everybody. */
import { Buffer } from 'node:buffer';
import { ByteWriter } from '../protocol/byte-writer.ts';
import { createPayload } from '../protocol/payload.ts';
import { exchangesPerConnection, type Framing, type FramingLimits } from '../protocol/framing/framing.ts';

export const payloadSizes = [16, 64, 256, 1024, 4096, 16_384, 65_536] as const;

/**
 * `message`: one message per chunk. A number: chunks of so many bytes, wherever they cut. `random`: chunks of 1 byte to
 * 64 KiB, as many short as long ones (the logarithm of the length is uniform).
 */
export const chunkings = ['message', '2048', '4096', '8192', '65536', 'random'] as const;
export type Chunking = (typeof chunkings)[number];

/** `printable`: what clients send. `escapes`: every byte END, for the formats that must send two for it. */
export type Contents = 'printable' | 'escapes';

/** A stream has at least so many bytes, and at least so many messages. */
const leastBytes = 1 << 20;
const leastMessages = 16;
const seed = 1;

export function limitsFor(payloadBytes: number): FramingLimits {
  return { maxMessageBytes: 1 << 20, messageBytes: payloadBytes };
}

export function payloadFor(payloadBytes: number, contents: Contents): Buffer {
  return contents === 'printable' ? createPayload(seed, payloadBytes) : Buffer.alloc(payloadBytes, 0xc0);
}

/** Contents that make a difference: a payload of ENDs does where it is longer on the wire. */
export function contentsFor(framing: Framing): readonly Contents[] {
  const [plain, escaped] = (['printable', 'escapes'] as const).map((contents) => wireOf(framing, 64, contents).length);
  return plain === escaped ? ['printable'] : ['printable', 'escapes'];
}

export function messagesFor(payloadBytes: number): number {
  return Math.max(leastMessages, Math.ceil(leastBytes / payloadBytes));
}

/** One message on the wire. */
export function wireOf(framing: Framing, payloadBytes: number, contents: Contents): Buffer {
  const out = new ByteWriter();
  framing.createEncoder(limitsFor(payloadBytes))(out, payloadFor(payloadBytes, contents), 0, payloadBytes);
  return Buffer.from(out.view());
}

/** The chunks of one stream, or of as many streams as there are messages where a stream carries one. */
export function createStreams(
  framing: Framing,
  payloadBytes: number,
  contents: Contents,
  chunking: Chunking,
): readonly (readonly Buffer[])[] {
  const wire = wireOf(framing, payloadBytes, contents);
  const messages = messagesFor(payloadBytes);
  const perStream = Math.min(messages, exchangesPerConnection(framing));
  const stream = Buffer.concat(Array<Buffer>(perStream).fill(wire));
  const chunks = cut(stream, chunking === 'message' ? () => wire.length : chunkLengths(chunking));
  return Array<readonly Buffer[]>(messages / perStream).fill(chunks);
}

function chunkLengths(chunking: Exclude<Chunking, 'message'>): () => number {
  if (chunking !== 'random') return () => Number(chunking);
  let state = seed;
  return () => {
    // Park and Miller's generator (CACM 31(10), 1988): enough for lengths.
    state = (state * 48_271) % (2 ** 31 - 1);
    return Math.floor(2 ** ((state / 2 ** 31) * 16)) + 1;
  };
}

function cut(stream: Buffer, nextLength: () => number): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < stream.length;) {
    const end = Math.min(stream.length, at + nextLength());
    chunks.push(stream.subarray(at, end));
    at = end;
  }
  return chunks;
}
