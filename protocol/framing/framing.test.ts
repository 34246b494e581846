/** What every framing promises, by property: any messages, any cuts, the same messages. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canEncode,
  carriedLengths,
  cut,
  decode,
  encodeAll,
  forbiddenBytes,
  withoutBytes,
} from '../../test/framing/wire.ts';
import { ByteWriter } from '../byte-writer.ts';
import { exchangesPerConnection, FramingError, supportsExchange, type Framing, type FramingLimits } from './framing.ts';
import { framings } from './index.ts';

const limits: FramingLimits = { maxMessageBytes: 4096, messageBytes: 64 };
const generous: FramingLimits = { ...limits, maxMessageBytes: 1 << 20 };
const messageFramings = Object.values<Framing>(framings).filter((framing) => framing.boundary !== 'none');
const lengthsTo300 = [...Array(301).keys()];

/** Bytes with a meaning in some framing come more often than others. */
const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x01, 0x0a, 0x30, 0x39, 0x80, 0xc0, 0xdb, 0xdc, 0xdd, 0xff));

function payloadsOf(framing: Framing): fc.Arbitrary<Buffer[]> {
  const lengths = carriedLengths(framing, limits, lengthsTo300);
  const forbidden = forbiddenBytes(framing, limits);
  const payload = fc
    .constantFrom(...lengths)
    .chain((length) => fc.array(byte, { minLength: length, maxLength: length, size: 'max' }))
    .map((array) => withoutBytes(Uint8Array.from(array), forbidden));
  const single = exchangesPerConnection(framing) === 1;
  return fc.array(payload, { minLength: single ? 1 : 0, maxLength: single ? 1 : 12 });
}

const places = fc.array(fc.nat(), { maxLength: 40 });

describe.each(messageFramings)('$name', (framing) => {
  const payloads = payloadsOf(framing);

  test('hands on the messages that were encoded, however the stream is cut', () => {
    fc.assert(
      fc.property(payloads, places, (messages, at) => {
        const chunks = cut(encodeAll(framing, limits, messages), at);
        expect(decode(framing, limits, chunks)).toEqual({ messages, error: null });
      }),
    );
  });

  test('hands on the messages of a stream that arrives byte by byte', () => {
    fc.assert(
      fc.property(payloads, (messages) => {
        const stream = encodeAll(framing, limits, messages);
        expect(decode(framing, limits, cut(stream, [...stream.keys()]))).toEqual({ messages, error: null });
      }),
    );
  });

  test('says the same of any bytes, however they are cut: messages within the limit, and perhaps an error', () => {
    const streams = fc.array(byte, { maxLength: 600, size: 'max' }).map((array) => Uint8Array.from(array));
    fc.assert(
      fc.property(streams, places, (stream, at) => {
        const whole = decode(framing, limits, cut(stream, []));
        for (const { length } of whole.messages) expect(length).toBeLessThanOrEqual(limits.maxMessageBytes);
        expect(decode(framing, limits, cut(stream, at))).toEqual(whole);
      }),
    );
  });

  test('carries what it says it carries, and an encoder refuses the rest and appends nothing', () => {
    const lengths = [...lengthsTo300, 1024, 4096, 16_384, 65_535, 65_536, 99_999, 100_000, 1 << 20];
    for (const length of lengths) {
      const payload = Buffer.alloc(length, 0x41);
      const carried = framing.carries(length, generous).ok;
      expect(canEncode(framing, generous, payload), `${length} bytes`).toBe(carried);
      const out = new ByteWriter();
      const encode = framing.createEncoder(generous);
      if (!carried) {
        // At the sender there is no offset in a stream.
        expect(() => encode(out, payload, 0, length)).toThrow(
          expect.objectContaining({ name: 'FramingError', framing: framing.name, offset: null }),
        );
        expect(out.length).toBe(0);
      }
    }
  });

  test('carries nothing over the limit, and says which flag sets it', () => {
    const tight = { maxMessageBytes: 63, messageBytes: 64 };
    const carried = framing.carries(64, tight);
    expect(carried).toEqual({ ok: false, reason: expect.stringContaining('--max-message-bytes 63') });
  });

  test('is what it encodes a range of, wherever the payload lies', () => {
    const [length = 0] = carriedLengths(framing, limits, [5, 16, 64]);
    const around = Buffer.alloc(length + 200, 0x0a);
    around.fill(0x41, 100, 100 + length);
    const out = new ByteWriter();
    framing.createEncoder(limits)(out, around, 100, 100 + length);
    expect(out.view()).toEqual(encodeAll(framing, limits, [Buffer.alloc(length, 0x41)]));
  });

  const overLimit = carriedLengths(framing, generous, [limits.maxMessageBytes + 1, 16_384])[0];
  test.runIf(overLimit !== undefined)('refuses a message over the limit, after those before it', () => {
    const small = carriedLengths(framing, limits, [5, 16]).slice(0, exchangesPerConnection(framing) - 1);
    const messages = [...small, overLimit ?? 0].map((length) => Buffer.alloc(length, 0x41));
    const stream = encodeAll(framing, generous, messages);
    for (const at of [[], [...stream.keys()]]) {
      const { messages: received, error } = decode(framing, limits, cut(stream, at));
      expect(received).toEqual(messages.slice(0, -1));
      expect(error).toContain(`${framing.name}: `);
      expect(error).toContain('the limit of 4096');
    }
  });

  test.runIf(exchangesPerConnection(framing) > 1)('tells where a stream ended inside a message', () => {
    const [length = 0] = carriedLengths(framing, limits, [5, 16, 64]);
    const message = encodeAll(framing, limits, [Buffer.alloc(length, 0xdb)]);
    for (let sent = 0; sent < message.length; sent++) {
      const stream = Buffer.concat([message, message.subarray(0, sent)]);
      for (const at of [[], [...stream.keys()]]) {
        const decoder = framing.createDecoder(limits);
        for (const chunk of cut(stream, at)) decoder.push(chunk, () => {});
        expect(decoder.insideMessage).toBe(sent > 0);
        const end = () => decoder.end(() => expect.unreachable());
        if (sent === 0) end();
        // Twice: asking changes nothing.
        else for (let i = 0; i < 2; i++) expect(end).toThrow(endedInside(framing, message.length));
      }
    }
  });
});

function endedInside(framing: Framing, offset: number): unknown {
  const message = expect.stringMatching(`^${framing.name}: the stream ended inside a message, .* missing`);
  return expect.objectContaining({ name: 'FramingError', framing: framing.name, offset, message });
}

test('raw hands on the bytes as they come', () => {
  const chunks = [Buffer.from('ab'), Buffer.from('c')];
  const outcome = decode(
    framings.raw,
    limits,
    chunks.map((chunk) => Buffer.from(chunk)),
  );
  expect(outcome).toEqual({ messages: chunks, error: null });
});

test('until-close hands on one message at the end of the stream, an empty one too', () => {
  const decoder = framings['until-close'].createDecoder(limits);
  expect(decoder.insideMessage).toBe(false);
  decoder.push(Buffer.from('hel'), () => expect.unreachable());
  decoder.push(Buffer.from('lo'), () => expect.unreachable());
  expect(decoder.insideMessage).toBe(true);
  const received: string[] = [];
  decoder.end((bytes, start, end) => received.push(Buffer.from(bytes.subarray(start, end)).toString()));
  expect(received).toEqual(['hello']);
  expect(decode(framings['until-close'], limits, [])).toEqual({ messages: [Buffer.alloc(0)], error: null });
});

test('fixed refuses a length over the limit with the first byte, and a length of nothing at all', () => {
  const decoder = framings.fixed.createDecoder({ maxMessageBytes: 63, messageBytes: 64 });
  expect(() => decoder.push(Buffer.from('a'), () => {})).toThrow('a length of 64 bytes is over the limit of 63');
  expect(() => framings.fixed.createDecoder({ maxMessageBytes: 63, messageBytes: 0 })).toThrow(RangeError);
});

test('what a delimited payload must not contain is named with its place', () => {
  const encode = framings.delimited.createEncoder(limits);
  const payload = Buffer.from('two\nlines');
  expect(() => encode(new ByteWriter(), payload, 0, payload.length)).toThrow(
    new FramingError('delimited', null, 'a payload with the delimiter 0x0a in it, at byte 3'),
  );
});

test('lengths that would do are named where a format has only some', () => {
  expect(framings['type-tagged'].carries(100, limits)).toEqual({
    ok: false,
    reason: 'there is no type for 100 bytes; use one of 16, 64, 256, 1024, 4096, 16384, 65536',
  });
  expect(framings.fixed.carries(100, limits)).toMatchObject({ reason: expect.stringContaining('--message-bytes 64') });
  expect(framings['length-ascii5'].carries(100_000, generous)).toMatchObject({
    reason: expect.stringContaining('99999'),
  });
  expect(framings.slip.carries(0, limits)).toMatchObject({ reason: expect.stringContaining('1 byte or more') });
});

test('a framing says which exchanges it cannot have', () => {
  const supported = Object.values<Framing>(framings).map((framing) => [
    framing.name,
    supportsExchange(framing, { service: 'work' }).ok,
    supportsExchange(framing, { depth: 2 }).ok,
    supportsExchange(framing, { exchangesPerConnection: 2 }).ok,
    supportsExchange(framing, { service: 'echo', depth: 1, exchangesPerConnection: 1 }).ok,
  ]);
  expect(supported).toEqual([
    ['raw', false, true, true, true],
    ...messageFramings.slice(0, -1).map(({ name }) => [name, true, true, true, true]),
    ['until-close', true, false, false, true],
  ]);
});
