/** What of the flags of `npm run bench` is refused, in one sentence that says what would do. */
import { describe, expect, test } from 'vitest';
import { benchRequest, resumeRequest, type BenchFlags } from './bench-flags.ts';
import { planHere } from './bench.ts';

const requestOf = (names: readonly string[], flags: BenchFlags) => benchRequest(names, flags, []);

test.each<[BenchFlags, string]>([
  [{ rounds: '0' }, '--rounds 0: use a whole number from 1 to 20'],
  [{ rounds: 'abc' }, '--rounds abc: use a whole number from 1 to 20'],
  [{ rounds: '8.5' }, '--rounds 8.5: use a whole number from 1 to 20'],
  [{ rounds: '-8' }, '--rounds -8: use a whole number from 1 to 20'],
  [{ rounds: '21' }, '--rounds 21: use a whole number from 1 to 20'],
  [{ rounds: '' }, '--rounds : use a whole number from 1 to 20'],
  [{ rounds: '8', profile: 'smoke' }, '--rounds 8: use a whole number from 1 to 1'],
  [
    { rounds: '8', precision: '3%' },
    '--rounds with --precision: each decides how many rounds there are; leave one of them out',
  ],
  [
    { rounds: '8', budget: '10m' },
    '--rounds with --budget: each decides how many rounds there are; leave one of them out',
  ],
  [
    { precision: '3%', budget: '10m' },
    '--precision with --budget: each decides how many rounds there are; leave one of them out',
  ],
  [{ precision: '0%' }, '--precision 0%: use a number of percent from 0.5% to 50%, such as 3%'],
  [{ precision: '200%' }, '--precision 200%: use a number of percent from 0.5% to 50%, such as 3%'],
  [{ precision: '3' }, '--precision 3: use a number of percent from 0.5% to 50%, such as 3%'],
  [{ plan: true, out: 'here' }, '--plan with --out here: a plan writes nothing; leave one of them out'],
])('%j', (flags, message) => {
  expect(() => requestOf([], flags)).toThrow(message);
});

test.each<[BenchFlags, string]>([
  [{ plan: true }, '--plan'],
  [{ rounds: '8' }, '--rounds'],
  [{ precision: '3%' }, '--precision'],
  [{ budget: '10m' }, '--budget'],
])('%j with --resume', (flags, named) => {
  const message = `${named} with --resume: a run goes on as it was planned; leave it out`;
  expect(() => resumeRequest([], { ...flags, resume: 'somewhere' })).toThrow(message);
  expect(resumeRequest([], flags)).toBeNull();
});

describe('what a plan is refused for, as its run would be', () => {
  test.each<[string[], BenchFlags, string]>([
    [['models'], { rounds: '5' }, '--rounds 5: models: '],
    [['models'], { precision: '3%', profile: 'smoke' }, '--precision 3% with --profile smoke: it measures nothing'],
    [['idle'], { precision: '3%' }, '--precision 3% with idle: compares differences, which have no percentage'],
    [['models'], { path: 'ssh:elsewhere' }, '--plan with --path ssh:elsewhere: what can run there'],
  ])('%j %j', async (names, flags, message) => {
    await expect(planHere(requestOf(names, { plan: true, ...flags }))).rejects.toThrow(message);
  });
});
