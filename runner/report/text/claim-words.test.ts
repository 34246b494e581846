/** What became of a claim, in words. */
import { expect, test } from 'vitest';
import { always, around, judgedWith } from '../../../test/made-up-claims.ts';
import type { DeclaredClaim } from '../../experiments/claims/claim.ts';
import { backlogClaim } from '../../experiments/claims/backlog.ts';
import { decisive, outcomeText, verdictCounts } from './claim-words.ts';

/** A count and a share of a claim, and a ratio besides. */
const claim: DeclaredClaim = {
  ...backlogClaim,
  predictions: [
    ...backlogClaim.predictions.slice(0, 2),
    {
      text: 'nobody waits',
      of: { arm: 'backlog 5', metric: 'durationNs' },
      against: { arm: 'backlog 511', metric: 'durationNs' },
      most: 10,
    },
  ],
};

const refuted = judgedWith(claim, {
  'backlog 5 count': always(6),
  'backlog 5 share': { events: 0, of: 512 },
  'backlog 5 durationNs': around(1e9),
  'backlog 511 durationNs': always(1e7),
});
const depends = judgedWith(claim, {
  'backlog 5 count': always(6),
  'backlog 5 share': { events: 500, of: 512 },
  'backlog 5 durationNs': around(1e9),
  'backlog 511 durationNs': always(1e7),
});
const open = judgedWith(claim, {
  'backlog 5 count': always(5),
  'backlog 5 share': { events: 256, of: 512 },
  'backlog 5 durationNs': around(1e9),
  'backlog 511 durationNs': 'no libc here',
});

test('a figure stands with its interval, its counts, or that it never varied', () => {
  expect(refuted.predictions.map(outcomeText)).toEqual([
    'no, 6 (the same in every round)',
    'no, 0.000 % (0.000–0.931; 0 of 512)',
    expect.stringMatching(/^no, ×100 \(9\d\.?\d*–101\)$/),
  ]);
});

test('what is open says why', () => {
  expect(open.verdict).toBe('cannot be tested here');
  expect(open.predictions.map(outcomeText)[1]).toBe(
    'undecided, 50.0 % (44.6–55.4; 256 of 512): the interval reaches over the bound',
  );
});

test('what decides is shown: one that holds and one that fails, or what keeps it from being decided', () => {
  const texts = (judged: typeof refuted) => decisive(judged).map(({ outcome }) => outcome);
  expect(texts(refuted)).toEqual(['fails']);
  expect(texts(depends)).toEqual(['holds', 'fails']);
  expect(texts(open)).toEqual(['undecided']);
});

test('verdicts are counted, with the numbers of their claims', () => {
  const numbered = [refuted, depends, open].map((one, at) => ({ ...one, claim: { ...one.claim, number: at + 1 } }));
  expect(verdictCounts(numbered)).toBe('3 claims: 1 refuted (1), 1 depends (2), 1 cannot be tested here (3)');
  expect(verdictCounts([depends, depends])).toBe('2 claims: 2 depend (6, 6)');
});
