/** What every framing promises, by property: any messages, any cuts, the same messages; hostile input ends in an error. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../byte-writer.ts';
import { FramingError, type Framing, type FramingLimits } from './framing.ts';
import { framings } from './index.ts';

const limits: FramingLimits = { maxMessageBytes: 4096, messageBytes: 64 };
const messageFramings = Object.values<Framing>(framings).filter((framing) => framing.boundary !== 'none');

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const messages = fc.array(bytes(300), { maxLength: 12 });

function encodeAll(framing: Framing, payloads: readonly Buffer[]): Buffer {
  const out = new ByteWriter();
  const encode = framing.createEncoder(limits);
  for (const payload of payloads) encode(out, payload, 0, payload.length);
  return Buffer.from(out.view());
}

/** Cuts a stream at the given places, in any order, with repetitions. */
function cut(stream: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (stream.length + 1)), stream.length].toSorted((a, b) => a - b);
  return edges.slice(1).map((edge, i) => stream.subarray(edges[i], edge));
}

function decodeAll(framing: Framing, chunks: readonly Buffer[]): Buffer[] {
  const decoder = framing.createDecoder(limits);
  const received: Buffer[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk, (from, start, end) => received.push(Buffer.from(from.subarray(start, end))));
    // Messages are only valid during the call: whoever reuses the memory must not disturb what was handed on.
    chunk.fill(0xaa);
  }
  decoder.end();
  return received;
}

describe.each(messageFramings)('$name', (framing) => {
  test('hands on the messages that were encoded, however the stream is cut', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 40 }), (payloads, places) => {
        expect(decodeAll(framing, cut(encodeAll(framing, payloads), places))).toEqual(payloads);
      }),
    );
  });

  test('hands on the messages of a stream that arrives byte by byte', () => {
    fc.assert(
      fc.property(messages, (payloads) => {
        const stream = encodeAll(framing, payloads);
        expect(decodeAll(framing, cut(stream, [...stream.keys()]))).toEqual(payloads);
      }),
    );
  });

  test('tells where a stream ended inside a message', () => {
    const stream = encodeAll(framing, [Buffer.from('first'), Buffer.from('second')]);
    const secondAt = encodeAll(framing, [Buffer.from('first')]).length;
    for (let length = secondAt + 1; length < stream.length; length++) {
      const decoder = framing.createDecoder(limits);
      decoder.push(stream.subarray(0, length), () => {});
      expect(() => decoder.end()).toThrow(expect.objectContaining({ framing: framing.name, offset: secondAt }));
    }
  });

  test('refuses a message over the limit, after those before it', () => {
    const payload = Buffer.alloc(limits.maxMessageBytes + 1);
    const generous = { ...limits, maxMessageBytes: payload.length };
    const out = new ByteWriter();
    const encode = framing.createEncoder(generous);
    encode(out, Buffer.from('small'), 0, 5);
    encode(out, payload, 0, payload.length);
    const received: string[] = [];
    const decoder = framing.createDecoder(limits);
    expect(() => {
      decoder.push(out.view(), (from, start, end) => received.push(Buffer.from(from.subarray(start, end)).toString()));
    }).toThrow(FramingError);
    expect(received).toEqual(['small']);
  });

  test('survives arbitrary bytes: messages within the limit, or a FramingError', () => {
    fc.assert(
      fc.property(fc.array(bytes(600), { maxLength: 8 }), (chunks) => {
        const decoder = framing.createDecoder(limits);
        try {
          for (const chunk of chunks) {
            decoder.push(chunk, (_from, start, end) => expect(end - start).toBeLessThanOrEqual(limits.maxMessageBytes));
          }
          decoder.end();
        } catch (error) {
          expect(error).toBeInstanceOf(FramingError);
        }
      }),
    );
  });
});

test('raw hands on the bytes as they come', () => {
  const chunks = [Buffer.from('ab'), Buffer.from('c')];
  expect(
    decodeAll(
      framings.raw,
      chunks.map((chunk) => Buffer.from(chunk)),
    ),
  ).toEqual(chunks);
});

describe('length-u32 on the wire', () => {
  const framing = framings['length-u32'];

  test.each([
    ['', '00000000'],
    ['hello', '0000000568656c6c6f'],
    ['\0', '0000000100'],
  ])('%j is %s', (payload, wire) => {
    expect(encodeAll(framing, [Buffer.from(payload)]).toString('hex')).toBe(wire);
  });

  test.each(['ffffffff', '00001001', '7fffffff', '80000000'])('a length of %s is refused at the header', (header) => {
    const decoder = framing.createDecoder(limits);
    expect(() => decoder.push(Buffer.from(header, 'hex'), () => {})).toThrow(/over the limit of 4096/);
  });

  test('a header over the limit is refused when its last byte arrives, whatever the cut', () => {
    const decoder = framing.createDecoder(limits);
    for (const byte of [0xff, 0xff, 0xff]) decoder.push(Uint8Array.of(byte), () => {});
    expect(() => decoder.push(Uint8Array.of(0xff), () => {})).toThrow(FramingError);
  });

  test('says how much is missing', () => {
    const decoder = framing.createDecoder(limits);
    decoder.push(Buffer.from('0000000a6162', 'hex'), () => {});
    expect(() => decoder.end()).toThrow(
      'length-u32: the stream ended inside a message, 8 of 10 payload bytes missing (message at stream offset 0)',
    );
  });
});
