/** Charts that are too high for one picture: by which rule they are divided, and that the parts are read like the whole. */
import { expect, it } from 'vitest';
import { compute, everyModel, models, workLevels } from '../../../test/made-up-charts.ts';
import { madeUpRun, type MadeUpArm } from '../../../test/made-up-run.ts';
import { chartsOf, type PlacedChart } from '../describe/charts.ts';
import { axisOf } from './axis.ts';
import type { ChartDescription } from './description.ts';
import { highest, plainView } from './frame.ts';
import { layout } from './layout.ts';
import { partsOf } from './parts.ts';

const fortyArms: readonly MadeUpArm[] = [
  ...everyModel,
  ...Array.from({ length: 22 }, (_, index) => ({ name: `server-${index}`, speed: 0.2 + index, compared: index < 2 })),
];
const forty = madeUpRun([
  { ...models, arms: fortyArms },
  { ...compute, arms: fortyArms, groups: workLevels([0, 10, 100]) },
  { ...models, name: 'two', arms: fortyArms, axis: compute.axis ?? null, groups: workLevels([0, 10]) },
]);
const charts = chartsOf(forty.result, forty.analysis);

function partsWith(path: string): PlacedChart[] {
  return charts.filter((chart) => new RegExp(`^charts/${path}(-part-\\d+)?\\.svg$`).test(chart.path));
}

/** Names of rows or panels, in their order. */
function membersOf(chart: ChartDescription): string[] {
  if (chart.kind === 'levels') return chart.panels.map(({ name }) => name);
  if (chart.kind === 'dumbbell') return chart.rows.map(({ name }) => name);
  if (chart.kind === 'absolute' || chart.kind === 'forest')
    return chart.groups.flatMap(({ rows }) => rows.map(({ name }) => name));
  return [];
}

function columnsOf(chart: ChartDescription): string {
  return 'columns' in chart ? chart.columns.map(({ title }) => title).join() : '';
}

it.each(['models-absolute', 'compute-absolute', 'two-absolute'])(
  '%s of forty arms is divided, with every arm once and the baseline of rows on top of each part',
  (path) => {
    const parts = partsWith(path);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((part) => part.path)).toEqual(
      parts.map((_, index) => `charts/${path}${index === 0 ? '' : `-part-${index + 1}`}.svg`),
    );
    for (const [index, { description }] of parts.entries()) {
      expect(layout(description, plainView).height).toBeLessThanOrEqual(highest(plainView.width));
      expect(description.subtitle[0]).toBe(`part ${index + 1} of ${parts.length}`);
      expect(`charts/${description.id}.svg`).toBe(parts[index]?.path);
      if (description.kind !== 'levels') expect(membersOf(description)).toContain('event-loop');
    }
    // A column after another, where they are parted.
    const byColumn = Map.groupBy(parts, ({ description }) => columnsOf(description));
    for (const [, some] of byColumn) {
      const names = some.flatMap(({ description }) => membersOf(description)).filter((name) => name !== 'event-loop');
      expect(names.toSorted()).toEqual(
        fortyArms.flatMap(({ name }) => (name === 'event-loop' ? [] : [name])).toSorted(),
      );
    }
    const [first, ...others] = parts.map(({ description }) => description.notes);
    expect(first).not.toEqual([]);
    expect(others.flat(), 'said once').toEqual([]);
  },
);

it.each(['models-absolute', 'two-absolute'])('the parts of %s have axes of the same reach', (path) => {
  const axes = partsWith(path).flatMap(({ description }) =>
    'columns' in description ? description.columns.map(({ axis }) => axis) : [],
  );
  for (const [, some] of Map.groupBy(axes, ({ title }) => title)) {
    const [first] = some;
    for (const other of some) expect(other).toEqual(first);
    if (some.length === 1) continue;
    expect(first?.extent?.length).toBeGreaterThan(1);
    const reach = some.map((axis) => axisOf(axis, [], [0, 400], () => 10).at(first?.extent?.[0] ?? Number.NaN));
    expect(new Set(reach).size).toBe(1);
  }
});

it('columns that stand one below the other are parted first', () => {
  const columns = partsWith('models-ratio').map(({ description }) => columnsOf(description));
  expect(new Set(columns)).toEqual(new Set(['Throughput', 'Server processor time per message']));
  expect(columns, 'all parts of one after the other').toEqual(columns.toSorted().toReversed());
});

it('what is not too high stays whole, and what cannot be divided stays too high', () => {
  const controls = charts.find(({ what }) => what === 'controls');
  if (controls === undefined) throw new Error('no chart');
  expect(partsOf(controls.description, plainView)).toEqual([controls.description]);
  expect(partsOf(controls.description, { width: 800 })).toHaveLength(1);
  const [row] = membersOf(partsWith('models-absolute')[0]?.description ?? controls.description);
  expect(row).toBe('iterative');
});
