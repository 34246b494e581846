/** Which charts a report has: those of the run, then those of each experiment. */
import type { ResultFile } from '../result.ts';
import type { Analysis, Controls, ExperimentAnalysis } from '../statistics/analysis.ts';
import { controlsChart } from './chart-controls.ts';
import { definitionOf } from '../statistics/metrics.ts';
import { absoluteChart, factorsOf, ratioChart } from './chart-forest.ts';
import { levelsAbsoluteChart, levelsRatioChart } from './chart-levels.ts';
import type { Chart } from './chart.ts';
import { levelsOf } from './levels.ts';

/** A chart and where in the report's folder it goes. */
export interface PlacedChart extends Chart {
  /** Relative to the report: `charts/models-ratio.svg`. */
  readonly path: string;
}

/** Pure: specs only, nothing is drawn. */
export function chartsOf(result: ResultFile, { controls, experiments }: Analysis): PlacedChart[] {
  const taken = new Set<string>();
  const charts = [
    controlsChart(controls, result),
    ...experiments.filter(hasFigures).flatMap((experiment) => experimentCharts(experiment, result, controls)),
  ];
  return charts.map((chart) => ({ ...chart, path: freePath(chart, taken) }));
}

/** Curves where the groups differ in one amount only, else rows; no ratios of what is compared by its difference. */
function experimentCharts(experiment: ExperimentAnalysis, result: ResultFile, controls: Controls): Chart[] {
  const levels = levelsOf(experiment);
  if (levels !== null && definitionOf(experiment.primaryMetric).scale === 'factor')
    return [
      levelsRatioChart(experiment, levels, result, controls),
      levelsAbsoluteChart(experiment, levels, result, controls),
    ];
  const ratios = factorsOf(experiment).length === 0 ? [] : [ratioChart(experiment, result, controls)];
  return [...ratios, absoluteChart(experiment, result, controls)];
}

/** Without any row there is nothing to draw. */
function hasFigures({ groups }: ExperimentAnalysis): boolean {
  return groups.some(({ rows }) => rows.length > 0);
}

/** A name in a result file edited by hand cannot lead out of the folder, nor one chart overwrite another. */
function freePath({ experiment, what }: Chart, taken: Set<string>): string {
  const name = experiment === null ? what : `${experiment.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 60)}-${what}`;
  let path = `charts/${name}.svg`;
  for (let copy = 2; taken.has(path); copy += 1) path = `charts/${name}-${copy}.svg`;
  taken.add(path);
  return path;
}
