/** The sentence on the order of models over two paths, from runs with chosen speeds. */
import { describe, expect, test } from 'vitest';
import { everyModel } from '../../../test/made-up-charts.ts';
import { orders } from '../../../test/made-up-orders.ts';
import { madeUpRun, type MadeUpExperiment, type RunOptions } from '../../../test/made-up-run.ts';
import type { ExperimentAnalysis } from '../../analysis/analysis.ts';
import { answerOf } from './answer.ts';
import { findingOf } from './index.ts';

const rounds = 10;
const run = (experiment: MadeUpExperiment = orders, options: RunOptions = {}) =>
  madeUpRun([experiment], { rounds, ...options });

function analysed(experiment: MadeUpExperiment = orders, options: RunOptions = {}): ExperimentAnalysis {
  const [first] = run(experiment, options).analysis.experiments;
  if (first === undefined) throw new Error('no experiment');
  return first;
}

const finding = (experiment: MadeUpExperiment = orders, options: RunOptions = {}) =>
  findingOf(analysed(experiment, options));
const withSpeeds = (speeds: Readonly<Record<string, readonly [loopback: number, veth: number]>>) => ({
  ...orders,
  arms: Object.entries(speeds).map(([name, speed]) => ({ name, speed })),
});
/** Groups of which one cannot be measured. */
const noNamespaces = {
  experiment: { ...orders, groups: [{ label: 'over loopback' }, { label: 'over veth', payloadBytes: 100 }] },
  unsupported: ({ payloadBytes }: Readonly<Record<string, unknown>>) =>
    payloadBytes === 100 ? 'no network namespaces: this user may make none; run as root' : null,
};

test('every pair by what became of its order, with the ratio of its ratios', () => {
  expect(finding()).toMatch(
    /^The order of models found over loopback is found over veth too in 3 of 6 pairs \(throughput; each figure is the ratio over veth ÷ the ratio over loopback\)\. Kept: epoll-loop before event-loop ×0\.87 \(\S+\), the lead shrank; epoll-loop before process-pool-handoff ×0\.\d\d \(\S+\), the lead shrank; epoll-loop before thread-pool-handoff ×1\.\d\d \(\S+\)\. Swapped, ahead over loopback and behind over veth: event-loop against process-pool-handoff ×0\.\d\d \(\S+\); thread-pool-handoff against process-pool-handoff ×0\.\d\d \(\S+\)\. Lost: thread-pool-handoff before event-loop ×0\.\d\d \(\S+\), equivalent within 10 % over veth, the lead shrank\.$/,
  );
});

test('the answer has the number of pairs, and those that changed places', () => {
  expect(answerOf(analysed())).toBe(
    'The order of models found over loopback is found over veth too in 3 of 6 pairs (throughput). Swapped: event-loop and process-pool-handoff; thread-pool-handoff and process-pool-handoff.',
  );
  expect(answerOf(analysed(noNamespaces.experiment, { unsupported: noNamespaces.unsupported }))).toMatch(
    /^Whether the order of models over loopback holds over veth is not known: not measured over veth: no network namespaces/,
  );
});

test.each([
  [
    'all',
    { 'event-loop': [1, 1], 'epoll-loop': [1.5, 1.6] },
    /^The order of models found over loopback is found over veth too in 1 of 1 pair \(/,
  ],
  [
    'several',
    { 'event-loop': [1, 1], 'epoll-loop': [1.5, 1.6], 'poll-loop': [2, 2.2] },
    /is found over veth too in 3 of 3 pairs \(/,
  ],
  ['none', { 'event-loop': [1, 1], 'epoll-loop': [1.5, 0.7] }, /is found over veth too in 0 of 1 pair \(/],
  [
    'no order',
    { 'event-loop': [1, 1], 'epoll-loop': [1, 1] },
    /^No order of models was found over loopback that could/,
  ],
  [
    'no order before',
    { 'event-loop': [1, 1], 'epoll-loop': [1, 1.5] },
    /Found only over veth: epoll-loop before event-loop ×1\.\d/,
  ],
  [
    'no order at all',
    { 'event-loop': [1, 1], 'epoll-loop': [1, 1] },
    /No order found over loopback or over veth: \S+ ÷ \S+ ×/,
  ],
] as const)('counts the pairs that had an order: %s', (_, speeds, sentence) => {
  expect(finding(withSpeeds(speeds))).toMatch(sentence);
});

test('where an order is seen in one group only and no change is, says both', () => {
  const noise = { block: 0.05, trial: 0.04, slice: 0.02 };
  const slightly = withSpeeds({ 'event-loop': [1, 1], 'epoll-loop': [1.05, 1.05] });
  expect(finding(slightly, { seed: 2, noise })).toMatch(
    /Lost: epoll-loop before event-loop ×\S+ \(\S+\), equivalent within 10 % over veth, no change detected\.$/,
  );
  expect(finding(slightly, { seed: 3, noise })).toMatch(
    /Found only over veth: epoll-loop before event-loop ×\S+ \(\S+\), no change detected\.$/,
  );
});

test('where the load generator was saturated, no order is told', () => {
  const limited = { ...orders, arms: orders.arms.map((arm) => ({ ...arm, labels: { 'client-limited': rounds } })) };
  const found = finding(limited);
  expect(found).toMatch(/^Whether the order of models over loopback holds over veth cannot be told \(throughput; /);
  expect(found).toContain(
    ' Cannot be told (over loopback and over veth: the load generator was saturated): epoll-loop ÷ event-loop ×0.87',
  );
  expect(found).not.toMatch(/Kept|Swapped|Lost|Found|shrank|grew|gained/);
});

test('of an unfit run nothing is claimed, and the figures stand', () => {
  const found = finding(orders, { unfit: true });
  expect(found).toMatch(
    /^The controls do not vouch for this run, so it gives no verdicts\. Whether .* cannot be told \(.*\)\. Without a verdict: \S+ ÷ \S+ ×/,
  );
  expect(found).not.toMatch(/Kept|Swapped|Lost|Found|shrank|grew|gained| before /);
});

test('more pairs than a sentence can hold are counted, and those that changed come first', () => {
  const arms = everyModel.filter(({ error }) => error === undefined);
  const changed = arms.map((arm) => (arm.name === 'thread-offload' ? { ...arm, speed: [0.31, 0.5] } : arm));
  const [, kept = ''] =
    /Kept: ([^.]*(?:\.\d[^.]*)*)\./.exec(finding({ ...orders, arms: changed }, { rounds: 16 })) ?? [];
  const pairs = kept.split('; ');
  expect(pairs).toHaveLength(13);
  for (const pair of pairs.slice(0, 12)) expect(pair).toMatch(/thread-offload.*, the lead (shrank|grew)$/);
  expect(pairs[12]).toMatch(/^and \d\d more in the table$/);
});

describe('what could not be measured', () => {
  test('in a group at all leaves the question open, with the reason', () => {
    expect(finding(noNamespaces.experiment, { unsupported: noNamespaces.unsupported })).toBe(
      'Whether the order of models over loopback holds over veth is not known: not measured over veth: no network namespaces: this user may make none; run as root.',
    );
  });

  test('of one arm is told beside what is known of the others', () => {
    const { experiment } = noNamespaces;
    const found = finding(experiment, {
      unsupported: ({ payloadBytes, model }) => (payloadBytes === 100 && model === 'epoll-loop' ? 'no epoll' : null),
    });
    expect(found).toMatch(/^The order of models found over loopback is found over veth too in 0 of 3 pairs /);
    expect(found).toMatch(/ Not measured over veth: epoll-loop \(no epoll\)\.$/);
  });

  test('to be compared, though it ran, is not called that', () => {
    const arms = orders.arms.map((arm) => ({ ...arm, compared: false }));
    expect(finding({ ...orders, arms })).toBe(
      'Whether the order of models over loopback holds over veth is not known: fewer than two models can be compared in both.',
    );
  });

  test('because its trials failed is no order', () => {
    const arms = orders.arms.map((arm) => (arm.name === 'epoll-loop' ? { ...arm, error: 'no' } : arm));
    expect(finding({ ...orders, arms })).toContain(
      'Cannot be told (over loopback and over veth: no round has both): event-loop ÷ epoll-loop; epoll-loop ÷ ',
    );
  });

  test('because there is a single group is no question', () => {
    expect(finding({ ...orders, groups: [{ label: 'over loopback' }] })).toMatch(/^Too few groups were measured/);
  });
});
