import { expect, test } from 'vitest';

import type { Crossover, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import type { Warning } from '../../result/trial.ts';
import { crossoverLabels, crossoverSentence } from './crossover-words.ts';
import { compute } from '../fixture-experiments.ts';
import { fixture } from '../fixture.ts';

const between = { kind: 'between', belowNs: 0, aboveNs: 10_000 } as const;
const place = { lowNs: 1900, estimateNs: 4100, highNs: 7700, bound: null } as const;

test.each<[Crossover['outcome'], string]>([
  [{ ...between, interpolated: null }, 'overtakes between echo and 10.0 µs'],
  [
    { ...between, interpolated: place },
    'overtakes between echo and 10.0 µs, interpolated 4.10 µs (1.90 µs to 7.70 µs)',
  ],
  [
    { ...between, interpolated: { ...place, highNs: null, bound: 'at least' } },
    'overtakes between echo and 10.0 µs, interpolated at least 4.10 µs (1.90 µs or more)',
  ],
  [
    { ...between, belowNs: null, interpolated: { ...place, lowNs: null, bound: 'at most' } },
    'overtakes at 10.0 µs or below, interpolated at most 4.10 µs (7.70 µs or less)',
  ],
  [{ ...between, aboveNs: null, interpolated: null }, 'overtakes above echo, if at all'],
  [{ kind: 'ahead-everywhere' }, 'ahead at every level'],
  [{ kind: 'behind-everywhere' }, 'behind at every level'],
  [{ kind: 'not-determined', why: 'no value at echo' }, 'crossover not determined: no value at echo'],
])('%#: the levels first, then what lies between them', (outcome, words) => {
  expect(crossoverSentence(outcome)).toBe(words);
});

test('the labels of the levels that it rests on are told, and no others', () => {
  const [experiment] = fixture({ experiments: [compute] }).analysis.experiments;
  if (experiment === undefined) throw new Error('no experiment');
  const marked: Readonly<Record<string, readonly [string, Warning]>> = {
    echo: ['event-loop', 'client-limited'],
    '10 µs': ['thread-pool-handoff', 'not-steady'],
    '1 ms': ['thread-pool-handoff', 'not-steady'],
  };
  const rowsOf = ({ label, rows }: GroupAnalysis): Row[] =>
    rows.map((row) => {
      const [model, warning] = marked[label] ?? [];
      return warning !== undefined && row.cell.model === model ? { ...row, warnings: new Map([[warning, 8]]) } : row;
    });
  const groups = experiment.groups.map((group) => ({ ...group, rows: rowsOf(group) }));
  const [crossover] = experiment.crossovers;
  if (crossover === undefined) throw new Error('no crossover');
  expect(crossoverLabels(crossover, { ...experiment, groups })).toEqual([
    'baseline: client-limited at echo',
    'not steady at 10 µs',
  ]);
});
