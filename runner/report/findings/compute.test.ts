/** The sentence that says from how much computation on a second thread or process pays. */
import { describe, expect, test } from 'vitest';

import { compute } from '../../../test/made-up-charts.ts';
import { madeUpRun } from '../../../test/made-up-run.ts';
import type { ExperimentAnalysis } from '../../analysis/analysis.ts';
import { findingOf } from './index.ts';

const unvouched = /^The controls do not vouch for this run, so it gives no verdicts\. /;

function only([experiment]: readonly ExperimentAnalysis[]): ExperimentAnalysis {
  if (experiment === undefined) throw new Error('no experiment');
  return experiment;
}

test('computation: from where each pays, and how far the others are behind', () => {
  const analysis = only(madeUpRun([compute]).analysis.experiments);
  expect(findingOf(analysis)).toMatch(
    /^Computation per request from which each pays, compared with event-loop on the whole machine, which takes 12\.\d µs \(\S+\) of processor time for an echo: thread-pool-handoff \S+ µs, 0\.\d+ × echo \(\S+ µs to \S+ µs, 0\.\d+–0\.\d+ × echo\) \[depends on the client\]; thread-offload between \S+ µs and \S+ µs, 0\.\d+–\d\.\d+ × echo \[depends on the client at 10 µs\]; process-pool-handoff ahead at every level, from echo on \[depends on the client at echo and 10 µs\]; process-offload at least 1\d\d µs, \d\.\d+ × echo, if at all\.$/,
  );
  const behind = analysis.crossovers.map(({ arm }) => ({ arm, outcome: { kind: 'behind-everywhere' } as const }));
  expect(findingOf({ ...analysis, crossovers: behind })).toMatch(
    /thread-offload behind at every level, up to (1\.\d\d ms|9\d\d µs), \d\d\.\d × echo/,
  );
  expect(findingOf({ ...analysis, unfit: true })).toMatch(unvouched);
  expect(findingOf({ ...analysis, crossovers: [] })).toMatch(/^Too few levels were measured/);
});

describe('computation that is known from one side', () => {
  const analysis = only(madeUpRun([compute], { noise: { block: 0, trial: 0, slice: 0 } }).analysis.experiments);
  const place = { low: 6000, estimate: 12_000, high: 24_000, bound: null } as const;
  const levels = { kind: 'between', below: 6000, above: 36_000 } as const;
  type Outcome = ExperimentAnalysis['crossovers'][number]['outcome'];

  test.each<[Outcome, string]>([
    [{ ...levels, interpolated: place }, '12.0 µs, 1.00 × echo (6.00 µs to 24.0 µs, 0.50–2.00 × echo)'],
    [{ ...levels, interpolated: { ...place, low: null } }, '12.0 µs, 1.00 × echo (24.0 µs or less)'],
    [
      { ...levels, below: null, interpolated: { ...place, low: null, bound: 'at most' } },
      'at most 12.0 µs, 1.00 × echo (24.0 µs or less)',
    ],
    [
      { ...levels, interpolated: { ...place, high: null, bound: 'at least' } },
      'at least 12.0 µs, 1.00 × echo (6.00 µs or more)',
    ],
    [{ ...levels, interpolated: null }, 'between 6.00 µs and 36.0 µs, 0.50–3.00 × echo'],
    [{ ...levels, below: 0, interpolated: null }, 'between echo and 36.0 µs, 0–3.00 × echo'],
    [{ ...levels, below: null, interpolated: null }, 'at most 36.0 µs, 3.00 × echo'],
    [{ ...levels, above: null, interpolated: null }, 'at least 6.00 µs, 0.50 × echo, if at all'],
    [{ ...levels, above: null, interpolated: { ...place, high: null } }, 'at least 6.00 µs, 0.50 × echo, if at all'],
    [
      { ...levels, above: null, interpolated: { ...place, low: 8000, high: null } },
      'at least 8.00 µs, 0.67 × echo, if at all',
    ],
    [{ kind: 'not-determined', why: 'no value at echo' }, 'not determined (no value at echo)'],
  ])('%#: %j', (outcome, words) => {
    const finding = findingOf({ ...analysis, crossovers: [{ arm: 'some-pool', outcome }] });
    expect(finding.replace(/ \[[^\]]*\]/g, '')).toMatch(/which takes 12 µs \(identical\) of processor time/);
    expect(finding).toContain(`: some-pool ${words}.`);
  });
});
