/** The bytes of each format, written by hand or taken from the document that defines it. */
import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { decode, encodeAll } from '../../test/framing/wire.ts';
import type { FramingLimits } from './framing.ts';
import { framings, type FramingName } from './index.ts';

const limits: FramingLimits = { maxMessageBytes: 1 << 20, messageBytes: 5 };

const long = (length: number) => Buffer.alloc(length, 0x2a).toString('hex');

/** Payloads and the stream that carries them, in hex. */
const vectors: Readonly<Record<FramingName, readonly (readonly [payloads: readonly string[], wire: string])[]>> = {
  raw: [[['68656c6c6f'], '68656c6c6f']],
  fixed: [[['68656c6c6f', '776f726c64'], '68656c6c6f776f726c64']],
  delimited: [
    [['68656c6c6f'], '68656c6c6f0a'],
    [['', '0d', ''], '0a0d0a0a'],
  ],
  // RFC 1055, "Protocol": END is octal 300, ESC 333, the transposed bytes 334 and 335.
  slip: [
    [['68656c6c6f'], '68656c6c6fc0'],
    [['c0'], 'dbdcc0'],
    [['db'], 'dbddc0'],
    [['dcdd'], 'dcddc0'],
    [['dbdc'], 'dbdddcc0'],
    [['01c002db03', 'c0c0', '41'], '01dbdc02dbdd03c0dbdcdbdcc041c0'],
  ],
  'length-u32': [
    [[''], '00000000'],
    [['68656c6c6f', '00'], '0000000568656c6c6f0000000100'],
    [[long(256)], `00000100${long(256)}`],
    [[long(70_000)], `00011170${long(70_000)}`],
  ],
  // protobuf.dev, "Encoding", Base 128 Varints: 1 is 01, 150 is 96 01; 300 is AC 02 in its earlier editions.
  'length-varint': [
    [[''], '00'],
    [['2a', '68656c6c6f'], '012a0568656c6c6f'],
    [[long(127)], `7f${long(127)}`],
    [[long(128)], `8001${long(128)}`],
    [[long(150)], `9601${long(150)}`],
    [[long(300)], `ac02${long(300)}`],
    [[long(16_384)], `808001${long(16_384)}`],
  ],
  'length-ascii5': [
    [[''], '3030303030'],
    [['68656c6c6f', '2a'], '303030303568656c6c6f30303030312a'],
    [[long(12_345)], `3132333435${long(12_345)}`],
    [[long(99_999)], `3939393939${long(99_999)}`],
  ],
  'type-tagged': [
    [[long(16), long(64)], `01${long(16)}02${long(64)}`],
    [[long(256), long(1024)], `03${long(256)}04${long(1024)}`],
    [[long(4096), long(16_384)], `05${long(4096)}06${long(16_384)}`],
    [[long(65_536)], `07${long(65_536)}`],
  ],
  'until-close': [
    [[''], ''],
    [['68656c6c6f'], '68656c6c6f'],
  ],
};

const cases = Object.entries(vectors).flatMap(([name, list]) =>
  list.map(([payloads, wire]) => ({
    name: name as FramingName,
    payloads: payloads.map((payload) => Buffer.from(payload, 'hex')),
    wire: Buffer.from(wire, 'hex'),
    what: `${payloads.map((payload) => abbreviate(payload)).join(' | ')} is ${abbreviate(wire)}`,
  })),
);

function abbreviate(hex: string): string {
  return hex.length <= 40 ? `'${hex}'` : `'${hex.slice(0, 16)}…' (${hex.length / 2} bytes)`;
}

test.each(cases)('$name: $what', ({ name, payloads, wire }) => {
  expect(encodeAll(framings[name], limits, payloads).equals(wire)).toBe(true);
  const { messages, error } = decode(framings[name], limits, [wire]);
  expect(error).toBeNull();
  expect(messages.map((message) => message.toString('hex'))).toEqual(payloads.map((one) => one.toString('hex')));
});

describe('what only other senders send', () => {
  test.each<[FramingName, string, string, readonly string[]]>([
    ['slip', 'packets that begin with END too (RFC 1055)', 'c041c0c0c042c0', ['41', '42']],
    ['length-varint', 'a length padded with zero groups', '8500616263646581808000ff', ['6162636465', 'ff']],
    ['delimited', 'a carriage return before the line feed, which is payload', '410d0a', ['410d']],
  ])('%s: %s', (name, _what, wire, payloads) => {
    const { messages, error } = decode(framings[name], limits, [Buffer.from(wire, 'hex')]);
    expect({ messages: messages.map((one) => one.toString('hex')), error }).toEqual({
      messages: payloads,
      error: null,
    });
  });
});

describe('says what is missing:', () => {
  test.each<[FramingName, string, string]>([
    ['fixed', '6869', '3 of 5 payload bytes'],
    ['delimited', '0a6869', 'its delimiter 0x0a'],
    ['slip', 'c06869', 'its END 0xc0'],
    ['slip', 'c0db', 'its END 0xc0'],
    ['length-u32', '0000000a6162', '8 of 10 payload bytes'],
    ['length-u32', '0000000a', '10 of 10 payload bytes'],
    ['length-u32', '0000', 'the rest of a header of which 2 had arrived'],
    ['length-varint', '80', 'the rest of a header of which 1 had arrived'],
    ['length-varint', '8001', '128 of 128 payload bytes'],
    ['length-ascii5', '3030303032ff', '1 of 2 payload bytes'],
    ['type-tagged', '01ff', '15 of 16 payload bytes'],
  ])('%s, %s: %s', (name, wire, missing) => {
    const { error } = decode(framings[name], limits, [Buffer.from(wire, 'hex')]);
    expect(error).toContain(
      `${name}: the stream ended inside a message, ${missing} missing (message at stream offset `,
    );
  });
});
