/** Whoever runs out of descriptors is told how many there are, and how to have more. */
import { expect, test } from 'vitest';
import { descriptorsUsedUp } from './descriptors.ts';

const limits = (soft: string, hard: string) =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft}                 ${hard}                files\n`;
const remedy = 'raise the limit (ulimit -n), or use fewer connections or more --clients';

test.each([
  ['1024', '20000', '1,024, without root at most 20,000'],
  ['1024', 'unlimited', '1,024, without root at most unlimited'],
])('of %s and at most %s: says the limit, and what can be done', (soft, hard, said) => {
  expect(descriptorsUsedUp(limits(soft, hard))).toBe(`too many open files: this process may have ${said}; ${remedy}`);
});

test('where the system does not tell the limit, no number is made up', () => {
  expect(descriptorsUsedUp(null)).toBe(`too many open files; ${remedy}`);
});
