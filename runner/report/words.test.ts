import { describe, expect, it } from 'vitest';

import type { Contrast, Row } from '../statistics/analysis.ts';
import { models } from './fixture-experiments.ts';
import { fixture } from './fixture.ts';
import {
  conditionsOf,
  crossoverSentence,
  isClientLimited,
  mishap,
  roundsOf,
  verdictSentence,
  verdictWord,
} from './words.ts';

const decided: Contrast = {
  value: 1.2,
  interval: { low: 1.15, high: 1.25 },
  coverage: 0.99,
  n: 8,
  values: [],
  note: null,
  verdict: 'higher',
  beyondMargin: true,
  roundsToDecide: null,
  detectable: 1.04,
};

const { analysis } = fixture({ experiments: [models] });
const row = analysis.experiments[0]?.groups[0]?.rows[0] as Row;

describe('a verdict in words', () => {
  it.each<[string, Partial<Contrast>, string, string]>([
    ['higher beyond the margin', {}, 'faster by more than 10 %', 'costs more by more than 10 %'],
    ['higher', { beyondMargin: false }, 'faster', 'costs more'],
    ['lower', { verdict: 'lower' }, 'slower by more than 10 %', 'costs less by more than 10 %'],
    ['equivalent', { verdict: 'equivalent', beyondMargin: false }, 'equivalent within 10 %', 'equivalent within 10 %'],
    ['withheld, however clear', { verdict: 'withheld' }, 'withheld', 'withheld'],
    [
      'inconclusive',
      { verdict: 'inconclusive', roundsToDecide: 24 },
      'inconclusive; about 24 rounds would decide',
      'inconclusive; about 24 rounds would decide',
    ],
    [
      'hopeless',
      { verdict: 'inconclusive', roundsToDecide: 'not decidable here' },
      'inconclusive; not decidable here',
      'inconclusive; not decidable here',
    ],
    [
      'without an interval',
      { verdict: 'inconclusive', interval: null, note: '1 round, and a 95 % interval needs at least 6' },
      'no verdict (1 round, and a 95 % interval needs at least 6)',
      'no verdict (1 round, and a 95 % interval needs at least 6)',
    ],
  ])('%s', (_, change, throughput, processorTime) => {
    const ratio = { ...decided, ...change };
    expect(verdictSentence(ratio, 'messagesPerSecond', 0.1)).toBe(throughput);
    expect(verdictSentence(ratio, 'cpuNsPerMessage', 0.1)).toBe(processorTime);
    expect(throughput.startsWith(verdictWord(ratio, 'messagesPerSecond'))).toBe(true);
  });

  it('names the margin of a metric that has its own', () => {
    const same = { ...decided, verdict: 'equivalent' } as const;
    expect(verdictSentence(same, 'idleCpuShare', 0.1)).toBe('equivalent within ±0.0200 %');
  });
});

describe('a crossover in words', () => {
  it.each([
    [
      { kind: 'between', lowNs: 1900, estimateNs: 4100, highNs: 7700, levelsNs: [0, 10_000] },
      'ahead from 4.10 µs (1.90 µs–7.70 µs)',
    ],
    [
      { kind: 'between', lowNs: 1900, estimateNs: 4100, highNs: null, levelsNs: [0, 10_000] },
      'ahead from 4.10 µs (1.90 µs or more)',
    ],
    [{ kind: 'ahead-everywhere' }, 'ahead at every level'],
    [{ kind: 'behind-everywhere' }, 'behind at every level'],
    [{ kind: 'not-determined', why: 'no value at echo' }, 'crossover not determined: no value at echo'],
  ] as const)('%#', (outcome, words) => {
    expect(crossoverSentence(outcome)).toBe(words);
  });
});

describe('what went wrong with a row', () => {
  it.each<[Partial<Row>, string | null]>([
    [{}, null],
    [{ failed: 2, error: 'exit 1' }, '2 trials failed: exit 1'],
    [{ failed: 1, error: null }, '1 trial failed'],
    [{ completed: 0, failed: 8, error: 'exit 1' }, 'no completed trial, 8 failed: exit 1'],
    [{ completed: 0 }, 'no completed trial'],
    [{ completed: 0, skipped: 'needs Linux' }, 'skipped: needs Linux'],
  ])('%j', (change, words) => {
    expect(mishap({ ...row, ...change })).toBe(words);
  });
});

it('a figure is a lower bound when most of its rounds found the client at its limit', () => {
  expect(isClientLimited({ ...row, completed: 8, warnings: new Map([['client-limited', 5]]) })).toBe(true);
  expect(isClientLimited({ ...row, completed: 8, warnings: new Map([['client-limited', 4]]) })).toBe(false);
});

it('conditions are what all cells share; what differs is left to the names of the groups', () => {
  const other = { ...row.cell, connections: 1, serverCpus: null, clientCpus: null, regime: 'whole-machine' as const };
  expect(conditionsOf([row.cell])).toContain('equal budget (server on processor 0, client on processor 1)');
  expect(conditionsOf([other])).toContain('whole machine (nothing pinned)');
  expect(conditionsOf([row.cell, other])).toEqual([
    'closed loop with 1 request in flight on each',
    '64 B payload',
    'framing length-u32',
    'service echo',
    'loopback',
  ]);
});

it('rounds are counted over estimates that exist', () => {
  expect(roundsOf([decided, null, { ...decided, n: 6 }])).toBe('6–8 rounds');
  expect(roundsOf([decided])).toBe('8 rounds');
  expect(roundsOf([null])).toBe('no rounds');
});
