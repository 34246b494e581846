import { expect, test } from 'vitest';
import { judgedWith } from '../../../test/made-up-claims.ts';
import { flushClaim } from './flush.ts';

/** How many of all rounds' requests arrived, and how many of the exchanges in two writes were late. */
interface Counted {
  readonly corked: number;
  readonly compressed: number;
  readonly plain: number;
  readonly kernel: number;
  readonly late: number;
}

const judged = ({ corked, compressed, plain, kernel, late }: Counted) =>
  judgedWith(flushClaim, {
    'corked in Node share': { events: corked, of: 160 },
    'compressed share': { events: compressed, of: 160 },
    'plain write share': { events: plain, of: 160 },
    'TCP_CORK share': { events: kernel, of: 160 },
    'two writes share': { events: late, of: 320 },
  });

test('is confirmed where every buffer keeps what it has', () => {
  expect(judged({ corked: 0, compressed: 0, plain: 0, kernel: 0, late: 300 }).verdict).toBe('confirmed');
});

test('is refuted where everything leaves by itself, and at once', () => {
  expect(judged({ corked: 160, compressed: 160, plain: 160, kernel: 160, late: 0 }).verdict).toBe('refuted');
});

test('depends on whose buffer it is where only those of the program keep it', () => {
  const { verdict, predictions } = judged({ corked: 0, compressed: 0, plain: 160, kernel: 160, late: 320 });
  expect(verdict).toBe('depends');
  expect(predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'fails', 'fails', 'holds']);
});

test('is left open where too little was seen to say so', () => {
  const few = { events: 0, of: 10 };
  const { verdict, reason } = judgedWith(flushClaim, { 'corked in Node share': few, 'plain write share': few });
  expect(verdict).toBe('cannot be tested here');
  expect(reason).toContain('the interval reaches over the bound');
});

test('still depends where only the kernel’s cork cannot be looked at', () => {
  const { verdict, reason } = judgedWith(flushClaim, {
    'corked in Node share': { events: 0, of: 160 },
    'plain write share': { events: 160, of: 160 },
    'TCP_CORK share': 'the calls of libc are there on Linux only',
  });
  expect(verdict).toBe('depends');
  expect(reason).toContain('on Linux only');
});
