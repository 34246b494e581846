/** What describes the trials of a group: tables as the plan has them, with reasons for what is missing. */
import { expect, test } from 'vitest';

import { models } from '../../../test/made-up-charts.ts';
import { madeUpRun, suiteRun } from '../../../test/made-up-run.ts';
import { madeUpResult, analysed } from '../../../test/made-up-result.ts';
import type { ExperimentAnalysis, GroupAnalysis } from '../../analysis/analysis.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { comparisons } from './comparisons.ts';
import { detailTables } from './details.ts';
import { experimentSection } from './experiment.ts';

function first(experiments: readonly ExperimentAnalysis[]): readonly [ExperimentAnalysis, GroupAnalysis] {
  const [experiment] = experiments;
  const group = experiment?.groups[0];
  if (experiment === undefined || group === undefined) throw new Error('no group');
  return [experiment, group];
}

function shown(experiments: readonly ExperimentAnalysis[]): string[] {
  const [experiment, group] = first(experiments);
  return detailTables(group, experiment);
}

const usual = shown(suiteRun(['models']).analysis.experiments);

test('a table that is not folded comes first, with its labels, its note, and the notes on the group', () => {
  const [table, note] = usual;
  expect(table).toMatch(
    /^\*\*Service time at saturation\*\*\n\n\| Model \| p50 \(95 %\) \| p99 \(95 %\) \| Mean, by Little's law \(95 %\) \| Labels \|/,
  );
  expect(table).toContain('\n\nService time at saturation is reply minus send');
  expect(note).toMatch(
    /^More busy workers than the one processor of the server: `thread-pool-handoff`, `process-pool-handoff`\. /,
  );
});

test('a folded one has its title as its summary, and the last one tells how the trials went', () => {
  const [, , folded, trials] = usual;
  expect(folded).toMatch(
    /^<details>\n<summary>Replies per connection and their p99, context switches, memory, processors in use, packets</,
  );
  expect(trials).toMatch(/^<details>\n<summary>Trials<.*Rounds completed \| Trials failed \/ set aside \| Labels \|/s);
});

test('metrics and tables without a figure in any row are left out', () => {
  const idle = shown(suiteRun(['idle']).analysis.experiments);
  expect(idle.join()).not.toContain('Service time');
  expect(idle.join()).not.toContain('Context switches per message (95 %)');
  expect(idle.join()).toContain('Memory at the end, resident (95 %)');
});

test('why a figure is withheld is said once for all, and with its arms where it is true of some', () => {
  const withheld = (arms: readonly string[]) =>
    shown(
      suiteRun(['models'], { values: ({ arm }) => (arms.includes(arm) ? { effectiveShare: 0.001 } : {}) }).analysis
        .experiments,
    )[0];
  const reason = 'p99 needs 1,000 independent observations in every trial.';
  expect(withheld([])).not.toContain('No p99');
  expect(withheld(['event-loop', 'process-pool-handoff'])).toContain(
    `\n\nNo p99 of \`event-loop\`, \`process-pool-handoff\`: ${reason}`,
  );
  expect(withheld(['event-loop', 'thread-pool-handoff', 'process-pool-handoff'])).toContain(`\n\nNo p99: ${reason}`);
});

test('where the median says little of a service time, it is told', () => {
  const { analysis } = suiteRun(['models'], {
    values: ({ arm }) => (arm === 'thread-pool-handoff' ? { serviceTimeSpread: 2.5 } : {}),
  });
  expect(shown(analysis.experiments)[0]).toContain('`thread-pool-handoff`: the mean service time is ');
  expect(usual[0]).not.toContain('the mean service time is');
});

test('failed trials and those set aside are counted, and rounds with a label', () => {
  const result = madeUpResult({
    failure: ({ arm }, round, attempt) =>
      arm === 'thread-pool-handoff' && round === 2 && attempt === 0 ? { error: 'no' } : null,
    values: ({ arm }, round) => (arm === 'process-pool-handoff' && round < 3 ? { labels: ['not-steady'] } : {}),
  });
  const trials = shown(analysed(result).experiments).at(-1) ?? '';
  expect(trials).toContain('| `event-loop` | 8 | 0 / 2 |  |');
  expect(trials).toContain('| `thread-pool-handoff` | 8 | 1 / 0 |  |');
  expect(trials).toContain('| `process-pool-handoff` | 8 | 0 / 1 | not steady (3 of 8) |');
});

test('a figure of fewer rounds than were completed says so', () => {
  const [experiment, group] = first(suiteRun(['models']).analysis.experiments);
  const rows = group.rows.map((row) => ({ ...row, completed: row.cell.arm === 'event-loop' ? 9 : 8 }));
  const [table = ''] = detailTables({ ...group, rows }, experiment);
  expect(table).toMatch(/\| `event-loop` \| [^|]*, n = 8 \|/);
  expect(table).not.toMatch(/\| `thread-pool-handoff` \|[^\n]*n = /);
});

test('what a metric is and is not stands below the table that shows it', () => {
  const section = (name: 'idle' | 'models') => {
    const [experiment] = suiteRun([name], { rounds: 2 }).analysis.experiments;
    return experiment === undefined ? '' : experimentSection(experiment, []);
  };
  expect(section('idle')).toContain('\n\nMemory per idle connection is what the processes grew by');
  expect(section('models')).not.toContain('Memory per idle connection is');
});

test('what several metrics of a place say stands there once', () => {
  const { experiments } = suiteRun(['blocking'], { rounds: 2 }).analysis;
  for (const experiment of experiments) {
    const section = experimentSection(experiment, []);
    expect(section.match(/^Response time counts from the instant/gm)).toHaveLength(experiment.groups.length);
  }
});

test('n is that of the figures that a row shows, and rounds of another number stand beside theirs', () => {
  const [experiment, group] = first(suiteRun(['models'], { rounds: 8 }).analysis.experiments);
  const lineOf = (change: (figures: Map<string, Estimate>) => void) => {
    const rows = group.rows.map((row) => {
      const figures = new Map(row.figures);
      if (row.cell.arm === 'thread-pool-handoff') change(figures);
      return { ...row, figures, contrasts: new Map() };
    });
    const section = experimentSection({ ...experiment, groups: [{ ...group, rows }] }, []);
    return section.split('\n').find((line) => line.startsWith('| [`thread-pool-handoff`]')) ?? '';
  };
  const whole = lineOf(() => {});
  expect(whole).toContain(' | 8 | ');
  expect(whole).not.toContain('n = ');
  const without = lineOf((figures) => figures.delete('messagesPerSecond'));
  expect(without).toContain(' | 8 | ');
  expect(without).not.toContain('n = ');
  const fewer = lineOf((figures) => {
    const cost = figures.get('cpuNsPerMessage');
    if (cost !== undefined) figures.set('cpuNsPerMessage', { ...cost, n: 5 });
  });
  expect(fewer).toContain(' | 8 | ');
  expect(fewer).toMatch(/ µs \(\S+\), n = 5 \|/);
});

test('so it does below a table of details, and a metric of the experiment says why it has no figure', () => {
  const [experiment, group] = first(suiteRun(['models'], { rounds: 2 }).analysis.experiments);
  const tables = experiment.details.map((table) => ({
    ...table,
    metrics: table.metrics.map((metric) => ({
      ...metric,
      note: metric.name === 'residentBytes' ? 'Pages count.' : null,
    })),
  }));
  const [, , folded] = detailTables(group, { ...experiment, details: tables });
  expect(folded).toContain('nothing is decided on them.\n\nPages count.\n\n</details>');
  const rows = group.rows.map((row) => ({
    ...row,
    withheld: new Map([['cpuNsPerMessage', 'the kernel does not tell']]),
  }));
  const section = experimentSection({ ...experiment, groups: [{ ...group, rows }] }, []);
  expect(section).toContain('\n\nNo server processor time per message: the kernel does not tell.\n\nRanking');
});

test('what could be told of each comparison has the half-width of its interval', () => {
  const [experiment] = madeUpRun([models]).analysis.experiments;
  const section = experiment === undefined ? '' : experimentSection(experiment, []);
  expect(section).toMatch(
    /\| Half-width of the interval \| Verdict \| Labels \|\n.*\n\| `thread-pool-handoff` \| Throughput \| ×\S+ \(\S+\) \| 9\d\.\d\d % \| 8 \| ±\d(\.\d)? % \|/,
  );
});

test('comparisons are headed by the scales that are compared: a metric without a value adds none', () => {
  // Of one connection alone there is no fairness, which is compared by its difference.
  const [experiment] = first(suiteRun(['connections']).analysis.experiments);
  const heads = experiment.groups.map((group) => /\| Metric \| (.*?) \|/.exec(comparisons(group, experiment))?.[1]);
  expect(heads).toEqual(['÷ `event-loop`', ...heads.slice(1).map(() => '÷ `event-loop` or − `event-loop`')]);
  expect(heads.length).toBeGreaterThan(1);
});
