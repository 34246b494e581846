/** Figures of pairs of processors as a matrix: on two processors, on six, and on more than have room. */
import { expect, test } from 'vitest';

import { find, scene, wordsIn } from '../../../test/made-up-charts.ts';
import { suiteRun } from '../../../test/made-up-run.ts';
import type { MatrixChart } from '../charts/description.ts';
import { outside, overlaps } from '../charts/scene-faults.ts';

function chartOn(processors: number, options: Parameters<typeof suiteRun>[1] = {}) {
  const cpus = Array.from({ length: processors }, (_, cpu) => cpu);
  const topology = cpus.map((cpu) => ({ cpu, core: [cpu], cache: null }));
  const run = suiteRun(['placement'], { profile: 'standard', rounds: 8, setting: { cpus, topology }, ...options });
  return find(run, 'placement-matrix');
}

const unsteady = { values: ({ arm }: { arm: string }) => (arm === '0 → 0' ? { labels: ['not-steady'] } : {}) };

test('a square for each pair, its shade from the shortest to the longest round trip of its panel', () => {
  const chart = chartOn(2, unsteady);
  const { panels, down, across } = chart.description as MatrixChart;
  expect([down.labels, across.labels]).toEqual([
    ['0', '1'],
    ['0', '1'],
  ]);
  expect(panels.map(({ name }) => name)).toEqual(['shm-ring-spin', 'shm-ring-block', 'unix-blocking']);
  for (const { cells, note } of panels) {
    expect(cells[1]?.[0], 'either direction once').toBeNull();
    expect(cells[0]?.[1]?.shade, 'one processor for both ends is slower in these runs').toBe(0);
    expect(Math.max(cells[0]?.[0]?.shade ?? 0, cells[1]?.[1]?.shade ?? 0)).toBe(1);
    expect(cells[0]?.[0]?.words).toMatch(/^\S+ µs ‡$/);
    expect(note).toBe('‡ not steady at 0 → 0');
  }
  expect(wordsIn(chart).filter((words) => / µs/.test(words) && words.length < 12)).toHaveLength(9);
  expect(wordsIn(chart)).toContain('Down: near end on processor. Across: far end on processor.');
});

test.each([2, 6, 9, 40])('on %d processors nothing overlaps, and a label is seen on its square', (processors) => {
  const chart = chartOn(processors, unsteady);
  const drawn = scene(chart);
  expect(overlaps(drawn)).toEqual([]);
  expect(outside(drawn)).toEqual([]);
  const signed = wordsIn(chart).filter((words) => words === '‡' || /^\S+ µs ‡$/.test(words));
  expect(signed).toHaveLength(3);
});

test('panels stand below one another before figures are left out', () => {
  const figures = wordsIn(chartOn(6)).filter((words) => /^\S+ µs$/.test(words));
  // 15 pairs of two and 6 single processors, in three panels.
  expect(figures).toHaveLength(3 * 21);
});

test('a pair without a figure is a cross, and a reader who cannot see it is told why', () => {
  const chart = chartOn(2, { failure: ({ arm }) => (arm === '0 → 0' ? { error: 'no such luck' } : null) });
  const drawn = scene(chart);
  expect(drawn.items.filter((item) => item.kind === 'mark' && item.shape === 'cross')).toHaveLength(3);
  expect(drawn.description).toMatch(/shm-ring-spin: .*no such luck.* at 0 and 0, \S+ µs at 0 and 1/);
});

test('without a single figure there is no matrix', () => {
  expect(() => chartOn(2, { failure: () => ({ error: 'no such luck' }) })).toThrow('no chart');
});

test('arms that are no pairs have none', () => {
  expect(() => find(suiteRun(['ipc']), 'ipc-matrix')).toThrow('no chart');
});
