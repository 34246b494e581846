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
    // Refused as it is, but for SLIP, which has to unescape it to know its length.
    ['in one chunk', [], name === 'slip' ? Math.max(256, wire.length) : 0],
    // Doubling, from 256 bytes on.
    ['byte by byte', [...Array(before.length + wire.length).keys()], 4 * Math.max(256, limits.maxMessageBytes)],
  ])('%s: an error that names the framing, the message and what was wrong', (_how, places, mostBytes) => {
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
    expect(allocatedBytes()).toBeLessThanOrEqual(mostBytes);
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

  test.each([1, 7, 1000])(
    'one large message in chunks of %d bytes is written once and moved at most twice',
    (chunkBytes) => {
      // No byte that has to be escaped, then every second one, in the formats that escape.
      for (const payload of [Buffer.alloc(length, 0x41), Buffer.alloc(length, Buffer.from([0x41, 0xc0]))]) {
        const stream = encodeAll(framing, generous, [payload]);
        const decoder = framing.createDecoder(generous);
        using count = countMoves();
        let whole = false;
        const check = (from: Uint8Array, start: number, end: number) => {
          whole = payload.equals(from.subarray(start, end));
        };
        for (let at = 0; at < stream.length; at += chunkBytes)
          decoder.push(stream.subarray(at, at + chunkBytes), check);
        decoder.end(check);
        expect(whole).toBe(true);
        expect(count.moved).toBeLessThanOrEqual(2 * length);
      }
    },
  );

  test.runIf(exchangesPerConnection(framing) > 1)('what a large message needed is given back behind it', () => {
    const clear = vi.spyOn(Assembly.prototype, 'clear');
    const decoder = framing.createDecoder(generous);
    const [small = length] = carriedLengths(framing, generous, [16]);
    for (const payloadBytes of [length, small]) {
      const stream = encodeAll(framing, generous, [Buffer.alloc(payloadBytes, 0x41)]);
      clear.mockClear();
      for (const chunk of cut(stream, [stream.length >> 1])) decoder.push(chunk, () => {});
      expect(clear).toHaveBeenCalledOnce();
      const [cleared] = clear.mock.contexts as Assembly[];
      expect(cleared?.bytes.length).toBeLessThanOrEqual(65_536);
    }
  });

  test.runIf(exchangesPerConnection(framing) > 1)('messages that come whole are neither copied nor kept', () => {
    const [small = 0] = carriedLengths(framing, limits, [16, 64]);
    const stream = encodeAll(framing, limits, Array<Buffer>(1000).fill(Buffer.alloc(small, 0x41)));
    const decoder = framing.createDecoder(limits);
    allocations.mockClear();
    let inPlace = 0;
    decoder.push(stream, (from) => (inPlace += from === stream ? 1 : 0));
    expect(inPlace).toBe(1000);
    expect(allocatedBytes()).toBe(0);
  });
});

test.each(Object.values<Framing>(framings).filter(({ boundary }) => ['fixed', 'length'].includes(boundary)))(
  '$name: messages of 64 KiB across chunks share the memory of the first',
  (framing) => {
    const one: FramingLimits = { maxMessageBytes: 1 << 20, messageBytes: 65_536 };
    const stream = encodeAll(framing, one, Array<Buffer>(20).fill(Buffer.alloc(65_536, 0x41)));
    const decoder = framing.createDecoder(one);
    allocations.mockClear();
    for (let at = 0; at < stream.length; at += 50_000) decoder.push(stream.subarray(at, at + 50_000), () => {});
    // What arrived first, and the whole.
    expect(allocatedBytes()).toBeLessThanOrEqual(2 * 65_536);
  },
);

/** Bytes that were moved because an assembly's memory had to grow, while it is in use. */
function countMoves(): Disposable & { readonly moved: number } {
  // Called with the assembly that it was called on, below.
  // oxlint-disable-next-line typescript/unbound-method
  const { makeRoom } = Assembly.prototype;
  const count = { moved: 0, [Symbol.dispose]: () => void (Assembly.prototype.makeRoom = makeRoom) };
  Assembly.prototype.makeRoom = function counted(this: Assembly, ...room: [number, number?]): void {
    const { bytes: memory, length } = this;
    makeRoom.call(this, ...room);
    if (this.bytes !== memory) count.moved += length;
  };
  return count;
}
