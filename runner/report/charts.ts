/** Which charts a report has: those of the run, then those of each experiment. */
import type { ResultFile } from '../result.ts';
import type { Analysis, Controls, ExperimentAnalysis } from '../statistics/analysis.ts';
import { controlsChart } from './chart-controls.ts';
import { absoluteChart, ratioChart } from './chart-forest.ts';
import { workAbsoluteChart, workRatioChart } from './chart-work.ts';
import type { Chart } from './chart.ts';
import { workLevels } from './work-levels.ts';

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

/** Curves where the groups differ in their work only, else rows. */
function experimentCharts(experiment: ExperimentAnalysis, result: ResultFile, controls: Controls): Chart[] {
  const levels = workLevels(experiment);
  if (levels !== null)
    return [
      workRatioChart(experiment, levels, result, controls),
      workAbsoluteChart(experiment, levels, result, controls),
    ];
  return [ratioChart(experiment, result, controls), absoluteChart(experiment, result, controls)];
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
