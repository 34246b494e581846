/** Classes come as often as their shares say, the same ones from the same seed, and not in step from neighbouring seeds. */
import { expect, test } from 'vitest';
import { classesInTurn, drawnClasses, type ClassSequence } from './request-classes.ts';

const classes = [
  { share: 70, iterations: 1 },
  { share: 29.5, iterations: 2 },
  { share: 0.5, iterations: 3 },
];

const take = (next: ClassSequence, count: number) => Array.from({ length: count }, () => next());

/** Six standard deviations of a binomial count, which one sequence in a billion is outside of. */
function expectShares(drawn: readonly number[]): void {
  for (const [index, { share }] of classes.entries()) {
    const count = drawn.filter((one) => one === index).length;
    const expected = (drawn.length * share) / 100;
    expect(Math.abs(count - expected), `class ${index}`).toBeLessThan(6 * Math.sqrt(expected * (1 - share / 100)));
  }
}

test.each([0, 1, 2, 77, 2 ** 32 - 1])('seed %d draws each class as often as its share says', (seed) => {
  expectShares(take(drawnClasses(classes, seed), 100_000));
});

test.each([0, 1, 2, 5])(
  'so do the draws number %d of the connections of a load, whose seeds follow each other',
  (nth) => {
    expectShares(
      Array.from({ length: 50_000 }, (_, seed) => take(drawnClasses(classes, seed), nth + 1).at(-1) as number),
    );
  },
);

test('a class does not tell which one comes next, on the connection or on its neighbour', () => {
  const seeds = Array.from({ length: 500 }, (_, seed) => take(drawnClasses(classes, seed), 200));
  const after = seeds.flatMap((drawn) => drawn.filter((_, at) => at > 0 && drawn[at - 1] === 1));
  expectShares(after);
  const beside = seeds.flatMap((drawn, seed) => drawn.filter((_, at) => seeds[seed - 1]?.[at] === 1));
  expectShares(beside);
});

test('the same seed draws the same classes, another one others', () => {
  const drawn = take(drawnClasses(classes, 9), 1000);
  expect(take(drawnClasses(classes, 9), 1000)).toEqual(drawn);
  expect(take(drawnClasses(classes, 10), 1000)).not.toEqual(drawn);
});

test('in turn, each class occurs in as many requests as there are classes, wherever they begin', () => {
  expect(take(classesInTurn(classes, 0), 4)).toEqual([0, 1, 2, 0]);
  expect(take(classesInTurn(classes, 2), 3)).toEqual([2, 0, 1]);
});
