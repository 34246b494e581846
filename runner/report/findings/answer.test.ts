/** The short answers: what leads, what follows, and what they may not claim. */
import { expect, test } from 'vitest';
import { everyModel, models } from '../../../test/made-up-charts.ts';
import { madeUpRun, suiteRun, type MadeUpArm, type MadeUpExperiment } from '../../../test/made-up-run.ts';
import { answerOf } from './answer.ts';

function answer(experiment: MadeUpExperiment, unfit = false): string {
  const [first] = madeUpRun([experiment], { unfit }).analysis.experiments;
  if (first === undefined) throw new Error('no experiment');
  return answerOf(first);
}

const withArms = (arms: readonly MadeUpArm[]) => answer({ ...models, arms });
const base = { name: 'event-loop', speed: 1 };

test('what is best comes first, with its ratio and what it is compared with; then the others by what was found', () => {
  expect(withArms([base, { name: 'epoll-loop', speed: 1.5 }, { name: 'select-loop', speed: 0.5 }])).toMatch(
    /^Best in throughput: epoll-loop ×1\.\d\d \([\d.]+–[\d.]+\), compared with event-loop, [\d.]+ k\/s \(\S+\); slower by more than 10 %: select-loop ×0\.\d\d \(\S+\)\.$/,
  );
});

test('where no order was found between the best they lead together; the baseline leads where all others are worse', () => {
  const tied = withArms([base, { name: 'epoll-loop', speed: 1.5 }, { name: 'poll-loop', speed: 1.5 }]);
  expect(tied).toMatch(
    /^Best in throughput: .*-loop ×\S+ \(\S+\), .*-loop ×\S+ \(\S+\) \(no order found between them\), compared/,
  );
  expect(withArms([base, { name: 'select-loop', speed: 0.5 }])).toMatch(
    /^Best in throughput: event-loop, [^;]*; slower by more than 10 %: select-loop/,
  );
});

test('where some cannot be told from the baseline, none leads', () => {
  const arms = [base, { name: 'select-loop', speed: 0.5 }, { name: 'poll-loop', speed: 1 }];
  expect(withArms(arms)).toMatch(/^None of the other models was found better in throughput than event-loop, /);
});

test('a verdict that the load generator may have made does not lead', () => {
  const arms = [
    { ...base, labels: { 'client-limited': 8 } },
    { name: 'epoll-loop', speed: 1.5 },
  ];
  expect(withArms(arms)).toMatch(
    /^None of .* than event-loop, ≥ .*; faster by more than 10 % †: epoll-loop ≤ ×1\.\d\d/,
  );
});

test('many are counted, by direction alone, between the first and the last of them', () => {
  const long = withArms(everyModel.filter(({ error }) => error === undefined));
  expect(long).toMatch(/; slower: \d+ models, from \S+ ×0\.\d+ \(\S+\)‡? to process-offload ×0\.\d+ \(\S+\)/);
  expect(long).not.toMatch(/slower by/);
  expect(long.split(' ').length).toBeLessThan(75);
});

test('figures that look better and were not compared stand first, without a verdict, and then how many were compared', () => {
  expect(
    withArms([base, { name: 'epoll-loop', speed: 2, compared: false }, { name: 'select-loop', speed: 0.5 }]),
  ).toMatch(
    /^Figures better than event-loop’s, not compared: epoll-loop 1\d\d k\/s \(\S+\); of 1 compared \(2 measured\) none was found better in throughput than event-loop, .*; slower by more than 10 %: select-loop \S+ \(\S+\)\.$/,
  );
});

test('an unfit run has no answer, and nothing that compares', () => {
  expect(answer(models, true)).toMatch(
    /^No answer, since the controls failed\. Measured: throughput from \S+ k\/s \(\S+\) with process-pool-handoff to \S+ k\/s \(\S+\) with \S+\.$/,
  );
});

test('without anything that was compared it is the range that was measured, or that nothing was', () => {
  const alone = models.arms.map((arm) => ({ ...arm, compared: false }));
  expect(withArms(alone)).toMatch(
    /^Throughput from \S+ k\/s .* with process-pool-handoff to .* with thread-pool-handoff\.$/,
  );
  expect(withArms(models.arms.map((arm) => ({ ...arm, error: 'no' })))).toBe('No throughput.');
});

test('a question of several groups says of which its answer is, and another path stands before it', () => {
  const groups = [{ label: '1 connection', connections: 1 }, { label: '64 connections' }];
  expect(answer({ ...models, groups })).toMatch(/^At 64 connections: best in throughput: process-pool-handoff/);
  const [first] = madeUpRun([models]).analysis.experiments;
  if (first === undefined) throw new Error('no experiment');
  expect(answerOf({ ...first, over: 'veth' })).toMatch(/^Over veth: Best in throughput/);
});

test('some questions have an answer of their own', () => {
  const { analysis } = suiteRun(['compute', 'latency', 'chunk', 'ipc-stream']);
  const [work, latency, chunk, stream] = analysis.experiments.map(answerOf);
  expect(work).toMatch(
    /^Work per request from which each beats event-loop \(echo 13\.\d µs\): thread-pool-handoff \S+ µs \([\d.]+–[\d.]+\)‡; .*process-offload at least \S+ µs, if at all\.$/,
  );
  expect(latency).toMatch(
    /^At \d+ % of the slowest model's limit: response time, p99, from .* with \S+ to .* with \S+/,
  );
  expect(chunk).toMatch(
    /^A receive buffer larger than the recommended 4096 or 8192 bytes costs less: from \d+ B ×0\.\d+ /,
  );
  expect(stream).toMatch(/^Most payload per second: \S+ at 64 B \(.*\), .*\.$/);
});
