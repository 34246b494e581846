import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { linearAxis, logAxis, ratioDomain, ratioTicks } from './scales.ts';

const factor = fc.double({ min: 1.0001, max: 500, noNaN: true });

describe('an axis of ratios', () => {
  it('reaches as far below 1 as above, and holds every value', () => {
    fc.assert(
      fc.property(fc.array(factor, { minLength: 1 }), (values) => {
        const mixed = values.map((value, index) => (index % 2 === 0 ? value : 1 / value));
        const [low, high] = ratioDomain(mixed, 1.2);
        expect(low * high).toBeCloseTo(1, 9);
        expect(high).toBeGreaterThanOrEqual(1.2);
        for (const value of mixed) expect(value > low && value < high).toBe(true);
      }),
    );
  });

  it.each([
    [1.25, 178, [0.8, 0.9, 1, 1.1, 1.2]],
    [2.2, 178, [0.5, 0.7, 1, 1.5, 2]],
    [24, 300, [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20]],
  ])('that ends at %d and is %d px long is labelled at %j', (end, lengthPx, ticks) => {
    expect(ratioTicks([1 / end, end], lengthPx)).toEqual(ticks);
  });

  it('has 1 and at least one label on each side, with room between them', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1.1, max: 900, noNaN: true }),
        fc.integer({ min: 150, max: 400 }),
        (end, lengthPx) => {
          const ticks = ratioTicks([1 / end, end], lengthPx);
          const at = (ratio: number) => (Math.log(ratio) / Math.log(end)) * (lengthPx / 2);
          expect(ticks).toContain(1);
          expect(ticks.length).toBeGreaterThanOrEqual(3);
          for (const [index, tick] of ticks.slice(1).entries())
            expect(at(tick) - at(ticks[index] ?? 0)).toBeGreaterThanOrEqual(29);
        },
      ),
    );
  });
});

describe('a linear axis', () => {
  it.each([
    [112, 226, [0, 20, 40, 60, 80, 100]],
    [14.7, 226, [0, 2, 4, 6, 8, 10, 12, 14]],
    [0.9, 226, [0, 0.2, 0.4, 0.6, 0.8]],
  ])('up to %d starts at 0 and goes in steps of 1, 2 or 5', (largest, lengthPx, ticks) => {
    const axis = linearAxis(largest, lengthPx);
    expect(axis.ticks).toEqual(ticks);
    expect(axis.domain[0]).toBe(0);
    expect(axis.domain[1]).toBeGreaterThan(largest);
  });
});

describe('a logarithmic axis', () => {
  it.each([
    [[4.3, 256], 226, [2, 5, 10, 20, 50, 100, 200, 500]],
    [[1, 90_000], 226, [1, 10, 100, 1000, 10_000, 100_000]],
    [[11, 13], 226, [10, 20]],
  ])('over %j is labelled at 1-2-5, or at 1 where there is no room', (values, lengthPx, ticks) => {
    expect(logAxis(values, lengthPx, 26).ticks.filter((tick) => tick >= 1)).toEqual(ticks);
  });

  it('holds every value', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), { minLength: 1 }), (values) => {
        const { domain, ticks } = logAxis(values, 200);
        for (const value of values) expect(value >= domain[0] && value <= domain[1]).toBe(true);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});
