import { describe, expect, it } from 'vitest';

import { madeUpCell, madeUpRow, serverMetric } from '../../../test/made-up-row.ts';
import { madeUpRun } from '../../../test/made-up-run.ts';
import { models } from '../../../test/made-up-charts.ts';
import type { Row } from '../../analysis/analysis.ts';
import type { Contrast } from '../../statistics/verdict.ts';
import {
  baselineName,
  failureSummary,
  roundsBehind,
  roundsOf,
  sharedTerms,
  uncapitalized,
  verdictBrief,
  verdictSentence,
  verdictWords,
} from './words.ts';

const throughput = serverMetric('messagesPerSecond');

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

const row = madeUpRow(madeUpCell('event-loop', 'baseline'));

describe('a verdict in words', () => {
  it.each<[string, Partial<Contrast>, string, string]>([
    ['higher beyond the margin', {}, 'faster by more than 10 %', 'costs more than 10 % more'],
    ['higher over the edge of the margin', { beyondMargin: false }, 'faster', 'costs more'],
    [
      'higher inside the margin',
      { beyondMargin: false, withinMargin: true },
      'faster by less than 10 %',
      'costs less than 10 % more',
    ],
    ['lower', { verdict: 'lower' }, 'slower by more than 10 %', 'costs more than 10 % less'],
    ['equivalent', { verdict: 'equivalent', beyondMargin: false }, 'equivalent within 10 %', 'equivalent within 10 %'],
    ['withheld, however clear', { verdict: 'withheld' }, 'withheld', 'withheld'],
    [
      'inconclusive',
      { verdict: 'inconclusive', roundsToDecide: 24 },
      'no detectable difference; about 24 rounds would decide',
      'no detectable difference; about 24 rounds would decide',
    ],
    [
      'hopeless',
      { verdict: 'inconclusive', roundsToDecide: 'not decidable here' },
      'no detectable difference; not decidable here',
      'no detectable difference; not decidable here',
    ],
    [
      'without an interval',
      { verdict: 'inconclusive', interval: null, note: '1 round, and a 95 % interval needs at least 6' },
      'no verdict (1 round, and a 95 % interval needs at least 6)',
      'no verdict (1 round, and a 95 % interval needs at least 6)',
    ],
  ])('%s', (_, change, ofThroughput, ofCost) => {
    const ratio = { ...decided, ...change };
    expect(verdictSentence(ratio, throughput, 0.1)).toBe(ofThroughput);
    expect(verdictSentence(ratio, serverMetric('cpuNsPerMessage'), 0.1)).toBe(ofCost);
    expect(ofThroughput.startsWith(verdictWords(ratio, throughput, 0.1))).toBe(true);
  });

  it.each<[Partial<Contrast>, string]>([
    [{}, 'faster > 10 %'],
    [{ beyondMargin: false, withinMargin: true }, 'faster < 10 %'],
    [{ beyondMargin: false }, 'faster'],
    [{ verdict: 'equivalent', beyondMargin: false }, 'equivalent'],
    [{ verdict: 'inconclusive', interval: null }, 'no verdict'],
    [{ verdict: 'inconclusive' }, 'no difference seen'],
    [{ verdict: 'undeclared' }, 'not compared'],
    [{ verdict: 'withheld' }, 'withheld'],
  ])('%j, where there is no room: %s', (change, brief) => {
    expect(verdictBrief({ ...decided, ...change }, throughput, 0.1)).toBe(brief);
  });

  it('rounds without any difference are told so, and more of them are not asked for', () => {
    const none = { verdict: 'inconclusive', beyondMargin: false, roundsToDecide: 'not decidable here' } as const;
    const same = { ...decided, ...none, value: 0, interval: { low: 0, high: 0 }, values: [0, 0, 0, 0, 0, 0] };
    expect(verdictSentence(same, serverMetric('leastShare'), 0.1)).toBe('identical in every round');
    expect(verdictBrief(same, serverMetric('leastShare'), 0.1)).toBe('identical');
    expect(verdictSentence({ ...same, values: [0, 0, 0, 0, 0, 0.1] }, serverMetric('leastShare'), 0.1)).toBe(
      'no detectable difference; not decidable here',
    );
  });

  it('names the margin of a metric that has its own', () => {
    const same = { ...decided, verdict: 'equivalent' } as const;
    expect(verdictSentence(same, serverMetric('idleCpuShare'), 0.1)).toBe('equivalent within ±0.0200 %');
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
    expect(failureSummary({ ...row, ...change })).toBe(words);
  });
});

it('conditions are what all groups share; what differs is left to their names', () => {
  const groups = [{ label: 'a' }, { label: 'b', connections: 1, regime: 'whole-machine' as const }];
  const termsOf = (some: typeof groups) => {
    const [experiment] = madeUpRun([{ ...models, groups: some }], { rounds: 1 }).analysis.experiments;
    return experiment === undefined ? [] : sharedTerms(experiment).map(({ text }) => text);
  };
  expect(termsOf(groups.slice(0, 1))).toContain('equal budget (server on processor 0, client on processor 1)');
  expect(termsOf(groups.slice(1))).toContain('whole machine (nothing pinned)');
  expect(termsOf(groups)).toEqual([
    'closed loop with 1 request in flight on each',
    '64 B payload',
    'framing length-u32',
    'service echo',
    'loopback',
    'load client on epoll',
  ]);
});

it.each([
  ['Throughput', 'throughput'],
  ["Mean service time by Little's law", "mean service time by Little's law"],
  ['CPU time', 'CPU time'],
  ['p99', 'p99'],
])('%s reads %s within a sentence', (title, words) => {
  expect(uncapitalized(title)).toBe(words);
});

it('a baseline that was measured twice is called a mean', () => {
  expect(baselineName({ ...row, cells: 2 })).toBe('baseline, mean of its 2 cells');
  expect(baselineName({ ...row, cells: 1 })).toBe('baseline');
});

it('rounds are counted over estimates that exist', () => {
  expect(roundsOf([8, 6])).toBe('6–8 rounds');
  expect(roundsOf([8])).toBe('8 rounds');
  expect(roundsOf([])).toBe('no rounds');
});

it('rounds behind a metric that has no figure are those that were completed', () => {
  const figures = new Map([[throughput.name, { ...decided, n: 6 }]]);
  const rows = [madeUpRow(madeUpCell('a'), { figures }), madeUpRow(madeUpCell('b'))];
  expect(roundsBehind(rows, throughput)).toEqual([6]);
  expect(roundsBehind(rows.slice(1), throughput)).toEqual([8]);
  expect(roundsBehind([madeUpRow(madeUpCell('c'), { completed: 0 })], throughput)).toEqual([]);
});
