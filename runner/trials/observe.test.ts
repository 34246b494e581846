/** From records to numbers. */
import { expect, test } from 'vitest';
import { madeUpResult } from '../../test/made-up-result.ts';
import { kinds } from './index.ts';
import { observe } from './observe.ts';
import { madeUpMachine } from '../../test/made-up-environment.ts';

test('a trial has the metrics of its experiment, of its details, of its conditions and of the controls, and no other', () => {
  const { plan, trials } = madeUpResult({ experiments: ['startup', 'compute'], rounds: 1 });
  const asked = (experiment: string) => {
    const one = observe(plan, trials, kinds, madeUpMachine).find(({ cell }) => cell.startsWith(`${experiment}/`));
    return one?.outcome === 'completed' ? [...one.values.keys()] : [];
  };
  const described = plan.kinds.flatMap(({ details }) => details.flatMap(({ metrics }) => metrics));
  const controls = ['messagesPerSecond', 'cpuNsPerMessage'];
  expect(asked('startup').toSorted()).toEqual(
    ['readyMs', 'firstEchoMs', 'restBytes', ...described, 'clientShare', ...controls].toSorted(),
  );
  expect(asked('compute').toSorted()).toEqual([...described, 'clientShare', ...controls].toSorted());
});

test('a resolution stands beside what was counted, and nothing beside the rest', () => {
  const { plan, trials } = madeUpResult({ rounds: 1 });
  const [first] = observe(plan, trials, kinds, madeUpMachine);
  if (first?.outcome !== 'completed') throw new Error('a completed trial');
  expect([...first.resolutions.keys()]).toEqual(['messagesPerSecond']);
  expect(first.resolutions.get('messagesPerSecond')).toBeLessThan(1e-4);
});

test('labels, failures and skips are taken over as they are', () => {
  const { plan, trials } = madeUpResult({
    rounds: 1,
    values: () => ({ secondHalf: 1.5 }),
    failure: ({ arm }) => (arm === 'thread-pool-handoff' ? { error: 'it broke', phase: 'warm-up' } : null),
    unsupported: ({ model }) => (model === 'process-pool-handoff' ? 'not here' : null),
  });
  const of = (arm: string) => observe(plan, trials, kinds, madeUpMachine).find(({ cell }) => cell.endsWith(`/${arm}`));
  expect(of('event-loop')).toMatchObject({ outcome: 'completed', round: 0, attempt: 0, labels: ['not-steady'] });
  expect(of('thread-pool-handoff')).toEqual({
    ...{ cell: 'models/64 connections/thread-pool-handoff', round: 0, attempt: 0 },
    ...{ outcome: 'failed', error: 'it broke' },
  });
  expect(of('process-pool-handoff')).toMatchObject({ outcome: 'skipped', reason: 'not here' });
});

test('a trial of a cell that the plan does not have is a defect of ours: files are checked when read', () => {
  const { plan, trials } = madeUpResult({ rounds: 1 });
  const stranger = { ...plan, groups: plan.groups.slice(1) };
  expect(() => observe(stranger, trials, kinds, madeUpMachine)).toThrow('the plan has no cell models/');
});
