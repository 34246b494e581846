/** Results as data: what a row holds, in both formats, and what is missing. */
import { describe, expect, test } from 'vitest';
import { madeUpMachine } from '../../../test/made-up-environment.ts';
import { cutOff } from '../../../test/made-up-result.ts';
import { baseline, madeUpRun, suiteRun } from '../../../test/made-up-run.ts';
import { parseCsv } from '../../../test/parse-csv.ts';
import { analyse } from '../../analysis/analyse.ts';
import type { ResultFile } from '../../result/result.ts';
import { kinds } from '../../trials/index.ts';
import { observe } from '../../trials/observe.ts';
import type { CsvValue } from './csv.ts';
import { exportData, type Exported } from './export.ts';
import { figureColumns, type FigureRow } from './figure-rows.ts';
import { trialColumns, type TrialRow } from './trial-rows.ts';

const pool = 'thread-pool-handoff';

function exported(result: ResultFile): Exported {
  const observations = observe(result.plan, result.trials, kinds, madeUpMachine);
  return { result, plan: result.plan, observations, analysis: analyse(result.plan, observations) };
}

function figuresOf(of: Exported) {
  return (JSON.parse(exportData(of, 'json', 'figures')) as { figures: FigureRow[] }).figures;
}

function trialsOf(of: Exported) {
  return (JSON.parse(exportData(of, 'json', 'trials')) as { trials: TrialRow[] }).trials;
}

const suite = suiteRun(['models', 'compute', 'churn'], {
  failure: ({ arm, experiment }, round) =>
    arm === pool && experiment === 'models' && round === 2 ? { error: 'no reply,\n"for 10 s"' } : null,
  values: ({ arm, experiment }, round, attempt) => {
    if (experiment === 'compute' && arm === baseline) return { labels: ['client-limited', 'not-steady'] };
    return {
      effectiveShare: arm === 'process-pool-handoff' ? 1e-4 : 0.25,
      labels: round + attempt === 1 ? ['disturbed-steal'] : [],
    };
  },
  unsupported: ({ model }) => (model === 'process-offload' ? 'this kernel has no threads' : null),
});
const whole = exported(suite.result);

describe('figures', () => {
  const figures = figuresOf(whole);
  const rowOf = (id: string) => {
    const found = figures.find((row) => row.id === id);
    if (found === undefined) throw new Error(`no figure ${id}`);
    return found;
  };

  test('are those of the analysis, in base units with all their digits', () => {
    const group = whole.analysis.experiments[0]?.groups[0];
    const row = group?.rows.find(({ cell }) => cell.arm === pool);
    const estimate = row?.figures.get('cpuNsPerMessage');
    const ratio = row?.contrasts.get('cpuNsPerMessage');
    expect(rowOf(`models/64-connections/${pool}/server-processor-time-per-message`)).toEqual({
      id: `models/64-connections/${pool}/server-processor-time-per-message`,
      experiment: 'models',
      group: group?.label,
      level: null,
      arm: pool,
      role: 'arm',
      metric: 'Server processor time per message',
      metric_name: 'cpuNsPerMessage',
      unit: 'nanoseconds',
      estimate: estimate?.value,
      low: estimate?.interval?.low,
      high: estimate?.interval?.high,
      coverage: estimate?.coverage,
      n: 7,
      bound: null,
      labels: null,
      withheld: null,
      comparison: 'ratio',
      ratio: ratio?.value,
      ratio_low: ratio?.interval?.low,
      ratio_high: ratio?.interval?.high,
      difference: null,
      difference_low: null,
      difference_high: null,
      comparison_coverage: ratio?.coverage,
      comparison_n: 7,
      comparison_bound: null,
      verdict: 'higher',
      verdict_words: expect.stringContaining('costs more'),
      comparison_labels: null,
      unfit: false,
      profile: 'quick',
      commit: whole.result.environment.commit,
      started_at: whole.result.startedAt,
    });
  });

  test('of a difference have its own columns', () => {
    const row = figures.find(({ comparison }) => comparison === 'difference');
    expect(row).toMatchObject({ ratio: null, difference: expect.any(Number), difference_low: expect.any(Number) });
  });

  test('have their bounds, their labels and a verdict that the bound leaves open', () => {
    const [echo] = whole.analysis.experiments.find(({ name }) => name === 'compute')?.groups ?? [];
    const ofEcho = figures.filter(
      ({ group, metric_name }) => group === echo?.label && metric_name === 'messagesPerSecond',
    );
    expect(ofEcho.find(({ arm }) => arm === baseline)).toMatchObject({
      bound: 'at least',
      labels: 'not steady',
      comparison: null,
    });
    expect(ofEcho.find(({ arm }) => arm === pool)).toMatchObject({
      comparison_bound: 'at most',
      comparison_labels: 'baseline: not steady, depends on the client',
    });
    const open = figures.filter(({ verdict }) => verdict === 'open');
    for (const { verdict_words: words } of open) expect(words).toMatch(/ as measured, which the bound leaves open$/);
  });

  test('that are withheld, skipped or failed say why, and have nothing else', () => {
    expect(rowOf('models/64-connections/process-pool-handoff/service-time-at-saturation-p99')).toMatchObject({
      estimate: null,
      low: null,
      coverage: null,
      n: 0,
      withheld: expect.stringMatching(/^the smallest trial had \d of the 1,000 independent samples it takes$/),
    });
    expect(rowOf('compute/echo/process-offload/throughput')).toMatchObject({
      estimate: null,
      withheld: 'skipped: this kernel has no threads',
    });
  });

  test('of a run that is unfit say so in every row, and withhold their verdicts', () => {
    const { result } = madeUpRun(
      [
        {
          name: 'made',
          arms: [
            { name: baseline, speed: 1 },
            { name: pool, speed: 0.7 },
          ],
          groups: [{ label: 'one' }],
        },
      ],
      { unfit: true },
    );
    const rows = figuresOf(exported(result));
    expect(new Set(rows.map(({ unfit }) => unfit))).toEqual(new Set([true]));
    expect(new Set(rows.map(({ verdict }) => verdict))).toEqual(new Set([null, 'withheld']));
  });

  test('of a run without one trial are no rows below a heading', () => {
    const empty = exported(cutOff(suite.result, 0));
    expect(figuresOf(empty)).toEqual([]);
    expect(exportData(empty, 'csv', 'figures')).toBe(`${figureColumns.join(',')}\r\n`);
    expect(exportData(empty, 'csv', 'trials')).toBe(`${trialColumns.join(',')}\r\n`);
  });
});

describe('trials', () => {
  const trials = trialsOf(whole);

  test('are those of the file, in its order, with the value of each metric that its kind gives', () => {
    expect(trials.map(({ cell, round, attempt }) => [cell, round, attempt])).toEqual(
      whole.result.trials.map(({ cell, round, attempt }) => [cell, round, attempt]),
    );
    const at = whole.observations.findIndex(({ outcome }) => outcome === 'completed');
    const observation = whole.observations[at];
    if (observation?.outcome !== 'completed') throw new Error('one was completed');
    expect(trials[at]?.values['messagesPerSecond']).toBe(observation.values.get('messagesPerSecond'));
  });

  test('of a block that was repeated count once', () => {
    const disturbed = trials.filter(({ labels }) => labels?.includes('disturbed-steal') ?? false);
    expect(disturbed.length).toBeGreaterThan(0);
    const repeated = disturbed.filter(({ attempt, round }) => attempt === 0 && round === 1);
    expect(new Set(repeated.map(({ counts }) => counts))).toEqual(new Set([false]));
    const counting = Map.groupBy(
      trials.filter(({ counts }) => counts),
      ({ cell, round }) => `${cell} ${round}`,
    );
    expect([...counting.values()].filter(({ length }) => length > 1)).toEqual([]);
  });

  test('that failed or were skipped say why, and have no values', () => {
    const failed = trials.find(({ outcome }) => outcome === 'failed');
    expect(failed).toMatchObject({ reason: 'no reply, "for 10 s"', counts: false, labels: null });
    expect(new Set(Object.values(failed?.values ?? {}))).toEqual(new Set([null]));
    expect(trials.find(({ outcome }) => outcome === 'skipped')?.reason).toBe('this kernel has no threads');
  });

  test('without a value say why, where the trial does', () => {
    const lacking = trials.find(({ arm, outcome }) => arm === 'process-pool-handoff' && outcome === 'completed');
    expect(lacking?.values['serviceTimeP99Ns']).toBeNull();
    expect(lacking?.no_value).toMatch(/serviceTimeP99Ns: had \d of the 1,000 independent samples it takes/);
  });
});

describe('both formats', () => {
  test.each(['figures', 'trials'] as const)('%s say the same', (rows) => {
    const [heading = [], ...table] = parseCsv(exportData(whole, 'csv', rows));
    const all =
      rows === 'figures' ? figuresOf(whole) : trialsOf(whole).map(({ values, ...row }) => ({ ...row, ...values }));
    const cells = all.map((row) =>
      heading.map((name) => String((row as Readonly<Record<string, CsvValue>>)[name] ?? '')),
    );
    expect(table).toEqual(cells);
    expect(table.length).toBeGreaterThan(100);
    expect(new Set(table.map(({ length }) => length))).toEqual(new Set([heading.length]));
  });

  test.each(['csv', 'json'] as const)('%s has no number that is none, and the same bytes every time', (format) => {
    for (const rows of ['figures', 'trials'] as const) {
      const text = exportData(whole, format, rows);
      expect(text).not.toMatch(/NaN|Infinity|undefined/);
      expect(exportData(exported(suite.result), format, rows)).toBe(text);
    }
  });

  test('JSON says what is true of the run', () => {
    const { run } = JSON.parse(exportData(whole, 'json', 'figures')) as { run: object };
    expect(run).toMatchObject({ profile: 'quick', seed: 5, rounds: 8, unfit: false, node: 'v26.10.0' });
  });
});
