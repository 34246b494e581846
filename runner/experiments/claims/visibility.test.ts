import { expect, test } from 'vitest';
import { judgedWith, type MadeUpFigure } from '../../../test/made-up-claims.ts';
import { visibilityClaim } from './visibility.ts';

const all = { events: 160, of: 160 };
const none = { events: 0, of: 160 };

const arms = [
  'bound to localhost, sought from inside',
  'bound to localhost, sought from outside',
  'bound to the name of the host',
  'bound to the own address, sought from outside',
  'bound to all addresses, sought from inside',
  'bound to all addresses, sought from outside',
] as const;

/** In the order of the arms. */
function judged(figures: readonly MadeUpFigure[]) {
  return judgedWith(
    visibilityClaim,
    Object.fromEntries(arms.map((name, at) => [`${name} share`, figures[at] ?? none])),
  );
}

test('is confirmed where only localhost is not seen from outside', () => {
  const { verdict } = judged([all, none, all, all, all, all]);
  expect(verdict).toBe('confirmed');
});

test('is refuted where all is the other way round', () => {
  const { verdict } = judged([none, all, none, none, none, none]);
  expect(verdict).toBe('refuted');
});

test('depends on what the name of the host stands for', () => {
  const { verdict, predictions } = judged([all, none, none, all, all, all]);
  expect(verdict).toBe('depends');
  expect(predictions.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'fails', 'holds', 'holds', 'holds']);
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
