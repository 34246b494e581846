/** What a receiver says to streams that nobody should send, and what they may cost it: no more than was received. */
import { Buffer } from 'node:buffer';
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from 'vitest';
import { hostileWires } from '../../test/framing/hostile-wires.ts';
import { carriedLengths, cut, encodeAll } from '../../test/framing/wire.ts';
import { Assembly } from './assembly.ts';
import { exchangesPerConnection, FramingError, type Framing, type FramingLimits } from './framing.ts';
import { framings, type FramingName } from './index.ts';

const limits: FramingLimits = { maxMessageBytes: 4096, messageBytes: 64 };
const hostile = Object.entries(hostileWires(limits.maxMessageBytes)).flatMap(([name, wires]) =>
  wires.map((one) => ({ name: name as FramingName, ...one })),
);

let allocations: MockInstance<typeof Buffer.allocUnsafeSlow>;
beforeEach(() => {
  allocations = vi.spyOn(Buffer, 'allocUnsafeSlow');
});
afterEach(() => {
  vi.restoreAllMocks();
});

const allocatedBytes = () => allocations.mock.calls.reduce((sum, [bytes]) => sum + bytes, 0);

describe.each(hostile)('$name: $what', ({ name, wire, error }) => {
  const framing: Framing = framings[name];
  const [small = 0] = carriedLengths(framing, limits, [5, 16]);
  const first = exchangesPerConnection(framing) > 1 ? [Buffer.alloc(small, 0x41)] : [];
  const before = encodeAll(framing, limits, first);

  test.each([
    ['in one chunk', []],
    ['byte by byte', [...Array(before.length + wire.length).keys()]],
  ])('%s: an error that names the framing, the message and what was wrong', (_how, places) => {
    const decoder = framing.createDecoder(limits);
    let messages = 0;
    let fault: unknown;
    allocations.mockClear();
    try {
      for (const chunk of cut(Buffer.concat([before, wire]), places)) decoder.push(chunk, () => messages++);
    } catch (thrown) {
      fault = thrown;
    }
    expect(fault).toBeInstanceOf(FramingError);
    expect(fault).toMatchObject({
      framing: name,
      offset: before.length,
      message: expect.stringMatching(new RegExp(`^${name}: .*${error.source}`)),
    });
    expect(messages).toBe(first.length);
    // Doubling, from 256 bytes on.
    expect(allocatedBytes()).toBeLessThanOrEqual(4 * Math.max(256, limits.maxMessageBytes));
  });
});

test('a length that is announced and does not come costs no memory', () => {
  const generous = { ...limits, maxMessageBytes: 1 << 30 };
  const announcements: readonly (readonly [FramingName, string])[] = [
    ['length-u32', '40000000'],
    ['length-varint', '8080808004'],
    ['length-ascii5', '3939393939'],
    ['type-tagged', '07'],
  ];
  for (const [name, header] of announcements) {
    const decoder = framings[name].createDecoder(generous);
    allocations.mockClear();
    decoder.push(Buffer.from(header, 'hex'), () => expect.unreachable());
    expect(decoder.insideMessage).toBe(true);
    expect(allocatedBytes()).toBe(0);
    decoder.push(Buffer.from('a'), () => expect.unreachable());
    expect(allocatedBytes()).toBe(256);
  }
});

describe.each(Object.values<Framing>(framings).filter(({ boundary }) => boundary !== 'none'))('$name', (framing) => {
  const bytes = 1 << 20;
  const generous: FramingLimits = { maxMessageBytes: 2 * bytes, messageBytes: bytes };
  const [length = 0] = carriedLengths(framing, generous, [bytes, 99_999, 65_536]);

  test.each([1, 7, 1000])('one large message in chunks of %d bytes is copied at most three times', (chunkBytes) => {
    // No byte that has to be escaped, then every second one, in the formats that escape.
    for (const payload of [Buffer.alloc(length, 0x41), Buffer.alloc(length, Buffer.from([0x41, 0xc0]))]) {
      const stream = encodeAll(framing, generous, [payload]);
      const decoder = framing.createDecoder(generous);
      using count = countCopies();
      let whole = false;
      const check = (from: Uint8Array, start: number, end: number) => {
        whole = payload.equals(from.subarray(start, end));
      };
      for (let at = 0; at < stream.length; at += chunkBytes) decoder.push(stream.subarray(at, at + chunkBytes), check);
      decoder.end(check);
      expect(whole).toBe(true);
      expect(count.copied).toBeLessThanOrEqual(3 * length);
    }
  });

  test.runIf(exchangesPerConnection(framing) > 1)('messages that come whole are neither copied nor kept', () => {
    const [small = 0] = carriedLengths(framing, limits, [16, 64]);
    const stream = encodeAll(framing, limits, Array<Buffer>(1000).fill(Buffer.alloc(small, 0x41)));
    const decoder = framing.createDecoder(limits);
    using count = countCopies();
    allocations.mockClear();
    let inPlace = 0;
    decoder.push(stream, (from) => (inPlace += from === stream ? 1 : 0));
    expect(inPlace).toBe(1000);
    expect(count.copied).toBe(0);
    expect(allocatedBytes()).toBe(0);
  });
});

/** Bytes copied into assemblies while it is in use: what was appended, and what was moved when memory grew. */
function countCopies(): Disposable & { readonly copied: number } {
  const { prototype } = Assembly;
  // Called with the assembly that they were called on, below.
  // oxlint-disable-next-line typescript/unbound-method
  const own = { append: prototype.append, put: prototype.put };
  const count = { copied: 0, [Symbol.dispose]: () => void Object.assign(prototype, own) };
  const counted = <Parts extends unknown[]>(work: (this: Assembly, ...parts: Parts) => void) =>
    function (this: Assembly, ...parts: Parts): void {
      const { bytes: memory, length: had } = this;
      work.apply(this, parts);
      count.copied += this.length - had + (this.bytes === memory ? 0 : had);
    };
  prototype.append = counted(own.append);
  prototype.put = counted(own.put);
  return count;
}
