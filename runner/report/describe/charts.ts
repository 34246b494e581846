/** Which charts a report has: those of the run, then those of each experiment. */
import {
  contrastOf,
  figureOf,
  primaryOf,
  type Analysis,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import type { ResultFile } from '../../result/result.ts';
import type { ChartDescription, Draft } from '../charts/description.ts';
import { plainView } from '../charts/frame.ts';
import { partsOf } from '../charts/parts.ts';
import { describeClaims } from './claims.ts';
import { describeControls } from './controls.ts';
import { describeCurves } from './curve.ts';
import { describeLevels } from './levels.ts';
import { describeMatrix } from './matrix.ts';
import { describeAbsolute, describeComparison, type Described } from './rows.ts';
import { isCompared, isMeasured } from './figures.ts';
import { describeSummary } from './summary.ts';
import { levelsOf, type Levels } from '../text/levels.ts';

/** A chart and where in the report's folder it goes. */
export interface PlacedChart {
  /** Name of the experiment it belongs to; null: of the run. */
  readonly experiment: string | null;
  readonly what: 'summary' | 'controls' | 'matrix' | 'curve' | 'claim' | 'ratio' | 'difference' | 'absolute';
  /** Name of the metric that a curve is of, number of the claim; null of other charts. */
  readonly of: string | null;
  /** Relative to the report: `charts/models-ratio.svg`. */
  readonly path: string;
  readonly description: ChartDescription;
}

/** Pure: what is to be drawn, nothing is. */
export function chartsOf(result: ResultFile, { controls, experiments }: Analysis): PlacedChart[] {
  const taken = new Set<string>();
  /** Its parts, where it is too high for one picture. */
  const placed = (
    experiment: string | null,
    what: PlacedChart['what'],
    draft: Draft,
    of: string | null = null,
  ): PlacedChart[] => {
    const name = `${what}${of === null ? '' : `-${of}`}`;
    const id = freeId(experiment, name, taken);
    return partsOf({ ...draft, id }, plainView).map((part, index) => {
      const own = index === 0 ? id : freeId(experiment, `${name}-part-${index + 1}`, taken);
      return { experiment, what, of, path: `charts/${own}.svg`, description: { ...part, id: own } };
    });
  };
  const chartsOfOne = (experiment: ExperimentAnalysis) => {
    const run = { experiment, result, controls };
    const claims = describeClaims(run).flatMap(({ claim, draft }) =>
      placed(experiment.name, 'claim', draft, String(claim)),
    );
    // All situations of all claims in one chart would be beside one another without being compared.
    if (experiment.judged.length > 0) return claims;
    const levels = levelsOf(experiment);
    const what = primaryOf(experiment).scale === 'factor' ? 'ratio' : 'difference';
    const comparable = levelsWith(levels, ({ rows }) => rows.some((row) => row.declared || hasRatio(row, experiment)));
    const compared = isCurve(comparable)
      ? describeLevels(run, comparable, 'comparison')
      : describeComparison(run, comparable);
    const measurable = levelsWith(levels, (group) => canHaveFigures(group, experiment));
    const absolute = isCurve(measurable) ? absoluteOver(run, measurable) : describeAbsolute(run, measurable);
    const matrix = describeMatrix(run);
    const curves = describeCurves(run).flatMap(({ metric, draft }) =>
      placed(experiment.name, 'curve', draft, metric.name),
    );
    return [
      ...curves,
      ...(matrix === null ? [] : placed(experiment.name, 'matrix', matrix)),
      ...(isCompared(experiment) ? placed(experiment.name, what, compared) : []),
      // A curve has the figures of every arm, and rows of all its groups would be as many as it has points.
      ...(experiment.curve !== null || absolute === null ? [] : placed(experiment.name, 'absolute', absolute)),
    ];
  };
  const summary = describeSummary(result, controls, experiments);
  return [
    ...(summary === null ? [] : placed(null, 'summary', summary)),
    ...placed(null, 'controls', describeControls(controls, result)),
    ...experiments.filter(hasRows).flatMap(chartsOfOne),
  ];
}

function absoluteOver(run: Described, levels: Levels): Draft | null {
  return isMeasured(primaryOf(run.experiment), run.experiment) ? describeLevels(run, levels, 'absolute') : null;
}

function isCurve(levels: Levels | null): levels is Levels {
  return levels !== null && levels.levels.length > 2;
}

/** Without the levels at which a chart would have nothing to show; null where fewer than two are left. */
function levelsWith(levels: Levels | null, isShown: (group: GroupAnalysis) => boolean): Levels | null {
  const shown = levels?.levels.filter(({ group }) => isShown(group)) ?? [];
  return levels === null || shown.length < 2 ? null : { ...levels, levels: shown };
}

/** A metric may have no value at a level, such as memory per idle connection without any. What failed is shown as failed. */
function canHaveFigures({ rows }: GroupAnalysis, experiment: ExperimentAnalysis): boolean {
  const primary = primaryOf(experiment);
  return rows.some((row) => figureOf(row, primary) !== null) || rows.every(({ completed }) => completed === 0);
}

/** Also without a verdict: a crossover is read from it. */
function hasRatio(row: Row, experiment: ExperimentAnalysis): boolean {
  return contrastOf(row, primaryOf(experiment)) !== null;
}

/** Without any row there is nothing to draw. */
function hasRows({ groups }: ExperimentAnalysis): boolean {
  return groups.some(({ rows }) => rows.length > 0);
}

/** A name in a result file edited by hand cannot lead out of the folder, nor one chart overwrite another. */
function freeId(experiment: string | null, what: string, taken: Set<string>): string {
  const plain = (words: string) => words.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 60);
  const name = experiment === null ? what : `${plain(experiment)}-${plain(what)}`;
  let id = name;
  for (let copy = 2; taken.has(id); copy += 1) id = `${name}-${copy}`;
  taken.add(id);
  return id;
}
