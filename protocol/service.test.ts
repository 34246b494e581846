/** Services, against vectors of the format's own document and an implementation written the plain way. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createService, fnv1a, formatService, parseService, ServiceError } from './service.ts';
import { readIterations, readStamp, writeIterations, writeStamp } from './stamp.ts';

/** Test vectors of draft-eastlake-fnv, appendix C. */
test.each([
  ['', 0x81_1c_9d_c5],
  ['a', 0xe4_0c_29_2c],
  ['foobar', 0xbf_9c_f9_68],
])('FNV-1a of %j', (text, hash) => {
  expect(fnv1a(1, Buffer.from(text), 0, text.length)).toBe(hash);
});

test('rounds go on from the hash of the round before, and any length is hashed whole', () => {
  const plain = (rounds: number, bytes: Uint8Array): number => {
    let hash = 0x81_1c_9d_c5n;
    for (let round = 0; round < rounds; round++) {
      for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x01_00_01_93n) & 0xff_ff_ff_ffn;
    }
    return Number(hash);
  };
  fc.assert(
    fc.property(fc.nat(20), fc.uint8Array({ maxLength: 100 }), fc.nat(10), (rounds, bytes, skipped) => {
      const from = Math.min(skipped, bytes.length);
      expect(fnv1a(rounds, bytes, from, bytes.length)).toBe(plain(rounds, bytes.subarray(from)));
    }),
  );
});

test('work puts 24 bits of the hash in front of an otherwise unchanged payload', () => {
  const request = Buffer.from('....stamp123payload that is worked on');
  const reply = Buffer.from(`-${request.toString()}-`);
  createService({ kind: 'work', iterations: 3 })(reply, 1, reply.length - 1);
  const hash = fnv1a(3, request, 12, request.length) & 0xff_ff_ff;
  const sextets = [18, 12, 6, 0].map((shift) => 0x20 + ((hash >> shift) & 0x3f));
  expect(reply.subarray(1, 5)).toEqual(Buffer.from(sextets));
  expect(reply.subarray(5, -1)).toEqual(request.subarray(4));
  expect(reply[0]).toBe(0x2d);
});

test('work:payload takes its rounds from the request', () => {
  const request = Buffer.alloc(32, 0x41);
  writeIterations(request, 0, 7);
  const same = Buffer.from(request);
  createService({ kind: 'work', iterations: null })(request, 0, 32);
  createService({ kind: 'work', iterations: 7 })(same, 0, 32);
  expect(request).toEqual(same);
});

test('work refuses payloads that are too short, or carry no number', () => {
  expect(() => createService({ kind: 'work', iterations: 1 })(Buffer.alloc(15), 0, 15)).toThrow(ServiceError);
  expect(() => createService({ kind: 'work', iterations: null })(Buffer.alloc(16, 0xff), 0, 16)).toThrow(ServiceError);
});

test('stamps and iterations come back as they were written, in printable bytes', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 24 - 1), fc.integer({ min: 0, max: 2 ** 48 - 1 }), (iterations, stamp) => {
      const payload = Buffer.alloc(16, 0x20);
      writeIterations(payload, 0, iterations);
      writeStamp(payload, 0, stamp);
      expect(readIterations(payload, 0)).toBe(iterations);
      expect(readStamp(payload, 0)).toBe(stamp);
      expect(payload.every((byte) => byte >= 0x20 && byte <= 0x5f)).toBe(true);
    }),
  );
});

test('services are read as they are written', () => {
  for (const text of ['echo', 'work:0', 'work:16777215', 'work:payload']) {
    expect(formatService(parseService('--service', text))).toBe(text);
  }
});

test.each(['work', 'work:', 'work:-1', 'work:1.5', 'work:16777216', 'ping', ''])('refuses the service %j', (text) => {
  expect(() => parseService('--service', text)).toThrow(`--service ${text}: use echo, work:N`);
});
