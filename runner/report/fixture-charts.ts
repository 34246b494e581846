/** Charts of made-up runs, for tests: found by their path, and looked at as scenes. */
import type { ExperimentAnalysis, Row } from '../analysis/analysis.ts';
import { plainView } from './charts/frame.ts';
import { layout } from './charts/layout.ts';
import type { Scene } from './charts/scene.ts';
import { chartsOf, type PlacedChart } from './describe/charts.ts';
import { fixture, type Fixture, type FixtureOptions } from './fixture.ts';

export function scene({ description }: PlacedChart): Scene {
  return layout(description, plainView);
}

export function wordsIn(chart: PlacedChart): string[] {
  return scene(chart).items.flatMap((item) => (item.kind === 'text' ? [item.words] : []));
}

export function find({ result, analysis }: Pick<Fixture, 'result' | 'analysis'>, path: string): PlacedChart {
  const chart = chartsOf(result, analysis).find((one) => one.path === `charts/${path}.svg`);
  if (chart === undefined) throw new Error(`no chart ${path}`);
  return chart;
}

/** The same run with each row of its first experiment as `change` makes it. */
export function changed(
  options: FixtureOptions,
  change: (row: Row, group: number) => Row,
  more: Partial<ExperimentAnalysis> = {},
) {
  const { result, analysis } = fixture(options);
  const experiments = analysis.experiments.map((experiment) => {
    const groups = experiment.groups.map((group, index) => ({
      ...group,
      rows: group.rows.map((row) => change(row, index)),
    }));
    return { ...experiment, ...more, groups };
  });
  return { result, analysis: { ...analysis, experiments } };
}
