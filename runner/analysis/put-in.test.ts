import { describe, expect, test } from 'vitest';
import { putIn } from './put-in.ts';

const echoNs = 10_000;
const beside = { least: echoNs, usual: 2 * echoNs, most: 3 * echoNs };
const slowdown = { added: 0.1, beside };

describe('what was put in', () => {
  test.each([50, 57, 64])(
    'is right with rounds of %d ns, where a message costs two echoes beside its work',
    (roundNs) => {
      const costNs = (rounds: number) => 2 * echoNs + rounds * roundNs;
      const { value, low, high } = putIn(slowdown, costNs(17_000));
      expect(value).toBeCloseTo(costNs(18_700) / costNs(17_000), 12);
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
      expect(high - low).toBeLessThan(0.003);
    },
  );

  test.each([1, 3])('has a range that reaches to messages that cost %d echoes beside their work', (echoes) => {
    const costNs = (rounds: number) => echoes * echoNs + rounds * 60;
    const range = putIn(slowdown, costNs(1000));
    expect(echoes === 1 ? range.high : range.low).toBeCloseTo(costNs(1100) / costNs(1000), 12);
  });

  test('is known the worse, the shorter the work: the range says so', () => {
    const width = (rounds: number) => {
      const { low, high } = putIn(slowdown, 60 * rounds);
      return high - low;
    };
    expect(width(1000) / width(10_000)).toBeCloseTo(10, 6);
  });

  test('is never less than nothing, where a trial cost less than it costs beside its work', () => {
    expect(putIn(slowdown, echoNs / 2)).toEqual({ value: 1, low: 1, high: 1 });
  });
});
