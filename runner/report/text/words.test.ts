import { describe, expect, it } from 'vitest';

import type { Contrast, Row } from '../../analysis/analysis.ts';
import { models } from '../fixture-experiments.ts';
import { fixture } from '../fixture.ts';
import { baselineName, conditionsOf, mishap, roundsOf, verdictBrief, verdictSentence, verdictWords } from './words.ts';

const decided: Contrast = {
  value: 1.2,
  interval: { low: 1.15, high: 1.25 },
  coverage: 0.99,
  n: 8,
  values: [],
  note: null,
  verdict: 'higher',
  beyondMargin: true,
  withinMargin: false,
  roundsToDecide: null,
  detectable: 1.04,
};

const { analysis } = fixture({ experiments: [models] });
const row = analysis.experiments[0]?.groups[0]?.rows[0] as Row;

describe('a verdict in words', () => {
  it.each<[string, Partial<Contrast>, string, string]>([
    ['higher beyond the margin', {}, 'faster by more than 10 %', 'costs more by more than 10 %'],
    ['higher over the edge of the margin', { beyondMargin: false }, 'faster', 'costs more'],
    [
      'higher inside the margin',
      { beyondMargin: false, withinMargin: true },
      'faster by less than 10 %',
      'costs more by less than 10 %',
    ],
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
    expect(throughput.startsWith(verdictWords(ratio, 'messagesPerSecond', 0.1))).toBe(true);
  });

  it.each<[Partial<Contrast>, string]>([
    [{}, 'faster > 10 %'],
    [{ beyondMargin: false, withinMargin: true }, 'faster < 10 %'],
    [{ beyondMargin: false }, 'faster'],
    [{ verdict: 'equivalent', beyondMargin: false }, 'equivalent'],
    [{ verdict: 'inconclusive', interval: null }, 'no verdict'],
    [{ verdict: 'inconclusive' }, 'inconclusive'],
    [{ verdict: 'withheld' }, 'withheld'],
  ])('%j, where there is no room: %s', (change, brief) => {
    expect(verdictBrief({ ...decided, ...change }, 'messagesPerSecond', 0.1)).toBe(brief);
  });

  it('rounds without any difference are told so, and more of them are not asked for', () => {
    const none = { verdict: 'inconclusive', beyondMargin: false, roundsToDecide: 'not decidable here' } as const;
    const same = { ...decided, ...none, value: 0, interval: { low: 0, high: 0 }, values: [0, 0, 0, 0, 0, 0] };
    expect(verdictSentence(same, 'leastShare', 0.1)).toBe('identical in every round');
    expect(verdictBrief(same, 'leastShare', 0.1)).toBe('identical');
    expect(verdictSentence({ ...same, values: [0, 0, 0, 0, 0, 0.1] }, 'leastShare', 0.1)).toBe(
      'inconclusive; not decidable here',
    );
  });

  it('names the margin of a metric that has its own', () => {
    const same = { ...decided, verdict: 'equivalent' } as const;
    expect(verdictSentence(same, 'idleCpuShare', 0.1)).toBe('equivalent within ±0.0200 %');
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

it('a baseline that was measured twice is called a mean', () => {
  expect(baselineName({ ...row, cells: 2 })).toBe('baseline, mean of its 2 cells');
  expect(baselineName({ ...row, cells: 1 })).toBe('baseline');
});

it('rounds are counted over estimates that exist', () => {
  expect(roundsOf([decided, null, { ...decided, n: 6 }])).toBe('6–8 rounds');
  expect(roundsOf([decided])).toBe('8 rounds');
  expect(roundsOf([null])).toBe('no rounds');
});
