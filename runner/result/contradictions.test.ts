/** Every kind of nonsense that has the right type, by a hand edit of a valid result. */
import { describe, expect, test } from 'vitest';
import { editedSample, sampleResult, sampleTrial } from '../../test/sample-result.ts';
import { syntheticResult } from '../../test/synthetic.ts';
import { contradiction } from './contradictions.ts';
import { resultVersion, type ResultFile } from './result.ts';
import type { Trial } from './trial.ts';

const after = (edits: Readonly<Record<string, unknown>>) => contradiction(editedSample(edits) as ResultFile);

test('results as a run leaves them have none: failures, disturbances, repeats and all', () => {
  expect(contradiction(sampleResult())).toBeNull();
  const accident = ({ round, attempt }: { round: number; attempt: number }) => {
    if (round === 2) return { kind: 'disturbed' } as const;
    return round === 3 && attempt === 0 ? ({ kind: 'failed', phase: 'start', error: 'no port' } as const) : null;
  };
  for (const profile of ['smoke', 'quick', 'standard'] as const) {
    expect(contradiction(syntheticResult({ profile, accident }))).toBeNull();
  }
});

const group = 'plan.groups.0';
const pool = 'sample/64 connections/pool/arm';
const baseline = 'sample/64 connections/event-loop/baseline';

describe('in the plan:', () => {
  const { plan } = sampleResult();
  test.each<[nonsense: string, edits: Readonly<Record<string, unknown>>, sentence: string]>([
    [
      'a group there twice',
      { 'plan.groups': [...plan.groups, ...plan.groups] },
      'plan.groups[1].id: sample/64 connections is there twice',
    ],
    [
      'an experiment there twice',
      { 'plan.experiments': [...plan.experiments, ...plan.experiments] },
      'plan.experiments[1].name: sample is there twice',
    ],
    [
      'a group of an unknown experiment',
      { [`${group}.experiment`]: 'other' },
      'plan.groups[0].experiment: other is no experiment of the plan',
    ],
    [
      'a cell of another experiment',
      { [`${group}.cells.1.experiment`]: 'controls' },
      'plan.groups[0].cells[1].experiment: controls, in a group of sample',
    ],
    [
      'a cell of another group',
      { [`${group}.cells.2.group`]: 'sample/1 connection' },
      'plan.groups[0].cells[2].group: sample/1 connection, in the group sample/64 connections',
    ],
    [
      'two baselines in a group',
      { [`${group}.cells.2.role`]: 'baseline' },
      'plan.groups[0].cells[2].role: a second baseline in this group',
    ],
    [
      'a processor of both sides',
      { [`${group}.cells.2.serverCpus`]: [0, 1] },
      'plan.groups[0].cells[2].clientCpus: 1 is one of serverCpus, too',
    ],
    [
      'a service that is none',
      { [`${group}.cells.2.service`]: 'work:abc' },
      'plan.groups[0].cells[2].service: work:abc is no service',
    ],
    [
      'a known slowdown of unknown work',
      {
        [`${group}.cells.0.service`]: 'work:1000',
        [`${group}.cells.2.role`]: 'slowdown',
        [`${group}.cells.2.service`]: 'work:payload',
      },
      'plan.groups[0].cells[2].service: work:payload does not say how much work it is, which the known slowdown needs',
    ],
    [
      'a known slowdown of no work',
      { [`${group}.cells.2.role`]: 'slowdown', [`${group}.cells.2.service`]: 'work:1000' },
      'plan.groups[0].cells[0].service: echo does not say how much work it is, which the known slowdown needs',
    ],
    [
      'a comparison of a cell that is not there',
      { [`${group}.comparisons.0.arm`]: 'x' },
      'plan.groups[0].comparisons[0].arm: x is no cell of this group',
    ],
    [
      'arm and baseline the wrong way round',
      { [`${group}.comparisons.0.arm`]: baseline, [`${group}.comparisons.0.baseline`]: pool },
      `plan.groups[0].comparisons[0].arm: ${baseline} is a cell of role baseline`,
    ],
    [
      'the baseline as its own control',
      { [`${group}.comparisons.0.control`]: baseline },
      `plan.groups[0].comparisons[0].control: ${baseline} is a cell of role baseline`,
    ],
    [
      'an arm compared twice',
      { [`${group}.comparisons`]: [plan.groups[0]?.comparisons[0], plan.groups[0]?.comparisons[0]] },
      `plan.groups[0].comparisons[1].arm: ${pool} is there twice`,
    ],
  ])('%s', (_, edits, sentence) => {
    expect(after(edits)).toBe(sentence);
  });
});

describe('in the plan, at odds with its profile:', () => {
  test.each<[edit: string, value: unknown, sentence: string]>([
    ['rounds', 7, 'rounds: 7, and the profile quick has 8 to 20'],
    ['rounds', 21, 'rounds: 21, and the profile quick has 8 to 20'],
    ['margin', 0.2, 'margin: 0.2, and the profile quick has 0.1'],
    ['slice.ms', 50, 'slice.ms: 50, and the profile quick has 100'],
    ['slice.turns', 2, 'slice.turns: 2, and the profile quick has 8'],
    ['warmup.messagesPerIsolate', 1, 'warmup.messagesPerIsolate: 1, and the profile quick has 50000'],
    ['warmup.cpuMsPerIsolate', 10, 'warmup.cpuMsPerIsolate: 10, and the profile quick has 700'],
  ])('%s = %j', (edit, value, sentence) => {
    expect(after({ [`plan.${edit}`]: value })).toBe(`plan.${sentence}`);
  });

  test('as many rounds as a budget buys are none', () => {
    expect(after({ 'plan.rounds': 20 })).toBeNull();
  });

  test('are not compared in a file of an older version, which had its own profiles', () => {
    expect(after({ version: resultVersion - 1, 'plan.margin': 0.2 })).toBeNull();
  });
});

describe('comparisons:', () => {
  const none = { [`${group}.comparisons`]: [] };
  const skip = (cell: string) => ({ ...identity(0, 0), cell, outcome: 'skipped', reason: 'no threads' });

  test('every arm that ran has one', () => {
    expect(after(none)).toBe(`plan.groups[0].comparisons: ${pool} is compared with nothing`);
  });

  test('an arm whose baseline could not run has none', () => {
    expect(after({ ...none, 'trials.0': skip(baseline) })).toBeNull();
  });

  test('a skipped arm has none, and before the first block nobody knows which are', () => {
    expect(after({ ...none, trials: [skip(pool), { ...sampleTrial(0), cell: baseline }] })).toBeNull();
    expect(after({ ...none, trials: [] })).toBeNull();
  });
});

describe('in a finished run:', () => {
  const finishedAt = '2026-11-22T11:49:02.000Z';
  const cells = sampleResult().plan.groups[0]?.cells ?? [];
  const trials = Array.from({ length: 8 }, (_, round) =>
    cells.map(({ id }) => ({ ...sampleTrial(round), cell: id })),
  ).flat();

  test('every cell has every round', () => {
    expect(contradiction(sampleResult({ finishedAt, trials }))).toBeNull();
    expect(contradiction(sampleResult({ finishedAt, trials: trials.toSpliced(13, 1) }))).toBe(
      `finishedAt: ${finishedAt}, and ${cells[1]?.id} has no trial of round 4`,
    );
  });

  test('but a skipped one has none', () => {
    const others = trials.filter(({ cell }) => cell !== pool);
    const skipped = { ...identity(0, 0), outcome: 'skipped', reason: 'no threads' } as const;
    expect(contradiction(sampleResult({ finishedAt, trials: [skipped, ...others] }))).toBeNull();
  });
});

describe('in the identity of a trial:', () => {
  test.each<[nonsense: string, edits: Readonly<Record<string, unknown>>, sentence: string]>([
    [
      'a round that was not planned',
      { 'trials.1.round': 8 },
      'trials[1].round: 8, in a plan of 8 rounds counted from 0',
    ],
    [
      'an attempt without the one before',
      { 'trials.1.attempt': 1 },
      'trials[1].attempt: 1, and this block has no attempt 0',
    ],
    [
      'a skipped cell in a later round',
      { 'trials.1': { ...identity(1, 0), outcome: 'skipped', reason: 'no threads' } },
      'trials[1]: a skipped cell is noted once, in round 0 and attempt 0',
    ],
    [
      'a cell that was skipped, and measured all the same',
      { 'trials.0': { ...identity(0, 0), outcome: 'skipped', reason: 'no threads' } },
      `trials[1]: is of ${pool}, which was skipped (trials[0])`,
    ],
  ])('%s', (_, edits, sentence) => {
    expect(after(edits)).toBe(sentence);
  });

  test('a block that was repeated more often than a run does', () => {
    const cells = sampleResult().plan.groups[0]?.cells ?? [];
    const block = (attempt: number) => cells.map(({ id }) => ({ ...sampleTrial(0, attempt), cell: id }));
    const trials = [0, 1, 2, 3].flatMap(block);
    expect(contradiction(sampleResult({ trials }))).toBe(
      'trials[9].attempt: 3, and a block is repeated at most 2 times',
    );
  });

  test('but a block that was cut off again and again is tried by every --resume', () => {
    const trials = [0, 1, 2, 3, 4].map((attempt) => sampleTrial(0, attempt));
    expect(contradiction(sampleResult({ trials }))).toBeNull();
  });
});

function identity(
  round: number,
  attempt: number,
): Pick<Trial, 'cell' | 'round' | 'attempt' | 'startedAt' | 'elapsedMs'> {
  return { cell: pool, round, attempt, startedAt: '2026-11-22T11:46:02.000Z', elapsedMs: null };
}

describe('in a measurement:', () => {
  const { trials } = sampleResult();
  const slices = trials[0]?.outcome === 'completed' ? trials[0].measurement.slices : [];
  const measurement = 'trials.0.measurement';
  const all = (change: object) => ({ [`${measurement}.slices`]: slices.map((slice) => ({ ...slice, ...change })) });
  const server = { cpuNs: 61e6, messages: 6200, elapsedNs: 104e6 };
  const client = { cpuNs: 80e6, elapsedNs: 104e6 };
  test.each<[nonsense: string, edits: Readonly<Record<string, unknown>>, sentence: string]>([
    ['another method', { [`${measurement}.method`]: 'whole' }, 'method: whole, in a group that is measured sliced'],
    ['a slice too few', { [`${measurement}.slices`]: slices.slice(1) }, 'slices: 7, and a trial of this plan has 8'],
    [
      'a whole trial in slices',
      { [`${group}.method`]: 'whole', [`${measurement}.method`]: 'whole' },
      'slices: 8, and a trial of this plan has 1',
    ],
    [
      'a window of another length',
      { [`${measurement}.slices.1.windowNs`]: 90e6 },
      'slices[1].windowNs: 90 ms, and the plan has windows of 100 ms',
    ],
    [
      'more than a message a nanosecond',
      { [`${measurement}.slices.0.messages`]: 1e12 },
      'slices[0].messages: 1000000000000 in 100 ms: no machine does that',
    ],
    [
      'a server that answered more than one a nanosecond',
      { [`${measurement}.slices.0.server.messages`]: 1e12 },
      'slices[0].server.messages: 1000000000000 in 104 ms: no machine does that',
    ],
    ['no messages', all({ messages: 0 }), 'slices: messages is 0 in all of them'],
    ['an idle server', all({ server: { ...server, messages: 0 } }), 'slices: server.messages is 0 in all of them'],
    ['a server for free', all({ server: { ...server, cpuNs: 0 } }), 'slices: server.cpuNs is 0 in all of them'],
    [
      'a client outside time',
      all({ client: { ...client, elapsedNs: 0 } }),
      'slices: client.elapsedNs is 0 in all of them',
    ],
    [
      'more processor time than there is',
      all({ server: { ...server, cpuNs: 1040e6 } }),
      'slices: server.cpuNs is that of 10.0 processors, and the machine has 2 processors',
    ],
    [
      'connections out of order',
      { [`${measurement}.messagesPerConnection.max`]: 1 },
      'messagesPerConnection: expected min ≤ median ≤ max',
    ],
    [
      'more replies than the server answered',
      { [`${measurement}.slices.3.server.messages`]: 1499 },
      'slices[3].messages: 1500, and the server answered only 1499',
    ],
    [
      'connections that had fewer messages than there were',
      { [`${measurement}.messagesPerConnection`]: { min: 165, median: 170, max: 171 } },
      'messagesPerConnection: 165 to 171, and 64 connections had 11000 messages',
    ],
    [
      'connections that had more',
      { [`${measurement}.messagesPerConnection`]: { min: 172, median: 175, max: 180 } },
      'messagesPerConnection: 172 to 180, and 64 connections had 11000 messages',
    ],
    [
      'more connections than the clients had',
      { [`${measurement}.connectionsPerWorker`]: [64, 32] },
      'connectionsPerWorker: 96 in all, and the clients had 64',
    ],
    [
      'an event loop that was busy for longer than it ran',
      { [`${measurement}.eventLoopUtilization.1`]: 1.01 },
      'eventLoopUtilization[1]: 1.01, of at most 1',
    ],
    [
      'another count than the histogram',
      { [`${measurement}.serviceTime.count`]: 11_001 },
      'serviceTime.count: 11001, and the histogram holds 11000',
    ],
    [
      'more independent latencies than latencies',
      { [`${measurement}.serviceTime.effectiveCount.p99`]: 11_000.5 },
      'serviceTime.effectiveCount.p99: 11000.5, of only 11000 latencies',
    ],
  ])('%s', (_, edits, sentence) => {
    expect(after(edits)).toBe(`trials[0].measurement.${sentence}`);
  });

  test('a server of raw counts chunks, which may be fewer', () => {
    const edits = { [`${measurement}.slices.3.server.messages`]: 1 };
    expect(after({ ...edits, [`${group}.cells.2.framing`]: 'raw' })).toBeNull();
    expect(after(edits)).toContain('the server answered only 1');
  });

  test('one slice without a message is none: its trial has others', () => {
    const messagesPerConnection = { min: 140, median: 148, max: 160 };
    const edits = {
      [`${measurement}.slices.1.messages`]: 0,
      [`${measurement}.messagesPerConnection`]: messagesPerConnection,
    };
    expect(after(edits)).toBeNull();
  });
});

describe('warnings that the evidence does not give:', () => {
  test('one too few', () => {
    expect(after({ 'trials.1.warnings': [] })).toBe(
      'trials[1].warnings: [], and the evidence of this trial gives [not-steady]',
    );
  });

  test('one too many', () => {
    expect(after({ 'trials.0.warnings': ['not-steady', 'disturbed-steal'] })).toBe(
      'trials[0].warnings: [not-steady, disturbed-steal], and the evidence of this trial gives [not-steady]',
    );
  });

  test('of an unpinned trial are believed for any number of processors that it may have had', () => {
    // Both busy for 0.87 of a processor: the client is the limit where the server could have used two.
    const slices = [0, 1, 2, 3, 4, 5, 6, 7].map((slice) => `trials.0.measurement.slices.${slice}`);
    const busy = Object.fromEntries(
      slices.flatMap((slice) => [`${slice}.server.cpuNs`, `${slice}.client.cpuNs`]).map((at) => [at, 90e6]),
    );
    const limited = { ...busy, 'trials.0.warnings': ['not-steady', 'client-limited'] };
    const unpinned = { [`${group}.cells.2.serverCpus`]: null, [`${group}.cells.2.clientCpus`]: null };
    expect(after(busy)).toBeNull();
    expect(after({ ...busy, ...unpinned })).toBeNull();
    expect(after({ ...limited, ...unpinned })).toBeNull();
    expect(after(limited)).toBe(
      'trials[0].warnings: [not-steady, client-limited], and the evidence of this trial gives [not-steady]',
    );
  });

  test('are not compared in a file of an older version, which was judged by its own rules', () => {
    expect(after({ version: resultVersion - 1, 'trials.1.warnings': [] })).toBeNull();
  });
});
