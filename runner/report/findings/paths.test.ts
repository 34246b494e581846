/** What the sentence on network paths says loopback is worth, from runs with chosen speeds. */
import { describe, expect, test } from 'vitest';
import { changed } from '../../../test/made-up-charts.ts';
import { madeUpRun, type MadeUpArm, type MadeUpExperiment, type RunOptions } from '../../../test/made-up-run.ts';
import { answerOf } from './answer.ts';
import { findingOf } from './index.ts';

const paths: MadeUpExperiment = {
  name: 'paths',
  title: 'Network paths',
  factor: { title: 'Path', plural: 'network paths' },
  baseline: 'loopback',
  metrics: ['messagesPerSecond', 'cpuNsPerMessage', 'roundTripNs', 'payloadBytesPerSecond'],
  arms: [
    { name: 'loopback', speed: 1 },
    { name: 'own-address', speed: 1 },
    { name: 'unix-socket', speed: 1.5 },
    { name: 'veth', speed: 0.72 },
    { name: 'veth-rate:100', speed: 0.2 },
  ],
  groups: [{ label: '64 connections' }],
};

function finding(experiment: MadeUpExperiment = paths, options: RunOptions = {}): string {
  const [first] = madeUpRun([experiment], options).analysis.experiments;
  if (first === undefined) throw new Error('no experiment');
  return findingOf(first);
}

const withArms = (arms: readonly MadeUpArm[]) => ({ ...paths, arms });
const only = (...names: readonly string[]) => withArms(paths.arms.filter(({ name }) => names.includes(name)));
const labelled = (name: string, labels: NonNullable<MadeUpArm['labels']>) =>
  withArms(paths.arms.map((arm) => (arm.name === name ? { ...arm, labels } : arm)));

test('what loopback reaches, and every other path beside it, from the side of who is faster', () => {
  expect(finding()).toMatch(
    /^Loopback is faster than veth; loopback saves nothing detectable compared with own-address\. 64 connections: over loopback, throughput \S+ k\/s \(\S+\), server processor time per message \S+ µs \(\S+\) and payload per second \S+ MB\/s \(\S+\); own-address ×\S+ \(\S+\), equivalent within 10 %, with server processor time per message ×\S+ \(\S+\), equivalent within 10 % \(the kernel sends it over the loopback interface too\); unix-socket ×1\.\d\d \(\S+\), faster by more than 10 %, with .*, costs more than 10 % less; veth ×0\.7\d \(\S+\): loopback is faster by more than 10 %, with server processor time per message ×1\.\d+ \(\S+\), costs more than 10 % more; veth-rate:100 ×0\.20\d? \(\S+\): loopback is faster by more than 10 %, with .*\.$/,
  );
});

test('a round trip is shown where there is one request in flight', () => {
  const groups = [{ label: '1 connection', connections: 1 }, { label: '64 connections' }];
  expect(finding({ ...only('loopback', 'veth'), groups })).toMatch(
    /^Loopback is faster than veth\. 1 connection: over loopback, throughput .*, round trip \S+ µs \(\S+\) and payload .*\. 64 connections: over loopback, (?!.*round trip).*$/,
  );
});

describe('that loopback is faster', () => {
  test.each([
    [
      'is not seen',
      [{ name: 'veth', speed: 1 }],
      /^Loopback saves nothing detectable compared with veth, where every segment is a packet\. /,
    ],
    [
      'is not seen beside a faster one',
      [{ name: 'veth', speed: 1.4 }],
      /^Loopback saves nothing detectable compared with veth, where every segment is a packet\. /,
    ],
    [
      'holds',
      [
        { name: 'veth', speed: 0.7 },
        { name: 'veth-offload', speed: 0.8 },
      ],
      /^Loopback is faster than veth and veth-offload\. /,
    ],
    [
      'is no question beside a path without network, or one made slow',
      [
        { name: 'unix-socket', speed: 0.5 },
        { name: 'veth-delay:10', speed: 0.1 },
      ],
      /^64 connections: /,
    ],
  ] as const)('%s', (_, arms, sentence) => {
    expect(finding(withArms([{ name: 'loopback', speed: 1 }, ...arms]))).toMatch(sentence);
  });

  test('holds in some groups, which are named', () => {
    const arms = [
      { name: 'loopback', speed: 1 },
      { name: 'veth', speed: [0.7, 1] },
    ];
    const groups = [{ label: '64 connections' }, { label: 'streaming 64 KiB' }];
    expect(finding({ ...paths, arms, groups })).toMatch(/^Loopback is faster than veth \(64 connections\)\. /);
  });

  test('is not carried by a path whose load generator was saturated', () => {
    const found = finding(labelled('veth', { 'client-limited': 8 }));
    expect(found).toMatch(
      /^Loopback saves nothing detectable compared with own-address; whether loopback is faster than veth cannot be told\. /,
    );
    expect(found).toMatch(/; veth ≥ ×0\.7\d \(\S+\), slower by more than 10 % †, with /);
  });

  test('is carried by loopback, if its own was', () => {
    const found = finding(labelled('loopback', { 'client-limited': 8 }));
    expect(found).toMatch(/over loopback, throughput ≥ .*; veth ≤ ×0\.7\d \(\S+\): loopback is faster/);
  });
});

test('of a single round nothing is concluded', () => {
  const [soFar] = madeUpRun([only('loopback', 'veth')], { rounds: 1 }).analysis.experiments;
  if (soFar === undefined) throw new Error('no experiment');
  // While a run goes on, the controls are not judged yet.
  expect(findingOf({ ...soFar, unfit: false })).toMatch(/^Whether loopback is faster than veth cannot be told\. /);
});

test('labels follow the figures', () => {
  expect(finding(labelled('veth', { 'not-steady': 8 }))).toMatch(
    /; veth ×0\.7\d \(\S+\) \[not steady\]: loopback is faster by more than 10 %, with /,
  );
});

test('of an unfit run there are figures and no verdicts', () => {
  const found = finding(paths, { unfit: true });
  expect(found).toMatch(
    /^The controls do not vouch for this run, so it gives no verdicts\. 64 connections: over loopback/,
  );
  expect(found).not.toMatch(/faster|equivalent|slower/);
});

test('what is measured and not compared has its own figure', () => {
  const found = finding(withArms([...paths.arms, { name: 'host:10.0.0.2:7', speed: 0.5, compared: false }]));
  expect(found).toMatch(/; host:10\.0\.0\.2:7, not compared, throughput \S+ k\/s \(\S+\)\.$/);
});

describe('what this machine could not measure', () => {
  test('is named with the reason, once for all paths that have it', () => {
    const { result, analysis } = madeUpRun([withArms([...paths.arms, { name: 'veth-offload', speed: 1 }])]);
    const reasons = new Map([
      ['veth', 'no network namespaces: run as root'],
      ['veth-offload', 'no network namespaces: run as root'],
      ['own-address', 'this machine has no other address'],
    ]);
    const skipping = changed({ result, analysis }, (row) => {
      const skipped = reasons.get(row.cell.arm) ?? null;
      return skipped === null ? row : { ...row, skipped, completed: 0, figures: new Map(), contrasts: new Map() };
    });
    const [experiment] = skipping.analysis.experiments;
    const found = experiment === undefined ? '' : findingOf(experiment);
    expect(found).toMatch(/^64 connections: over loopback/);
    expect(found).toMatch(
      /\. Not measured here: own-address \(this machine has no other address\); veth, veth-offload \(no network namespaces: run as root\)\.$/,
    );
  });

  test('because its trials failed, or in some groups only, is said so', () => {
    const arms = paths.arms.map((arm) => (arm.name === 'veth' ? { ...arm, error: 'ip: no such device' } : arm));
    expect(finding(withArms(arms))).toMatch(/\. Not measured here: veth \(no trial completed: ip: no such device\)\.$/);
    const groups = [{ label: '64 connections' }, { label: 'streaming', payloadBytes: 100 }];
    const unsupported = ({ payloadBytes, model }: Readonly<Record<string, unknown>>) =>
      payloadBytes === 100 && model === 'epoll-loop' ? 'not with that' : null;
    expect(
      finding(
        {
          ...paths,
          groups,
          baseline: 'event-loop',
          arms: [
            { name: 'event-loop', speed: 1 },
            { name: 'veth', speed: 1 },
          ],
        },
        { unsupported },
      ),
    ).toMatch(/\. Not measured here: veth at streaming \(not with that\)\.$/);
  });

  test('is all there is to say, where loopback has no figure', () => {
    const arms = paths.arms.map((arm) => (arm.name === 'loopback' ? { ...arm, error: 'no' } : arm));
    expect(finding(withArms(arms))).toBe(
      '64 connections: the baseline has no figure, so nothing can be compared. Not measured here: loopback (no trial completed: no).',
    );
  });
});

describe('the answer', () => {
  const answer = (experiment: MadeUpExperiment) => {
    const [first] = madeUpRun([experiment]).analysis.experiments;
    if (first === undefined) throw new Error('no experiment');
    return answerOf(first);
  };
  const beside = (...arms: readonly MadeUpArm[]) => answer(withArms([{ name: 'loopback', speed: 1 }, ...arms]));

  test('says what loopback saves beside a network, then what is left without TCP, then what could not be measured', () => {
    const missing = { name: 'veth-delay:1', speed: 1, error: 'no netem (tc says: unknown): load it' };
    expect(beside({ name: 'veth', speed: 1 }, { name: 'unix-socket', speed: 1.5 }, missing)).toMatch(
      /^Against veth, where every segment is a packet, loopback saves nothing detectable \(veth ×\S+ \(\S+\), equivalent within 10 %\); without TCP, unix-socket ×1\.\d\d \(\S+\), faster by more than 10 %\. Not measured here: veth-delay:1 \(no trial completed\)\.$/,
    );
  });

  test('says that loopback is faster where it is, and that it cannot be told where the load generator was the limit', () => {
    expect(beside({ name: 'veth', speed: 0.7 }, { name: 'veth-rate:100', speed: 0.2 })).toMatch(
      /^Against veth, .*, loopback is faster \(veth ×0\.\d+ \(\S+\), slower by more than 10 %\); veth-rate:100 ×0\.\S+ \(\S+\), slower/,
    );
    expect(beside({ name: 'veth', speed: 0.7, labels: { 'client-limited': 8 } })).toMatch(
      /^Against veth, .*, it cannot be told whether loopback is faster \(veth ≥ ×/,
    );
  });

  test('of several groups says of which it is; without a comparison it is the finding', () => {
    const groups = [{ label: '1 connection', connections: 1 }, { label: '64 connections' }];
    expect(answer({ ...only('loopback', 'veth'), groups })).toMatch(/^At 64 connections: against veth, /);
    expect(beside({ name: 'veth', speed: 1, compared: false })).toMatch(/^64 connections: over loopback, /);
  });
});
