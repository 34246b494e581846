import { expect, test } from 'vitest';
import { judgedWith } from '../../../test/made-up-claims.ts';
import { partialClaim } from './partial.ts';

const shares = {
  'send of 8 MiB, not waiting share': 80,
  'recv of 8 MiB share': 80,
  'one chunk, one message: 64 B, 16 in flight share': 8000,
} as const;
type Arm = keyof typeof shares;

const withShares = (part: (arm: Arm) => number) =>
  judgedWith(
    partialClaim,
    Object.fromEntries(
      (Object.keys(shares) as Arm[]).map((arm) => [
        arm,
        { events: Math.round(part(arm) * shares[arm]), of: shares[arm] },
      ]),
    ),
  );

test('is confirmed where all of them handle less than all now and then', () => {
  expect(withShares(() => 0.9).verdict).toBe('confirmed');
});

test('is refuted where they always handle all', () => {
  expect(withShares(() => 0).verdict).toBe('refuted');
});

test('depends where only a send that does not wait is handled in part', () => {
  const judged = withShares((arm) => (arm.startsWith('send') ? 1 : 0));
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'fails', 'fails']);
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const judged = judgedWith(partialClaim, Object.fromEntries(Object.keys(shares).map((arm) => [arm, why])));
  expect(judged.verdict).toBe('cannot be tested here');
  expect(judged.reason).toContain(why);
});
