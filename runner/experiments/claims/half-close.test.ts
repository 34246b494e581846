import { expect, test } from 'vitest';
import { judgedWith, type MadeUpFigure } from '../../../test/made-up-claims.ts';
import { modelNames } from '../../../servers/models/index.ts';
import { halfCloseClaim } from './half-close.ts';

const whole = { events: 24, of: 24 };
const none = { events: 0, of: 24 };

/** Of every model the same, but for some. */
function judged(
  all: MadeUpFigure,
  largest: MadeUpFigure,
  unended: MadeUpFigure,
  but: Readonly<Record<string, MadeUpFigure>> = {},
  byDefault: MadeUpFigure = all,
) {
  return judgedWith(halfCloseClaim, {
    ...Object.fromEntries(modelNames.map((model) => [`${model} share`, but[model] ?? all])),
    'event-loop, replies of 64 MiB share': largest,
    'event-loop, nothing shut down share': unended,
    'node:net, allowHalfOpen false, replies a moment later share': byDefault,
  });
}

test('is confirmed where every reply comes whole, and none without a shutdown', () => {
  const { verdict, predictions } = judged(whole, { events: 8, of: 8 }, { events: 0, of: 80 });
  expect(verdict).toBe('confirmed');
  expect(predictions[0]?.counted).toEqual({ events: 24 * modelNames.length, of: 24 * modelNames.length });
});

test('is refuted where the reply is lost with the shutdown', () => {
  const { verdict } = judged(none, { events: 0, of: 8 }, { events: 80, of: 80 });
  expect(verdict).toBe('refuted');
});

test('depends where a single model loses all of its replies', () => {
  const { verdict, predictions } = judged(whole, { events: 8, of: 8 }, { events: 0, of: 80 }, { iterative: none });
  expect(verdict).toBe('depends');
  expect(predictions.map(({ outcome }) => outcome)).toEqual(['fails', 'holds', 'holds', 'holds']);
});

test('depends where Node ends its side by default', () => {
  const { verdict, predictions } = judged(whole, { events: 8, of: 8 }, { events: 0, of: 80 }, {}, none);
  expect(verdict).toBe('depends');
  expect(predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'fails', 'holds']);
});

test('is decided by the models that are there', () => {
  const { verdict } = judged(whole, { events: 8, of: 8 }, { events: 0, of: 80 }, { iterative: 'no libc' });
  expect(verdict).toBe('confirmed');
});

test('cannot be tested where no server runs', () => {
  const { verdict, reason } = judged('nothing runs here', 'nothing runs here', 'nothing runs here');
  expect(verdict).toBe('cannot be tested here');
  expect(reason).toContain('nothing runs here');
});
