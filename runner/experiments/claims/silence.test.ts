import { expect, test } from 'vitest';
import { judgedWith, type MadeUpFigure } from '../../../test/made-up-claims.ts';
import { silenceClaim } from './silence.ts';

const none = { events: 0, of: 80 };
const all = { events: 80, of: 80 };

const no = { events: 0, of: 16 };
const yes = { events: 16, of: 16 };

/** @param others served beside a silent client, by one thread in turn and by a thread for each connection */
const judged = (
  nothing: MadeUpFigure,
  keepAlive: MadeUpFigure,
  userTimeout: MadeUpFigure,
  idle: MadeUpFigure,
  [inTurn, inThreads]: readonly [MadeUpFigure, MadeUpFigure] = [no, yes],
) =>
  judgedWith(silenceClaim, {
    'nothing set share': nothing,
    'others, iterative share': inTurn,
    'others, thread-per-connection share': inThreads,
    'keep-alive, 1 s and one probe share': keepAlive,
    'TCP_USER_TIMEOUT, 500 ms share': userTimeout,
    'timeout of the application, 500 ms share': idle,
  });

test('depends where a socket hangs, and whatever is set puts an end to it', () => {
  const { verdict, predictions } = judged(none, all, all, all);
  expect(verdict).toBe('depends');
  expect(predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'holds', 'fails', 'fails', 'fails']);
});

test('is confirmed where nothing helps', () => {
  expect(judged(none, none, none, none).verdict).toBe('confirmed');
});

test('is refuted where everybody notices by itself', () => {
  expect(judged(all, all, all, all, [yes, no]).verdict).toBe('refuted');
});

test('is not confirmed where half of those with nothing set notice: those that send', () => {
  expect(judged({ events: 40, of: 80 }, all, all, all, [yes, no]).verdict).toBe('refuted');
});

test('cannot be tested without namespaces', () => {
  const why = 'ip is missing';
  const { verdict, reason } = judged(why, why, why, why, [why, why]);
  expect(verdict).toBe('cannot be tested here');
  expect(reason).toContain(why);
});
