import { Buffer } from 'node:buffer';
import { deflateSync } from 'node:zlib';
import hdr from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { isWholeHistogram } from './histogram.ts';

const histogram = hdr.build({ numberOfSignificantValueDigits: 3 });
for (let value = 1; value < 5000; value += 7) histogram.recordValue(value * 1000);
const whole = hdr.encodeIntoCompressedBase64(histogram);

/** The same with its bytes changed, as base64 again. */
function changed(change: (bytes: Buffer) => Buffer): string {
  return change(Buffer.from(whole, 'base64')).toString('base64');
}

test('a histogram as a client writes it is whole, an empty one too', () => {
  expect(isWholeHistogram(whole)).toBe(true);
  expect(isWholeHistogram(hdr.encodeIntoCompressedBase64(hdr.build({ numberOfSignificantValueDigits: 3 })))).toBe(true);
});

test('one that was cut is not, wherever the cut is', () => {
  for (let length = 0; length < whole.length; length += 1) expect(isWholeHistogram(whole.slice(0, length))).toBe(false);
});

test('one in which a byte was changed is not, wherever it is', () => {
  const { length } = Buffer.from(whole, 'base64');
  for (let at = 0; at < length; at += 1) {
    const damaged = changed((bytes) => {
      bytes[at] = (bytes[at] ?? 0) ^ 0x0f;
      return bytes;
    });
    expect(isWholeHistogram(damaged), `byte ${at}`).toBe(false);
  }
});

test('other text, other packed data and letters that base64 does not have are none', () => {
  const other = deflateSync(Buffer.alloc(100));
  const packed = changed((bytes) => {
    bytes.writeUInt32BE(other.length, 4);
    return Buffer.concat([bytes.subarray(0, 8), other]);
  });
  for (const text of ['', 'zzz', packed, whole.replace(/^(.{20})./, '$1!')]) expect(isWholeHistogram(text)).toBe(false);
});
