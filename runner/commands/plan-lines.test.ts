/** A plan as people read it. */
import { describe, expect, test } from 'vitest';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import { planLines, precisionLines } from './plan-lines.ts';

const experiments = ['models', 'compute', 'ipc', 'paths'] as const;

test('says what is measured, compared and skipped, how long each part takes, and that nothing was started', () => {
  const planned = madeUpPlan({
    experiments,
    unsupported: ({ model }) => (model === 'process-offload' ? 'no processes today' : null),
  });
  const text = planLines(planned).join('\n');
  expect(text).toMatch(
    /^Plan, profile quick: 34 cells, 8 rounds, 272 trials, about \d+ min \d+ s\. Nothing was started/,
  );
  expect(text).toMatch(
    /\nmodels: .* s, verdict after about .* s · compared on throughput with event-loop\n {2}64 connections · 4 cells: event-loop \(twice\), thread-pool-handoff\*, process-pool-handoff\* · 4 slices, \d+\.\d s a round\n/,
  );
  expect(text).toContain('tcp-loopback (twice), unix-socket*');
  expect(text).toContain('pipe* (twice)');
  expect(text).toMatch(/\ncontrols: .*\n {2}known-slowdown · 3 cells: baseline \(twice\), baseline slowed down/);
  expect(text).toContain('Skipped here:\n  compute/echo/process-offload: no processes today\n');
  expect(text).toContain('Comparisons: models 2, compute 2, ipc 6, paths ');
  expect(text).toContain('8 rounds are enough for 6 an experiment');
  expect(text).toMatch(/If rounds scatter by 3\.6 % \(an assumption: .*intervals reach ±\d+\.\d %/);
});

test('of smoke says that one round has no interval', () => {
  const text = planLines(madeUpPlan({ profile: 'smoke' })).join('\n');
  expect(text).toContain('1 round is too few for an interval');
  expect(text).not.toContain('nine of ten');
});

test('where nothing can be measured says so', () => {
  const text = planLines(madeUpPlan({ unsupported: () => 'not today' })).join('\n');
  expect(text).toContain('64 connections · nothing can be measured here');
  expect(text).toMatch(/^Plan, profile quick: 0 cells, 8 rounds, 0 trials/);
});

describe('of a run with --precision', () => {
  const asked = { halfWidth: 0.03, typed: '3%' };

  test('says after which rounds it may end, and what is to be expected then, by assumption', () => {
    const text = planLines(madeUpPlan({ precision: { ...asked, pilot: null } })).join('\n');
    expect(text).toMatch(/^Plan, .*: 7 cells, 8, 10 or 16 rounds, 56 to 112 trials, and a pilot, about .* at most\./);
    expect(text).toContain(
      'after 8, 10 or 16 rounds, when the half-width of each comparison’s interval is at most 3.0 %; the intervals cover at once with 97 %',
    );
    expect(text).toMatch(
      /models: rounds scatter by 3\.6 % \(an assumption; a pilot will tell\): ±.* % after 8 \(a difference of .* % is found in nine of ten runs\)/,
    );
  });

  test('says what its pilot found, and of what it found nothing', () => {
    const linesOf = (standardDeviation: number | null) =>
      precisionLines(
        madeUpPlan({ precision: { ...asked, pilot: [{ experiment: 'models', standardDeviation }] } }).plan,
      ).join('\n');
    expect(linesOf(0.05)).toContain('models: rounds scatter by 5.0 % (a pilot of 3 rounds): ±');
    expect(linesOf(0.05)).toMatch(/; \d+\.\d % is not expected to be reached, so that all 16 rounds are measured$/m);
    expect(linesOf(0.005)).not.toContain('not expected');
    expect(linesOf(null)).toContain('models: nothing to expect, since no comparison was measured');
  });
});

test('a plan without precision has nothing to say of one', () => {
  expect(precisionLines(madeUpPlan().plan)).toEqual([]);
});
