/** What nobody should send, per framing, and what the receiver says to it. */
import { Buffer } from 'node:buffer';
import type { FramingName } from '../../protocol/framing/index.ts';

export interface HostileWire {
  readonly what: string;
  readonly wire: Buffer;
  readonly error: RegExp;
}

/** With a limit of up to 1 MiB. Nothing but payload is sent in `raw` and `fixed`, so nothing can be wrong. */
export function hostileWires(maxMessageBytes: number): Readonly<Record<FramingName, readonly HostileWire[]>> {
  const tooMuch = Buffer.alloc(maxMessageBytes + 1, 0x41);
  const overLimit = new RegExp(`within the limit of ${maxMessageBytes} bytes`);
  const tooLong = new RegExp(`is over the limit of ${maxMessageBytes}`);
  return {
    raw: [],
    fixed: [],
    delimited: [
      { what: 'a delimiter that never comes', wire: tooMuch, error: overLimit },
      { what: 'a delimiter that comes too late', wire: Buffer.concat([tooMuch, hex('0a')]), error: overLimit },
    ],
    slip: [
      { what: 'an END that never comes', wire: tooMuch, error: overLimit },
      { what: 'escapes without END', wire: Buffer.alloc(2 * maxMessageBytes + 2, hex('dbdc')), error: overLimit },
      {
        what: 'an escape that means nothing, over the limit',
        wire: Buffer.concat([tooMuch, hex('db41')]),
        error: overLimit,
      },
      { what: 'an escape that means nothing', wire: hex('41db41c0'), error: /0x41 behind ESC 0xdb/ },
      { what: 'an escape that is escaped', wire: hex('dbdbdc'), error: /0xdb behind ESC 0xdb/ },
      { what: 'an escape before END', wire: hex('41dbc0'), error: /0xc0 behind ESC 0xdb/ },
    ],
    'length-u32': [
      { what: 'a length of 2^32 - 1', wire: hex('ffffffff'), error: /4294967295 bytes is over the limit/ },
      { what: 'a length of 2^31', wire: hex('80000000'), error: /2147483648 bytes is over the limit/ },
      { what: 'a length of 2^31 - 1', wire: hex('7fffffff'), error: /2147483647 bytes is over the limit/ },
      { what: 'the limit and one', wire: u32(maxMessageBytes + 1), error: tooLong },
    ],
    'length-varint': [
      { what: 'a length of 2^32 - 1', wire: hex('ffffffff0f'), error: /4294967295 bytes is over the limit/ },
      { what: 'a length of 2^35 - 1', wire: hex('ffffffff7f'), error: /34359738367 bytes is over the limit/ },
      { what: 'a varint of six bytes', wire: hex('ffffffffff01'), error: /more than 5 bytes/ },
      { what: 'a varint of six bytes that means 0', wire: hex('808080808000'), error: /more than 5 bytes/ },
      { what: 'a varint that never ends', wire: Buffer.alloc(1000, 0x80), error: /more than 5 bytes/ },
    ],
    'length-ascii5': [
      { what: 'a letter', wire: Buffer.from('0000x'), error: /byte 5 of the 5-digit length is 0x78, not a digit/ },
      { what: 'a sign', wire: Buffer.from('-0001a'), error: /byte 1 of the 5-digit length is 0x2d/ },
      { what: 'a space', wire: Buffer.from('    1a'), error: /byte 1 of the 5-digit length is 0x20/ },
      { what: 'a point', wire: Buffer.from('1.000'), error: /byte 2 of the 5-digit length is 0x2e/ },
      { what: 'the byte behind 9', wire: Buffer.from('0:000'), error: /byte 2 of the 5-digit length is 0x3a/ },
      ...(maxMessageBytes < 99_999
        ? [{ what: 'the limit and one', wire: digits(maxMessageBytes + 1), error: tooLong }]
        : []),
    ],
    'type-tagged': [
      { what: 'type 0', wire: hex('00'), error: /0x00 is no type of message; known are 0x01 to 0x07/ },
      { what: 'type 8', wire: hex('08'), error: /0x08 is no type of message/ },
      { what: 'type 255', wire: hex('ff'), error: /0xff is no type of message/ },
      ...(maxMessageBytes < 65_536 ? [{ what: 'a type over the limit', wire: hex('07'), error: tooLong }] : []),
    ],
    'until-close': [{ what: 'a stream that never ends', wire: tooMuch, error: overLimit }],
  };
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

function u32(length: number): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(length);
  return header;
}

function digits(length: number): Buffer {
  return Buffer.from(String(length).padStart(5, '0'));
}
