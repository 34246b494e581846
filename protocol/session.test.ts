/** Replies leave in the order of the requests, whenever they are ready. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from './byte-writer.ts';
import { framings } from './framing/index.ts';
import { Session } from './session.ts';

const framing = framings['length-u32'];
const limits = { maxMessageBytes: 1000, messageBytes: 64 };

function wire(texts: readonly string[]): Buffer {
  const out = new ByteWriter();
  const encode = framing.createEncoder(limits);
  for (const text of texts) encode(out, Buffer.from(text), 0, Buffer.byteLength(text));
  return Buffer.from(out.view());
}

test('replies that are made in any order leave in the order of the requests', () => {
  const permutation = fc
    .uniqueArray(fc.nat(9), { minLength: 10, maxLength: 10 })
    .map((order) => order as readonly number[]);
  fc.assert(
    fc.property(permutation, (order) => {
      const out = new ByteWriter();
      const session = new Session(framing, limits, out);
      const texts = order.map((_, sequence) => `request ${sequence}`);
      const kept: Buffer[] = [];
      session.receive(wire(texts), (sequence, bytes, start, end) => {
        kept[sequence] = Buffer.from(bytes.subarray(start, end));
      });
      for (const sequence of order)
        session.reply(sequence, kept[sequence] as Buffer, 0, (kept[sequence] as Buffer).length);
      expect(out.view()).toEqual(wire(texts));
      expect(session.pending).toBe(0);
    }),
  );
});

test('a reply that waits for its turn is a copy', () => {
  const out = new ByteWriter();
  const session = new Session(framing, limits, out);
  session.receive(wire(['a', 'b']), () => {});
  const memory = Buffer.from('b');
  session.reply(1, memory, 0, 1);
  memory.write('x');
  session.reply(0, Buffer.from('a'), 0, 1);
  expect(out.view()).toEqual(wire(['a', 'b']));
});

test('a request whose handler throws is not waited for', () => {
  const session = new Session(framing, limits, new ByteWriter());
  const refuse = (sequence: number) => {
    if (sequence === 1) throw new Error('no');
  };
  expect(() => session.receive(wire(['a', 'b']), refuse)).toThrow('no');
  expect(session.pending).toBe(1);
});

test('a message that ends with the stream is a request when the stream has ended, and never before', () => {
  const out = new ByteWriter();
  const session = new Session(framings['until-close'], limits, out);
  session.receive(Buffer.from('hel'), () => expect.unreachable());
  session.receive(Buffer.from('lo'), () => expect.unreachable());
  expect(session.insideRequest).toBe(true);
  session.end((sequence, bytes, start, end) => session.reply(sequence, bytes, start, end));
  expect(out.view().toString()).toBe('hello');
  expect(session.pending).toBe(0);
});

test('a stream that ends between messages has no further request', () => {
  const session = new Session(framing, limits, new ByteWriter());
  session.receive(wire(['a']), () => {});
  session.end(() => expect.unreachable());
});

test('knows whether a request has arrived in part', () => {
  const session = new Session(framing, limits, new ByteWriter());
  expect(session.insideRequest).toBe(false);
  session.receive(wire(['abc']).subarray(0, 5), () => {});
  expect(session.insideRequest).toBe(true);
  session.receive(wire(['abc']).subarray(5), () => {});
  expect(session.insideRequest).toBe(false);
});

test('says how much it waits for, in requests and in bytes', () => {
  const session = new Session(framing, limits, new ByteWriter());
  const a = Buffer.from('aaa');
  session.receive(wire(['aaa', 'bbbbb']), (sequence) => {
    // The first is answered at once, the second later.
    if (sequence === 0) session.reply(0, a, 0, a.length);
  });
  expect([session.pending, session.pendingBytes]).toEqual([1, 5]);
  session.receive(wire(['cc']), () => {});
  expect(session.reply(2, Buffer.from('cc'), 0, 2)).toBe(0);
  expect([session.pending, session.pendingBytes]).toEqual([2, 7]);
  expect(session.reply(1, Buffer.from('bbbbb'), 0, 5)).toBe(2);
  expect([session.pending, session.pendingBytes]).toEqual([0, 0]);
});

test('a request that is given up takes the later ones with it, whoever still answers them', () => {
  const out = new ByteWriter();
  const session = new Session(framing, limits, out);
  session.receive(wire(['a', 'b', 'c', 'd']), () => {});
  session.reply(3, Buffer.from('d'), 0, 1);
  session.abandon(2);
  session.abandon(1);
  expect(session.pending).toBe(1);
  session.reply(2, Buffer.from('c'), 0, 1);
  session.reply(0, Buffer.from('a'), 0, 1);
  session.reply(1, Buffer.from('b'), 0, 1);
  expect(session.pending).toBe(0);
  expect(out.view()).toEqual(wire(['a']));
});
