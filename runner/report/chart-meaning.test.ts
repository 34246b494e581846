/** What a chart has to say beside its figures: where a crossover lies, labels, what was put in, what may not be read. */
import { expect, it } from 'vitest';

import type { Row } from '../analysis/analysis.ts';
import { changed, find, scene, wordsIn } from './fixture-charts.ts';
import { compute, everyModel, models } from './fixture-experiments.ts';
import { fixture } from './fixture.ts';

it('a curve is bent as crossovers are found between close levels, and dotted and straight between distant ones', () => {
  const groups = [0, 10, 30, 1000].map((micros) => ({ label: `${micros} µs`, workNs: 1000 * micros }));
  const chart = find(fixture({ experiments: [{ ...compute, groups }] }), 'compute-ratio');
  const curves = scene(chart).items.flatMap((item) =>
    item.kind === 'path' && (item.stroke === 'thin' || item.stroke === 'dotted') ? [item] : [],
  );
  const [, ...levels] = chart.description.kind === 'levels' ? chart.description.across.levels : [];
  expect(levels.map(({ isFar }) => isFar)).toEqual([false, false, true]);
  const ofOne = [17, 17, 2];
  expect(curves.map(({ points }) => points.length)).toEqual([...ofOne, ...ofOne, ...ofOne, ...ofOne]);
  expect(curves.map(({ stroke }) => stroke === 'dotted')).toEqual(curves.map(({ points }) => points.length === 2));
  const note = 'Dotted line: the levels are too far apart to read a value between them.';
  expect(chart.description.notes).toContain(note);
  const close = groups.slice(0, 3);
  const closeNotes = find(fixture({ experiments: [{ ...compute, groups: close }] }), 'compute-ratio').description.notes;
  expect(closeNotes).not.toContain(note);
});

it('a crossover is shaded between its levels, or where it was interpolated with its estimate dashed', () => {
  const chart = find(fixture({ experiments: [compute] }), 'compute-ratio');
  if (chart.description.kind !== 'levels') throw new Error('no curves');
  const { panels, across } = chart.description;
  const ranges = panels.map(({ range }) => range);
  const [, second, third, fourth] = across.levels.map(({ place }) => place);
  const [interpolated, between, everywhere, open] = ranges;
  expect(interpolated?.estimate).toBeGreaterThan(interpolated?.from ?? Number.NaN);
  expect(interpolated?.to).toBeLessThan(second ?? Number.NaN);
  expect(between).toEqual({ from: second, estimate: null, to: third });
  expect(everywhere).toBeNull();
  expect(open?.from).toBe(third);
  expect(open?.to).toBeGreaterThan(fourth ?? Number.NaN);
  const { items } = scene(chart);
  expect(items.filter((item) => item.kind === 'rectangle' && item.paint === 'range')).toHaveLength(3);
  expect(items.filter((item) => item.kind === 'path' && item.stroke === 'dashed')).toHaveLength(1);
  expect(wordsIn(chart).join(' ')).toContain('overtakes between 10.1 µs and 98.7 µs');
});

it('a label of the baseline marks every comparison with it, in rows and in curves', () => {
  const warn = (row: Row): Row =>
    row.cell.role === 'baseline' ? { ...row, warnings: new Map([['not-steady', 5] as const]) } : row;
  const rows = find(changed({ experiments: [models] }, warn), 'models-ratio').description;
  const figures = rows.kind === 'forest' ? rows.groups.flatMap((group) => group.rows) : [];
  const compared = figures.filter(({ isBaseline }) => !isBaseline).flatMap(({ lines: [line] }) => line.figures);
  expect(compared.length).toBe(4);
  expect(compared.filter((figure) => !figure?.words.endsWith(' ‡'))).toEqual([]);
  expect(rows.notes).toContain('‡ not steady in more than half of the rounds: event-loop');
  const curves = find(changed({ experiments: [compute] }, warn), 'compute-ratio');
  const panels = curves.description.kind === 'levels' ? curves.description.panels : [];
  expect(panels.flatMap(({ points }) => points).filter(({ words }) => !words.endsWith(' ‡'))).toEqual([]);
  expect(panels.filter(({ note }) => !note.includes('baseline: ‡ not steady'))).toEqual([]);
});

it('a title that states a figure states its labels too', () => {
  const warn = (row: Row): Row =>
    row.cell.arm === 'process-pool-handoff' ? { ...row, warnings: new Map([['not-steady', 5] as const]) } : row;
  expect(find(changed({ experiments: [models] }, warn), 'models-absolute').description.title).toMatch(
    /\) \[not steady\] with process-pool-handoff$/,
  );
});

it('a baseline that was measured twice says so', () => {
  const run = fixture({ experiments: [models, compute] });
  expect(wordsIn(find(run, 'models-ratio'))).toContain('baseline, mean of its 2 cells');
  for (const path of ['models-absolute', 'compute-absolute'])
    expect(find(run, path).description.notes.join()).toContain('The baseline is the mean of its two identical cells.');
});

it('what was put in stands on the chart of controls with its range', () => {
  const run = fixture({ experiments: [models] });
  const { slowdown } = run.analysis.controls;
  if (slowdown === null) throw new Error('no slowdown');
  const injected = { value: 1.09, low: 1.02, high: 1.12 };
  const controls = { ...run.analysis.controls, slowdown: { ...slowdown, injected } };
  const chart = find({ ...run, analysis: { ...run.analysis, controls } }, 'controls');
  expect(wordsIn(chart).join()).toContain('×1.090 (1.020–1.120) put in');
  const { items } = scene(chart);
  const [range] = items.filter((item) => item.kind === 'rectangle' && item.paint === 'range').map(({ box }) => box);
  const [value] = items.filter((item) => item.kind === 'path' && item.stroke === 'dashed').map(({ box }) => box);
  if (range === undefined || value === undefined) throw new Error('nothing drawn');
  // Logarithmic across.
  const share = Math.log(1.09 / 1.02) / Math.log(1.12 / 1.02);
  expect((value.left - range.left) / (range.right - range.left)).toBeCloseTo(share, 6);
});

it('names every label of a small panel with its levels, also where there are several', () => {
  const levels = [0, 30, 300, 1000].map((micros) => ({ label: `${micros} µs`, workNs: 1000 * micros }));
  const warn = (row: Row, level: number): Row => ({
    ...row,
    warnings: new Map([[level < 2 ? 'disturbed-foreign-load' : 'not-steady', 8] as const]),
  });
  const options = { experiments: [{ ...compute, models: everyModel, groups: levels }] };
  const words = wordsIn(find(changed(options, warn), 'compute-ratio'));
  expect(words.filter((one) => one.endsWith('…'))).toEqual([]);
});
