/**
 * The npm packages that do the same job, used as their documentation says. Whatever leaves the choice open goes in
 * their favour: streams are written to and listened to directly, without pipes between; iterators take chunks from an
 * array; what they hand on is counted, not looked at. But a message is one array of bytes (or a string) for all. None is given limits that it does not have by itself.
 */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import binarySplit from 'binary-split';
import BlockStream from 'block-stream2';
import { decode, encode, type LengthDecoderFunction, type LengthEncoderFunction } from 'it-length-prefixed';
import lengthPrefixedStream from 'length-prefixed-stream';
import protobuf from 'protobufjs/minimal.js';
import slip from 'slip';
import split2 from 'split2';
import type { FramingName } from '../protocol/framing/index.ts';
import { batchBytes, type Contestant, type Tally } from './contestant.bench.ts';

/** The part of a Transform stream that is used here: packages bring implementations of their own. */
interface Transform extends NodeJS.EventEmitter {
  write(chunk: Buffer): boolean;
  end(): unknown;
}

/** Through a stream, waiting for 'drain' when it asks for it. */
async function writeAll(stream: Transform, chunks: Iterable<Buffer>): Promise<void> {
  const ended = once(stream, 'end');
  for (const chunk of chunks) if (!stream.write(chunk)) await once(stream, 'drain');
  stream.end();
  await ended;
}

function decodeStream(create: () => Transform): NonNullable<Contestant['decode']> {
  return async (chunks, tally) => {
    const stream = create();
    stream.on('data', (message: { readonly length: number }) => count(tally, message.length));
    await writeAll(stream, chunks);
  };
}

function count(tally: Tally, bytes: number): void {
  tally.messages++;
  tally.bytes += bytes;
}

function* repeat(payload: Buffer, times: number): Generator<Buffer> {
  for (let i = 0; i < times; i++) yield payload;
}

function itLengthPrefixed(options: { lengthDecoder?: LengthDecoderFunction; lengthEncoder?: LengthEncoderFunction }) {
  return {
    name: 'it-length-prefixed',
    role: 'peer',
    note: 'iterators; its lists of views joined by subarray(); encodes without a copy',
    decode(chunks, tally) {
      for (const message of decode(chunks, options)) count(tally, message.subarray().length);
    },
    encode(payload, messages) {
      let bytes = 0;
      for (const part of encode(repeat(payload, messages), options)) bytes += part.length;
      return bytes;
    },
  } as const satisfies Contestant;
}

/** As its README and tests give a length format of one's own: functions that say how many bytes they took. */
const readU32: LengthDecoderFunction = Object.assign(
  (bytes: Parameters<LengthDecoderFunction>[0]) => bytes.getUint32(0),
  { bytes: 4 },
);
const writeU32: LengthEncoderFunction = Object.assign(
  (length: number) => {
    const header = Buffer.allocUnsafe(4);
    header.writeUInt32BE(length);
    return header;
  },
  { bytes: 4 },
);

/** Reads what there is until its RangeError says that a message is not whole; the rest waits for the next chunk. */
function decodeProtobuf(chunks: readonly Buffer[], tally: Tally): void {
  let rest: Buffer = Buffer.alloc(0);
  for (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const reader = protobuf.Reader.create(bytes);
    let at = 0;
    try {
      for (; at < bytes.length; at = reader.pos) count(tally, reader.bytes().length);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    rest = bytes.subarray(at);
  }
}

function encodeProtobuf(payload: Buffer, messages: number): number {
  let bytes = 0;
  let writer = protobuf.Writer.create();
  for (let i = 0, pending = 0; i < messages; i++) {
    writer.bytes(payload);
    pending += payload.length;
    if (pending < batchBytes) continue;
    bytes += writer.finish().length;
    writer = protobuf.Writer.create();
    pending = 0;
  }
  return bytes + writer.finish().length;
}

export const peers: Partial<Record<FramingName, (payloadBytes: number) => readonly Contestant[]>> = {
  fixed: (payloadBytes) => [
    {
      name: 'block-stream2',
      role: 'peer',
      note: 'a stream; hands on copies',
      decode: decodeStream(() => new BlockStream(payloadBytes, { nopad: true })),
    },
  ],
  delimited: () => [
    {
      name: 'split2',
      role: 'peer',
      note: "a stream, split2('\\n'); hands on strings, decoded from UTF-8",
      decode: decodeStream(() => split2('\n')),
    },
    {
      name: 'binary-split',
      role: 'peer',
      note: "a stream, split('\\n'); hands on views, copies what spans chunks",
      decode: decodeStream(() => binarySplit('\n')),
    },
  ],
  slip: () => [
    {
      name: 'slip',
      role: 'peer',
      note: 'callbacks; hands on copies; sends an END in front as well',
      extraBytes: 1,
      decode(chunks, tally) {
        const decoder = new slip.Decoder({ onMessage: (message) => count(tally, message.length) });
        for (const chunk of chunks) decoder.decode(chunk);
      },
      encode(payload, messages) {
        let bytes = 0;
        for (let i = 0; i < messages; i++) bytes += slip.encode(payload).length;
        return bytes;
      },
    },
  ],
  'length-u32': () => [itLengthPrefixed({ lengthDecoder: readU32, lengthEncoder: writeU32 })],
  'length-varint': () => [
    {
      name: 'length-prefixed-stream',
      role: 'peer',
      note: 'a stream; hands on views, copies what spans chunks; encodes without a copy',
      decode: decodeStream(() => lengthPrefixedStream.decode()),
      async encode(payload, messages) {
        const stream: Transform = lengthPrefixedStream.encode();
        let bytes = 0;
        stream.on('data', (part: Buffer) => (bytes += part.length));
        await writeAll(stream, repeat(payload, messages));
        return bytes;
      },
    },
    itLengthPrefixed({}),
    {
      name: 'protobufjs',
      role: 'peer',
      note: 'Reader.bytes(), Writer.bytes(); hands on views; chunks are joined for it',
      decode: decodeProtobuf,
      encode: encodeProtobuf,
    },
  ],
};
