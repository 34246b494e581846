/** Which charts a report has: those of the run, then those of each experiment. */
import type { ResultFile } from '../../result/result.ts';
import type { Analysis, ExperimentAnalysis } from '../../analysis/analysis.ts';
import type { ChartDescription, Draft } from '../charts/description.ts';
import { describeControls } from './controls.ts';
import { describeLevels } from './levels.ts';
import { describeAbsolute, describeComparison } from './rows.ts';
import { isCompared } from './figures.ts';
import { levelsOf } from '../text/levels.ts';
import { definitionOf } from '../../trials/server/metrics.ts';

/** A chart and where in the report's folder it goes. */
export interface PlacedChart {
  /** Name of the experiment it belongs to; null: of the run. */
  readonly experiment: string | null;
  readonly what: 'controls' | 'ratio' | 'difference' | 'absolute';
  /** Relative to the report: `charts/models-ratio.svg`. */
  readonly path: string;
  readonly description: ChartDescription;
}

/** Pure: what is to be drawn, nothing is. */
export function chartsOf(result: ResultFile, { controls, experiments }: Analysis): PlacedChart[] {
  const taken = new Set<string>();
  const placed = (experiment: string | null, what: PlacedChart['what'], draft: Draft): PlacedChart => {
    const id = freeId(experiment, what, taken);
    return { experiment, what, path: `charts/${id}.svg`, description: { ...draft, id } };
  };
  const chartsOfOne = (experiment: ExperimentAnalysis) => {
    const run = { experiment, result, controls };
    const levels = levelsOf(experiment);
    const isCurve = levels !== null && levels.levels.length > 2;
    const what = definitionOf(experiment.primaryMetric).scale === 'factor' ? 'ratio' : 'difference';
    const compared = isCurve ? describeLevels(run, levels, 'comparison') : describeComparison(run, levels);
    const absolute = isCurve ? describeLevels(run, levels, 'absolute') : describeAbsolute(run, levels);
    return [
      ...(isCompared(experiment) ? [placed(experiment.name, what, compared)] : []),
      placed(experiment.name, 'absolute', absolute),
    ];
  };
  return [
    placed(null, 'controls', describeControls(controls, result)),
    ...experiments.filter(hasRows).flatMap(chartsOfOne),
  ];
}

/** Without any row there is nothing to draw. */
function hasRows({ groups }: ExperimentAnalysis): boolean {
  return groups.some(({ rows }) => rows.length > 0);
}

/** A name in a result file edited by hand cannot lead out of the folder, nor one chart overwrite another. */
function freeId(experiment: string | null, what: string, taken: Set<string>): string {
  const name = experiment === null ? what : `${experiment.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 60)}-${what}`;
  let id = name;
  for (let copy = 2; taken.has(id); copy += 1) id = `${name}-${copy}`;
  taken.add(id);
  return id;
}
