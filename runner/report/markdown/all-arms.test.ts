/** One table of all arms over the experiments that vary the same thing. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';

import { changed, everyModel, models } from '../../../test/made-up-charts.ts';
import { madeUpRun, suiteRun } from '../../../test/made-up-run.ts';
import type { Row } from '../../analysis/analysis.ts';
import { experimentNames } from '../../experiments/index.ts';
import { allArmsSections } from './all-arms.ts';
import { armLinks } from './arms.ts';

const all = suiteRun(experimentNames).analysis;
const [section = '', ...others] = allArmsSections(all);
const rows = section.split('\n').filter((line) => line.startsWith('| ['));

test('each arm once, in the order of the catalogue, with its classic name', () => {
  expect(others.map((other) => other.split('\n')[0])).toEqual(['## All channels']);
  expect(section).toMatch(/^## All models\n\n\| Model \| Classic name \| Concurrency models, echo: throughput \|/);
  expect(rows.map((line) => /`([^`]*)`/.exec(line)?.[1])).toEqual([
    'iterative',
    'event-loop',
    'select-loop',
    'epoll-loop',
    'thread-per-connection',
    'thread-pool-handoff',
    'thread-offload',
    'process-per-connection',
    'process-pool-handoff',
    'process-pool-shared',
    'process-offload',
  ]);
  expect(rows[4]).toContain('| thread per client (UNP 6) |');
});

test('a figure is that of the group that stands for its experiment, or says of which other one it is', () => {
  const [, , ...cells] = (rows[4] ?? '').split(' | ');
  expect(cells[2]).toMatch(/^\S+ k\/s \(\S+\), 64 connections \\\[cold workers\\\]$/);
  expect(cells[7]).toMatch(/^\S+ µs \(\S+\)$/);
  expect(cells[0]).toBe('');
  expect((rows[0] ?? '').split(' | ')[10]).toBe('skipped');
  expect(section).toContain('a figure is that of this group: Concurrency models, echo: 64 connections; ');
});

test('an arm without a figure has failed only where trials have; else the table says why', () => {
  const primary = 'messagesPerSecond';
  const reasons: Readonly<Record<string, Partial<Row>>> = {
    iterative: { withheld: new Map([[primary, 'why']]), gaps: new Map([[primary, 'too few replies']]) },
    'event-loop': { labels: new Map([['disturbed-steal', 8]]) },
    'select-loop': { completed: 0, failed: 8 },
    'epoll-loop': { completed: 0 },
    'thread-offload': { completed: 0, skipped: 'not here' },
  };
  const every = madeUpRun([{ ...models, arms: everyModel }], { rounds: 1 });
  const { analysis } = changed(every, (row) => {
    const usual = {
      completed: 8,
      failed: 0,
      skipped: null,
      labels: new Map(),
      figures: new Map(),
      contrasts: new Map(),
    };
    return { ...row, ...usual, ...reasons[row.cell.arm] };
  });
  const { experiments } = analysis;
  const [twice = ''] = allArmsSections({ ...analysis, experiments: [...experiments, ...experiments] });
  const told = twice.split('\n').flatMap((line) => {
    const [arm = '', ...cells] = line.split(' | ');
    const name = /`([^`]*)`/.exec(arm)?.[1] ?? '';
    return name in reasons ? [[name, cells.at(-2)]] : [];
  });
  expect(told).toEqual([
    ['iterative', 'too few replies'],
    ['event-loop', 'steal'],
    ['select-loop', 'failed'],
    ['epoll-loop', 'no completed trial'],
    ['thread-offload', 'skipped'],
  ]);
});

test('experiments that vary something else have tables of their own, and a single one needs none', () => {
  const factor = { title: 'Fibre', plural: 'fibres' };
  const named = (name: string) => ({ ...models, name, title: name });
  const { analysis } = madeUpRun(
    [
      named('a'),
      named('b'),
      { ...named('c'), factor },
      { ...named('d'), factor },
      { ...named('e'), factor: { title: 'x', plural: 'xs' } },
    ],
    { rounds: 1 },
  );
  expect(allArmsSections(analysis).map((one) => one.split('\n', 1)[0])).toEqual(['## All models', '## All fibres']);
});

test('the way to the file of a model leads there, and arms of one file have none', () => {
  const links = new Map(all.experiments.map((experiment) => [experiment.name, [...armLinks(experiment).values()]]));
  const ways = (links.get('models') ?? []).map((link) => /\]\((.*)\)/.exec(link)?.[1] ?? '');
  expect(ways.length).toBeGreaterThan(2);
  // A report lies two folders below the sources, and this file three.
  for (const way of ways) expect(existsSync(new URL(`../${way}`, import.meta.url)), way).toBe(true);
  expect(links.get('framing')).toContain('`length-u32`');
  expect(links.get('chunk')).toContain('`8192 B`');
});

test('a source from a file edited by hand stays within its link', () => {
  const [experiment] = madeUpRun([models], { rounds: 1 }).analysis.experiments;
  const groups = experiment?.groups.map((group) => ({
    ...group,
    rows: group.rows.map((row) => ({
      ...row,
      cell: { ...row.cell, source: `${row.cell.arm}) | [x](javascript:y\n#` },
    })),
  }));
  const [link = ''] = armLinks({ groups: groups ?? [] }).values();
  expect(link).toBe('[`event-loop`](../../event-loop%29%20%7C%20%5Bx%5D%28javascript%3Ay%20%23)');
});
