/** A published table beside what was measured here. */
import { expect, test } from 'vitest';

import { suiteRun } from '../../../test/made-up-run.ts';
import type { ExperimentAnalysis } from '../../analysis/analysis.ts';
import { nanoseconds } from '../../result/quantity.ts';
import { precedentSection } from './precedent.ts';

const [churn] = suiteRun(['churn'], {
  failure: ({ arm }) => (arm === 'process-offload' ? { error: 'no' } : null),
}).analysis.experiments;
if (churn === undefined) throw new Error('no experiment');

/** The cells of the row of the table that holds these words. */
function rowWith(words: string, experiment: ExperimentAnalysis = churn as ExperimentAnalysis): string[] {
  const line = precedentSection(experiment)
    ?.split('\n')
    .find((one) => one.startsWith('|') && one.includes(words));
  return (line ?? '').split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim());
}

test('each design stands beside the arms that have it, with what they take beyond the baseline and the second reference', () => {
  const [number, design, theirs, here, beyond, second] = rowWith('`process-per-connection`');
  expect([number, design, theirs]).toEqual(['1', 'concurrent server, one fork per client', '4.18 ms']);
  expect(here).toBe('[`process-per-connection`](../../servers/models/process-per-connection.ts)');
  expect(beyond).toMatch(/^\+\d+\.\d+ µs \(\+\S+ to \+\S+\)$/);
  expect(second).toMatch(/^\+\d+\.\d+ µs \(\+\S+ to \+\S+\)$/);
  expect(rowWith('UNP')).toEqual([
    'UNP',
    'Design',
    'Stevens, per connection',
    'Here',
    'Beyond `iterative`, server processor time per connection (simultaneous 95 %)',
    'Beyond `event-loop`, server processor time per connection (95 % each)',
  ]);
});

test('the baseline takes nothing beyond itself, and has its distance to the second reference', () => {
  const cells = rowWith('`iterative`](');
  expect([cells[0], cells[2], cells[4]]).toEqual(['0', '0', '0']);
  expect(cells[5]).toMatch(/^−/);
});

test('a design that no arm has is named, and so is an arm that is not compared', () => {
  expect(rowWith('file locking').slice(2)).toEqual(['414 µs', 'no model', '', '']);
  const groups = churn?.groups.map((group) => ({
    ...group,
    rows: group.rows.map((row) =>
      row.cell.arm === 'thread-per-connection' ? { ...row, declared: false, contrasts: new Map() } : row,
    ),
  }));
  expect(rowWith('`thread-per-connection`', { ...churn, groups: groups ?? [] })[4]).toBe('–');
});

test('labels follow each figure, and the notes of the table stand below it', () => {
  const [labelled] = suiteRun(['churn'], {
    values: ({ arm }) => (arm === 'event-loop' ? { labels: ['not-steady'] } : {}),
  }).analysis.experiments;
  const cells = rowWith('`thread-pool-handoff`', labelled);
  expect(cells[4]).not.toContain('not steady');
  expect(cells[5]).toMatch(/ \\\[event-loop: not steady\\\]$/);
  expect(precedentSection(churn)).toMatch(/\n\nStevens: \*UNIX Network Programming\* vol\. 1/);
});

test('any experiment can have one: of a metric without a second reference there is no column for it', () => {
  const [models] = suiteRun(['models'], { rounds: 6 }).analysis.experiments;
  if (models === undefined) throw new Error('no experiment');
  const rows = [{ number: 'a', design: 'hand-off', value: 2e6, arms: ['thread-pool-handoff'] }];
  const precedent = {
    ...{ title: 'Their table', number: 'Row', theirs: 'Theirs', metric: 'cpuNsPerMessage', quantity: nanoseconds },
    ...{ rows, notes: [] },
  };
  const section = precedentSection({ ...models, precedent });
  expect(section).toMatch(/^### Their table\n\n\| Row \| Design \| Theirs \| Here \| Beyond `event-loop`, [^|]*\|\n/);
  expect(section).toMatch(/\| a \| hand-off \| 2\.00 ms \| \[`thread-pool-handoff`\]\(\S+\) \| ×\d\.\d\d \(/);
  expect(precedentSection(models)).toBeNull();
  expect(precedentSection({ ...models, precedent: { ...precedent, metric: 'readyMs' } })).toBeNull();
});
