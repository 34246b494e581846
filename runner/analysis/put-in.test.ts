import { describe, expect, test } from 'vitest';
import { syntheticResult } from '../../test/synthetic.ts';
import { putIn } from './put-in.ts';

const [some] = syntheticResult().plan.groups.flatMap(({ cells }) => cells);
if (some === undefined) throw new Error('a cell');
const cellOf = (service: string) => ({ ...some, service });
const echoNs = 10_000;

describe('what was put in', () => {
  test.each([50, 57, 64])(
    'is right with rounds of %d ns, where a message costs two echoes beside its work',
    (roundNs) => {
      const costNs = (rounds: number) => 2 * echoNs + rounds * roundNs;
      const { value, low, high } = putIn(cellOf('work:17000'), cellOf('work:18700'), costNs(17_000), echoNs);
      expect(value).toBeCloseTo(costNs(18_700) / costNs(17_000), 12);
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
      expect(high - low).toBeLessThan(0.003);
    },
  );

  test.each([1, 3])('has a range that reaches to messages that cost %d echoes beside their work', (echoes) => {
    const costNs = (rounds: number) => echoes * echoNs + rounds * 60;
    const range = putIn(cellOf('work:1000'), cellOf('work:1100'), costNs(1000), echoNs);
    expect(echoes === 1 ? range.high : range.low).toBeCloseTo(costNs(1100) / costNs(1000), 12);
  });

  test('is known the worse, the shorter the work: the range says so', () => {
    const width = (rounds: number) => {
      const { low, high } = putIn(cellOf(`work:${rounds}`), cellOf(`work:${1.1 * rounds}`), 60 * rounds, echoNs);
      return high - low;
    };
    expect(width(1000) / width(10_000)).toBeCloseTo(10, 6);
  });

  test.each(['echo', 'work:0', 'work:payload'])('cannot be told of %s', (service) => {
    expect(() => putIn(cellOf(service), cellOf('work:100'), 10_000, echoNs)).toThrow(`not ${service}`);
  });
});
