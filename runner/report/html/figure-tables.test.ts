import { describe, expect, test } from 'vitest';
import { suiteRun } from '../../../test/made-up-run.ts';
import { breakable, comparisonTable, detailTables } from './figure-tables.ts';
import { html } from './markup.ts';
import { pointDetails } from './point-details.ts';

const textOf = (text: string) => html`${breakable(text)}`.text;

function firstOf(run: ReturnType<typeof suiteRun>) {
  const [experiment] = run.analysis.experiments;
  const [group] = experiment?.groups ?? [];
  if (experiment === undefined || group === undefined) throw new Error('no group');
  return { experiment, group };
}

describe('a figure', () => {
  test.each([
    ['82.1 k/s (80.3–84.0)', '<span class="value">82.1 k/s</span> <span class="interval">(80.3–84.0)</span>'],
    ['×0.93 (0.90–0.97), n = 7', '<span class="value">×0.93</span> <span class="interval">(0.90–0.97)</span>, n = 7'],
    ['–', '<span class="value">–</span>'],
  ])('%s may be broken before its interval alone', (text, expected) => {
    expect(textOf(text)).toBe(expected);
  });

  test('without an interval has the reason in its row', () => {
    const { experiment, group } = firstOf(suiteRun(['models'], { rounds: 4 }));
    const { text } = comparisonTable(group, experiment, { isDeclared: true });
    expect(text).toMatch(
      /×[\d.]+<\/span> <span class="interval">\(no interval\)<\/span> <span class="labels">no interval: 4 rounds, and a [\d.]+ % interval needs at least \d+<\/span>/,
    );
  });
});

test('labels stand below the name of the row', () => {
  const { experiment, group } = firstOf(
    suiteRun(['models'], { values: ({ arm }) => (arm === 'thread-pool-handoff' ? { labels: ['not-steady'] } : {}) }),
  );
  const { text } = comparisonTable(group, experiment, { isDeclared: true });
  expect(text).toMatch(/thread-pool-handoff<\/code> <span class="labels">not steady \(8 of 8\)<\/span>/);
  expect(text).not.toContain('>Labels<');
});

test('many metrics are shown in tables that fit a page', () => {
  const { experiment, group } = firstOf(suiteRun(['models']));
  const all = experiment.details.flatMap(({ metrics }) => metrics);
  expect(all.length).toBeGreaterThan(6);
  const tables = detailTables(group, experiment, all) ?? [];
  expect(tables.length).toBeGreaterThan(1);
  for (const { text } of tables) expect(text.match(/scope="col"/g)?.length).toBeLessThanOrEqual(7);
  expect(detailTables(group, experiment, [])).toBeNull();
});

test('rounds of a small ratio have one digit more than the ratio', () => {
  const run = suiteRun(['models'], {
    values: ({ arm }) => (arm === 'thread-pool-handoff' ? { speed: 0.00731 } : { speed: 1 }),
  });
  const { experiment, group } = firstOf(run);
  const row = group.rows.find(({ cell }) => cell.arm === 'thread-pool-handoff');
  const [metric] = experiment.shown;
  if (row === undefined) throw new Error('no such row');
  const text = pointDetails({ experiment, group, row, metric }).text;
  const [, rounds = ''] = /Rounds, ÷ [^<]*<\/dt>\s*<dd>(.*?)<\/dd>/s.exec(text) ?? [];
  const [, ratio = ''] = /<strong>×([\d.]+)/.exec(text) ?? [];
  const decimals = (ratio.split('.')[1] ?? '').length;
  expect(decimals).toBeGreaterThan(3);
  const digits = [...rounds.matchAll(/×\d+\.(\d+)/g)].map(([, found = '']) => found.length);
  expect(digits.length).toBe(run.result.plan.rounds);
  for (const one of digits) expect(one).toBeGreaterThanOrEqual(decimals);
});
