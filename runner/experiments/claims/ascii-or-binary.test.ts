import { expect, test } from 'vitest';
import { always, around, judgedWith } from '../../../test/made-up-claims.ts';
import { asciiOrBinaryClaim } from './ascii-or-binary.ts';

function figures(bytes: { ones: number; shorts: number; words: number; timestamps: number }, asciiNs: number) {
  return {
    '0 or 1, ASCII bytes': always(bytes.ones),
    '16 bits, uniform, ASCII bytes': always(bytes.shorts),
    '32 bits, uniform, ASCII bytes': always(bytes.words),
    'timestamps in µs, ASCII bytes': always(bytes.timestamps),
    '0 or 1, ASCII cpuNs': around(asciiNs),
    '0 or 1, binary cpuNs': around(50_000),
  };
}

test('depends on the values where small ones are shorter, and large ones are not', () => {
  const judged = judgedWith(
    asciiOrBinaryClaim,
    figures({ ones: 2000, shorts: 5820, words: 10_720, timestamps: 17_000 }, 50_000),
  );
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual([
    'holds',
    'holds',
    'holds',
    'fails',
    'fails',
    'holds',
  ]);
});

test('is confirmed where all are shorter, and as quick to encode', () => {
  const bytes = { ones: 2000, shorts: 2000, words: 2000, timestamps: 2000 };
  expect(judgedWith(asciiOrBinaryClaim, figures(bytes, 50_000)).verdict).toBe('confirmed');
});

test('is refuted where none is shorter, and encoding takes longer', () => {
  const bytes = { ones: 9000, shorts: 9000, words: 9000, timestamps: 9000 };
  expect(judgedWith(asciiOrBinaryClaim, figures(bytes, 500_000)).verdict).toBe('refuted');
});

test('cannot be tested where nothing was measured', () => {
  const why = 'there was no time for it';
  const judged = judgedWith(asciiOrBinaryClaim, { '0 or 1, ASCII bytes': why, '16 bits, uniform, ASCII bytes': why });
  expect(judged.verdict).toBe('cannot be tested here');
  expect(judged.reason).toContain(why);
});
