/** The ring: what goes in comes out, once and in order, and what cannot work is refused. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChannelError, PeerGoneError } from './channel.ts';
import { memoryOf } from './copy-short.ts';
import { longestMessage, ringBytes, RingReader, RingWriter } from './ring.ts';
import { hybridPolls, lookAfterMs, threadSleeper, waits, type Waiting } from './wait.ts';

const alive: Waiting = { wait: 'spin', sleeperOn: null, isPeerAlive: () => true };
const placeOf = (capacity = 1024) => ({ memory: new SharedArrayBuffer(ringBytes(capacity)), offset: 0, capacity });

function pair(capacity?: number) {
  const place = placeOf(capacity);
  return { writer: new RingWriter(place, alive), reader: new RingReader(place, alive), place };
}

/** So many bytes that tell which message they are of. */
const message = (length: number, number: number) => memoryOf(new Uint8Array(length).fill(number & 0xff));

function send(writer: RingWriter, length: number, number: number) {
  writer.write(message(length, number), 0, length);
  writer.publish();
}

function received(reader: RingReader): Uint8Array {
  return reader.bytes.slice(reader.start, reader.end);
}

describe('messages', () => {
  test('come out as they went in, whatever their sizes, also where the ring ends', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: longestMessage(1024) }), { maxLength: 200 }), (lengths) => {
        const { writer, reader } = pair();
        for (const [number, length] of lengths.entries()) {
          send(writer, length, number);
          expect(reader.tryReceive()).toBe(true);
          expect(received(reader)).toEqual(new Uint8Array(length).fill(number & 0xff));
          reader.release();
        }
        expect(reader.tryReceive()).toBe(false);
      }),
    );
  });

  test('are taken from a range of their source', () => {
    const { writer, reader } = pair();
    writer.write(memoryOf(Uint8Array.from({ length: 100 }, (_, at) => at)), 3, 17);
    writer.publish();
    reader.receive();
    expect([...received(reader)]).toEqual(Array.from({ length: 14 }, (_, at) => at + 3));
  });

  test('may have no bytes', () => {
    const { writer, reader } = pair();
    send(writer, 0, 0);
    send(writer, 1, 1);
    reader.receive();
    expect(received(reader)).toHaveLength(0);
    reader.release();
    reader.receive();
    expect([...received(reader)]).toEqual([1]);
  });

  test('are not seen before they are published, and then all of them', () => {
    const { writer, reader } = pair();
    for (const number of [1, 2, 3]) writer.write(message(8, number), 0, 8);
    expect(reader.tryReceive()).toBe(false);
    writer.publish();
    const seen = [];
    while (reader.tryReceive()) {
      seen.push(reader.bytes[reader.start]);
      reader.release();
    }
    expect(seen).toEqual([1, 2, 3]);
  });

  test('lie in the ring until they are released: what is written meanwhile goes elsewhere', () => {
    const { writer, reader } = pair();
    send(writer, 100, 7);
    reader.receive();
    for (const number of [8, 9]) send(writer, 300, number);
    expect(received(reader)).toEqual(new Uint8Array(100).fill(7));
  });

  test('of the greatest length fit wherever the ring stands', () => {
    const { writer, reader } = pair();
    const longest = longestMessage(1024);
    for (let number = 0; number < 300; number++) {
      // Of another length each, so that the next one begins somewhere else.
      for (const length of [number % 200, longest]) {
        send(writer, length, number);
        reader.receive();
        expect(reader.end - reader.start).toBe(length);
        reader.release();
      }
    }
  });
});

describe('is refused:', () => {
  test('a message that is longer than the ring takes', () => {
    const { writer } = pair();
    const length = longestMessage(1024) + 1;
    expect(() => writer.write(message(length, 0), 0, length)).toThrow(
      new ChannelError(`a message of ${length} bytes: a ring of 1024 bytes takes at most ${longestMessage(1024)}`),
    );
  });

  test.each([
    [-1, 4],
    [8, 4],
    [0, 11],
    [Number.NaN, 4],
  ])('a range that the source does not have, %d to %d of 10 bytes, and the ring goes on', (start, end) => {
    const { writer, reader } = pair();
    expect(() => writer.write(message(10, 1), start, end)).toThrow(/of 10: use a range that is there/);
    send(writer, 10, 2);
    reader.receive();
    expect(received(reader)).toEqual(new Uint8Array(10).fill(2));
  });

  test('to release what is not held', () => {
    const { writer, reader } = pair();
    expect(() => reader.release()).toThrow(/no message is held/);
    send(writer, 10, 1);
    reader.receive();
    reader.release();
    expect(() => reader.release()).toThrow(/no message is held/);
  });

  test.each([0, 1000, 1023.5, 512, 2 ** 31, Number.NaN])('a capacity of %d', (capacity) => {
    const memory = new SharedArrayBuffer(8192);
    expect(() => new RingWriter({ memory, offset: 0, capacity }, alive)).toThrow(/use a power of two from 1024 to/);
  });

  test('memory that is too small, or begins within a line', () => {
    const memory = new SharedArrayBuffer(1024);
    expect(() => new RingWriter({ memory, offset: 0, capacity: 1024 }, alive)).toThrow(/takes 1536/);
    const larger = new SharedArrayBuffer(8192);
    expect(() => new RingReader({ memory: larger, offset: 64, capacity: 1024 }, alive)).toThrow(/a multiple of 128/);
  });

  test('a second writer, and a second reader', () => {
    const { place } = pair();
    expect(() => new RingWriter(place, alive)).toThrow(/has a writer already/);
    expect(() => new RingReader(place, alive)).toThrow(/has a reader already/);
  });

  test('another capacity than that of the other end', () => {
    const memory = new SharedArrayBuffer(8192);
    const writer = new RingWriter({ memory, offset: 0, capacity: 1024 }, alive);
    expect(writer).toBeDefined();
    expect(() => new RingReader({ memory, offset: 0, capacity: 2048 }, alive)).toThrow(/holds one of 1024/);
  });

  test('to sleep without anything to sleep on', () => {
    expect(() => new RingWriter(placeOf(), { ...alive, wait: 'block' })).toThrow(/needs something to sleep on/);
  });
});

describe.each(waits)('an end that waits by %s', (wait) => {
  const dead: Waiting = { wait, sleeperOn: threadSleeper, isPeerAlive: () => false };

  test('hears of the death of the writer', () => {
    const place = placeOf();
    const reader = new RingReader(place, dead);
    expect(() => reader.receive()).toThrow(PeerGoneError);
  });

  test('reads what the writer had published before', () => {
    const place = placeOf();
    const writer = new RingWriter(place, dead);
    const reader = new RingReader(place, dead);
    send(writer, 10, 5);
    // Cut off in the middle of the next one.
    writer.write(message(10, 6), 0, 10);
    reader.receive();
    expect(received(reader)).toEqual(new Uint8Array(10).fill(5));
    reader.release();
    expect(() => reader.receive()).toThrow(PeerGoneError);
  });

  test('hears of the death of the reader when the ring is full', () => {
    const writer = new RingWriter(placeOf(), dead);
    expect(() => {
      for (;;) send(writer, 100, 0);
    }).toThrow(PeerGoneError);
  });

  test('asks for the other end only when nothing has come for a while', () => {
    let asked = 0;
    const place = placeOf();
    const patient: Waiting = { wait, sleeperOn: threadSleeper, isPeerAlive: () => ++asked < 3 };
    const reader = new RingReader(place, patient);
    const startMs = performance.now();
    expect(() => reader.receive()).toThrow(PeerGoneError);
    expect(asked).toBe(3);
    expect(performance.now() - startMs).toBeGreaterThan(2 * lookAfterMs);
  });
});

test('an end that sleeps has spun for a while before only where it is to', () => {
  const slept: number[] = [];
  const sleeperOn = (words: Int32Array) => ({ ...threadSleeper(words), sleep: () => void slept.push(1) });
  for (const wait of ['block', 'hybrid'] as const) {
    let asked = 0;
    const reader = new RingReader(placeOf(), { wait, sleeperOn, isPeerAlive: () => ++asked < 2 });
    expect(() => reader.receive()).toThrow(PeerGoneError);
  }
  expect(slept.length).toBe(4);
  expect(hybridPolls).toBeGreaterThan(0);
});

test('nobody is woken who does not sleep', () => {
  let woken = 0;
  const sleeperOn = (words: Int32Array) => ({ ...threadSleeper(words), wake: () => void woken++ });
  const place = placeOf();
  const waiting = { wait: 'block', sleeperOn, isPeerAlive: () => true } as const;
  const writer = new RingWriter(place, waiting);
  const reader = new RingReader(place, waiting);
  for (let number = 0; number < 100; number++) {
    send(writer, 64, number);
    reader.receive();
    reader.release();
  }
  expect(woken).toBe(0);
});

test('the example runs as it is printed', () => {
  const path = fileURLToPath(new URL('ring-example.ts', import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [path], { encoding: 'utf8' });
  expect(stdout.trim().split('\n')).toEqual(['one', 'two', 'three', 'the worker has ended with 0']);
  expect(status).toBe(0);
});
