/** Every way to wait for descriptors keeps the same contract. Linux only. */
import { writeSync, readSync, closeSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { libcUnavailable } from '../../native/availability.ts';
import { counterBytes, createCounterDescriptor } from '../../native/readiness.ts';
import { readinessCalls, type ReadinessCall } from './index.ts';
import { readable, writable, type Readiness } from './readiness.ts';

const calls = Object.keys(readinessCalls) as readonly ReadinessCall[];

/** What a wait of at most `timeoutMs` finds, sorted by descriptor. */
function wait(readiness: Readiness, timeoutMs = 0): readonly (readonly [fd: number, bits: number])[] {
  const count = readiness.wait(timeoutMs);
  const found = Array.from({ length: count }, (_, i) => [readiness.ready[i] as number, readiness.bits[i] as number]);
  return (found as [number, number][]).toSorted(([a], [b]) => a - b);
}

describe.skipIf(libcUnavailable !== null).each(calls)('%s', (call) => {
  let readiness: Readiness;
  const opened: number[] = [];
  /** A descriptor that is always writable, and readable while its count is above zero. */
  const counter = (): number => {
    const fd = createCounterDescriptor();
    opened.push(fd);
    return fd;
  };

  beforeEach(() => {
    readiness = readinessCalls[call]();
  });
  afterEach(() => {
    readiness.close();
    for (const fd of opened.splice(0)) closeSync(fd);
  });

  test('tells what can be read, until it is read', () => {
    const [a, b] = [counter(), counter()];
    for (const fd of [a, b]) expect(readiness.add(fd)).toBeNull();
    expect(wait(readiness)).toEqual([]);
    writeSync(b, counterBytes(1));
    expect(wait(readiness)).toEqual([[b, readable]]);
    expect(wait(readiness, -1)).toEqual([[b, readable]]);
    readSync(b, new Uint8Array(8));
    expect(wait(readiness)).toEqual([]);
  });

  test('waits for what it is told to', () => {
    const [a, b, c] = [counter(), counter(), counter()];
    for (const fd of [a, b, c]) {
      readiness.add(fd);
      writeSync(fd, counterBytes(1));
    }
    readiness.change(b, writable);
    readiness.change(c, readable | writable);
    const all = [
      [a, readable],
      [b, writable],
      [c, readable | writable],
    ];
    expect(wait(readiness)).toEqual(all);
    readiness.remove(b);
    expect(wait(readiness)).toEqual([all[0], all[2]]);
    readiness.remove(c);
    readiness.remove(a);
    expect(wait(readiness)).toEqual([]);
    readiness.add(b);
    expect(wait(readiness)).toEqual([[b, readable]]);
  });

  test('sleeps as long as it may', () => {
    readiness.add(counter());
    const start = performance.now();
    expect(wait(readiness, 40)).toEqual([]);
    expect(performance.now() - start).toBeGreaterThan(35);
  });

  test('watches hundreds, and finds each of them', () => {
    const all = Array.from({ length: 600 }, counter);
    for (const fd of all) readiness.add(fd);
    const some = all.filter((_, i) => i % 3 === 0);
    for (const fd of some) writeSync(fd, counterBytes(1));
    expect(wait(readiness)).toEqual(some.map((fd) => [fd, readable]));
    for (const fd of all.filter((_, i) => i % 2 === 0)) readiness.remove(fd);
    expect(wait(readiness)).toEqual(some.filter((fd) => all.indexOf(fd) % 2 === 1).map((fd) => [fd, readable]));
  });

  test('takes a number of 1,024 or above, unless it is select', () => {
    const all = Array.from({ length: 1024 }, counter);
    const large = all.at(-1) as number;
    expect(large).toBeGreaterThanOrEqual(1024);
    const obstacle = readiness.add(large);
    expect(obstacle).toBe(call === 'select' ? `descriptor ${large} cannot be watched by this call` : null);
    writeSync(large, counterBytes(1));
    expect(wait(readiness)).toEqual(call === 'select' ? [] : [[large, readable]]);
  });
});
