import { expect, test } from 'vitest';
import { judgedWith, type MadeUpFigure } from '../../../test/made-up-claims.ts';
import { visibilityClaim } from './visibility.ts';

const all = { events: 160, of: 160 };
const none = { events: 0, of: 160 };

/** In the order of the arms: localhost, own address, all addresses, each from inside and from outside. */
function judged(figures: readonly MadeUpFigure[]) {
  const arms = visibilityClaim.observed.slice(0, 6).map(({ name }, at) => [`${name} share`, figures[at]]);
  return judgedWith(visibilityClaim, Object.fromEntries(arms));
}

test('is confirmed where only localhost is not seen from outside', () => {
  const { verdict } = judged([all, none, all, all, all, all]);
  expect(verdict).toBe('confirmed');
});

test('is refuted where all is the other way round', () => {
  const { verdict } = judged([none, all, none, none, none, none]);
  expect(verdict).toBe('refuted');
});

test('depends where a server on all addresses is not seen from outside, as behind a firewall', () => {
  const { verdict, predictions } = judged([all, none, all, all, all, none]);
  expect(verdict).toBe('depends');
  expect(predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'holds', 'holds', 'holds', 'fails']);
});

test('cannot be tested without namespaces', () => {
  const why = 'ip is missing';
  const { verdict, reason } = judged([why, why, why, why, why, why]);
  expect(verdict).toBe('cannot be tested here');
  expect(reason).toContain(why);
});

test('is not decided by a few connects', () => {
  const few = { events: 8, of: 8 };
  const { predictions } = judged([few, none, all, all, all, all]);
  expect(predictions[0]?.outcome).toBe('undecided');
});
