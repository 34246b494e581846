import { expect, test } from 'vitest';

import { changed, compute } from '../../../test/made-up-charts.ts';
import { madeUpRun, workAxis } from '../../../test/made-up-run.ts';
import type { Crossover } from '../../analysis/analysis.ts';
import { plainCount } from '../../result/quantity.ts';
import { crossoverLabels, crossoverSentence, placeOf } from './crossover-words.ts';

const between = { kind: 'between', below: 0, above: 10_000 } as const;
const place = { low: 1900, estimate: 4100, high: 7700, bound: null } as const;

test.each<[Crossover['outcome'], string]>([
  [{ ...between, interpolated: null }, 'overtakes between echo and 10.0 µs'],
  [
    { ...between, interpolated: place },
    'overtakes between echo and 10.0 µs, interpolated 4.10 µs (1.90 µs to 7.70 µs)',
  ],
  [
    { ...between, interpolated: { ...place, high: null, bound: 'at least' } },
    'overtakes between echo and 10.0 µs, interpolated at least 4.10 µs (1.90 µs or more)',
  ],
  [
    { ...between, below: null, interpolated: { ...place, low: null, bound: 'at most' } },
    'overtakes at 10.0 µs or below, interpolated at most 4.10 µs (7.70 µs or less)',
  ],
  [{ ...between, above: null, interpolated: null }, 'overtakes above echo, if at all'],
  [{ kind: 'ahead-everywhere' }, 'ahead at every level'],
  [{ kind: 'behind-everywhere' }, 'behind at every level'],
  [{ kind: 'not-determined', why: 'no value at echo' }, 'crossover not determined: no value at echo'],
])('%#: the levels first, then what lies between them', (outcome, words) => {
  expect(crossoverSentence(outcome, workAxis)).toBe(words);
});

test('levels are written in the unit of the axis, and exactly where they were chosen', () => {
  const axis = { ...workAxis, quantity: plainCount, zero: null, measuredBy: null, offset: 0 };
  expect(placeOf({ kind: 'between', below: 1, above: 4096, interpolated: null }, axis)).toBe('between 1 and 4,096');
});

test('the labels of the levels that it rests on are told, and no others', () => {
  const marked: readonly (readonly [string, string] | null)[] = [
    ['event-loop', 'client-limited'],
    ['thread-pool-handoff', 'not-steady'],
    null,
    ['thread-pool-handoff', 'not-steady'],
  ];
  const { analysis } = changed(madeUpRun([compute]), (row, level) => {
    const [arm, label] = marked[level] ?? [];
    return label !== undefined && row.cell.arm === arm ? { ...row, labels: new Map([[label, row.completed]]) } : row;
  });
  const [experiment] = analysis.experiments;
  const crossover = experiment?.crossovers.find(({ arm }) => arm === 'thread-pool-handoff');
  if (experiment === undefined || crossover === undefined) throw new Error('no crossover');
  expect(crossover.outcome).toMatchObject({ kind: 'between', below: 0 });
  expect(crossoverLabels(crossover, experiment)).toEqual([
    'depends on the client',
    'baseline: client-limited at echo',
    'not steady at 10 µs',
  ]);
});

test('labels that are the same at several of these levels are told once', () => {
  const [experiment] = madeUpRun([compute]).analysis.experiments;
  const crossover = experiment?.crossovers.find(({ arm }) => arm === 'thread-pool-handoff');
  if (experiment === undefined || crossover === undefined) throw new Error('no crossover');
  expect(crossoverLabels(crossover, experiment)).toEqual(['depends on the client']);
});
