/** Shapes are spelled as they are read; what is not one is told in spec.test.ts. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { depthOf, formatShape, parseShape } from './shape.ts';

test('a shape is read as it is spelled', () => {
  expect(parseShape('--shape', 'closed:16')).toEqual({ kind: 'closed', depth: 16 });
  expect(parseShape('--shape', 'open:10000000')).toEqual({ kind: 'open', ratePerSecond: 1e7 });
  expect(parseShape('--shape', 'open:0.000001')).toEqual({ kind: 'open', ratePerSecond: 1e-6 });
  expect(formatShape({ kind: 'open', ratePerSecond: 1e-6 })).toBe('open:0.000001');
});

test('every rate that is a multiple of a thousandth can be spelled', () => {
  const rates = fc.integer({ min: 1, max: 1e10 }).map((thousandths) => thousandths / 1000);
  fc.assert(
    fc.property(rates, (ratePerSecond) => {
      const shape = { kind: 'open', ratePerSecond } as const;
      expect(parseShape('slice', formatShape(shape))).toEqual(shape);
    }),
  );
});

test.each([
  'open:0.0000001',
  'open:+5',
  'open: 5',
  'open:Infinity',
  'open:0x10',
  'closed:1025',
  'closed:1.5',
  'half:1',
  '',
])('%j is no shape', (text) => {
  expect(() => parseShape('--shape', text)).toThrow(`--shape ${text}: use closed:DEPTH`);
});

test('an open loop has one request outstanding on a connection to begin with', () => {
  expect([depthOf({ kind: 'closed', depth: 7 }), depthOf({ kind: 'open', ratePerSecond: 7 })]).toEqual([7, 1]);
});
