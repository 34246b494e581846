/** What figures depend on though nobody chose it: in words, in tables, and only where it was measured. */
import { expect, test } from 'vitest';
import { compute, models } from '../../../test/made-up-charts.ts';
import { madeUpRun } from '../../../test/made-up-run.ts';
import { renderReport } from '../report.ts';
import { measuredTerms, termText } from './measured-conditions.ts';

const both = {
  ...models,
  groups: [
    { label: '64 connections, equal budget' },
    { label: '64 connections, whole machine', regime: 'whole-machine' },
  ],
} as const;

function reportOf(experiments: Parameters<typeof madeUpRun>[0]): string {
  const { result, analysis } = madeUpRun(experiments);
  return renderReport(result, analysis, []).get('report.md') ?? '';
}

test('its range is over all arms of all groups', () => {
  const [analysis] = madeUpRun([compute]).analysis.experiments;
  if (analysis === undefined) throw new Error('an experiment');
  const [term] = measuredTerms(analysis);
  expect(term?.text).toMatch(/^the client used [\d.]+–\d+ % of the machine's processors$/);
  expect(term?.only).toEqual([]);
});

test('groups are named where not all have it, and where none has there is no term', () => {
  const { experiments } = madeUpRun([both, { ...models, name: 'equal' }]).analysis;
  const words = experiments.map((one) => measuredTerms(one).map(termText));
  expect(words[0]).toEqual([
    expect.stringMatching(/^the client used .* of the machine's processors \(64 connections, whole machine\)$/),
  ]);
  expect(words[1]).toEqual([]);
});

test('the report has it among the conditions of the section that has it', () => {
  const report = reportOf([both]);
  expect(report).toContain("the client used 24 % of the machine's processors (64 connections, whole machine).");
  expect(reportOf([models])).not.toContain('the client used');
});

test('the ratio says that it depends on the client, and the figures by themselves do not', () => {
  const report = reportOf([{ ...both, groups: both.groups.slice(1) }]);
  expect(report).toMatch(/^\[`thread-pool-handoff`\]\(\S+\) \| \S+ k\/s \(\S+\) \| ×\S+ \(\S+\)‡ slower/m);
  expect(report).toMatch(/^\[`event-loop`\]\(\S+\) \| \S+ k\/s \(\S+\) \| 1 \|/m);
  expect(report).toContain(
    '‡ depends on the client in more than half of the rounds: on the whole machine the load client used',
  );
});
