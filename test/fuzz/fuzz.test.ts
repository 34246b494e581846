/** A million cuts over all framings, from a seed that is printed when something fails; for longer: npm run fuzz. */
import { Buffer } from 'node:buffer';
import { afterEach, expect, test, vi } from 'vitest';
import { Assembly } from '../../protocol/framing/assembly.ts';
import { fuzzFramings } from './fuzz-framings.ts';

const cuts = 1_000_000;

test(`${cuts} cuts: the same messages, or the same error, wherever the cuts are`, () => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  const totals = fuzzFramings(seed, (soFar) => soFar.cuts < cuts);
  expect(totals.cuts).toBeGreaterThanOrEqual(cuts);
  // Damage that nobody notices, and errors that never come, would make this a test of nothing.
  expect(totals.errors).toBeGreaterThan(totals.cases / 20);
  expect(totals.messages).toBeGreaterThan(totals.cases * 10);
});

afterEach(() => {
  vi.restoreAllMocks();
});

test('finds a decoder that keeps a chunk without copying it, and names the seed', () => {
  vi.spyOn(Assembly.prototype, 'append').mockImplementation(function keep(this: Assembly, chunk, start, end) {
    this.bytes = Buffer.from(chunk.buffer, chunk.byteOffset + start, end - start);
    this.length = end - start;
  });
  expect(() => fuzzFramings(1, ({ cases }) => cases < 1000)).toThrow(/npm run fuzz -- --duration 1ms --seed \d+/);
});
