import { expect, test } from 'vitest';
import { judgedWith, type MadeUpFigure } from '../../../test/made-up-claims.ts';
import { closeClaim } from './close.ts';

/** Shares of the peers that are failed, and of those with everything read how many. */
interface Failed {
  readonly read: number;
  readonly small: readonly [close: number, shutdown: number];
  readonly large: readonly [close: number, shutdown: number];
  readonly copied: readonly [close: number, shutdown: number];
}

const of = (share: number) => ({ events: 160 * share, of: 160 });

function judged({ read, small, large, copied }: Failed) {
  return judgedWith(closeClaim, {
    'close, all read, 1 MiB share': { events: read, of: 160 },
    'close, unread, 1 KiB share': of(small[0]),
    'shutdown and close, unread, 1 KiB share': of(small[1]),
    'close, unread, 1 MiB share': of(large[0]),
    'shutdown and close, unread, 1 MiB share': of(large[1]),
    'close one of two descriptors, 1 KiB share': of(copied[0]),
    'shutdown and close one of two, 1 KiB share': of(copied[1]),
  } satisfies Record<string, MadeUpFigure>);
}

test('is confirmed where close fails nobody whom shutdown would not', () => {
  const { verdict } = judged({ read: 0, small: [0, 0], large: [0, 0], copied: [0, 0] });
  expect(verdict).toBe('confirmed');
});

test('is refuted where shutdown before it always helps', () => {
  const { verdict } = judged({ read: 80, small: [1, 0], large: [1, 0], copied: [1, 0] });
  expect(verdict).toBe('refuted');
});

test('depends where input is unread, or there is another descriptor', () => {
  const { verdict, predictions } = judged({ read: 0, small: [1, 0], large: [1, 1], copied: [1, 0] });
  expect(verdict).toBe('depends');
  expect(predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'fails', 'fails']);
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const arms = Object.fromEntries(
    closeClaim.observed
      .filter(({ name }) => !name.startsWith('shutdown and close, all') && !name.includes('read to the end'))
      .map(({ name }) => [`${name} share`, why]),
  );
  const { verdict, reason } = judgedWith(closeClaim, arms);
  expect(verdict).toBe('cannot be tested here');
  expect(reason).toContain(why);
});
