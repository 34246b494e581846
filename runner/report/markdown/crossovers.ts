/** From which level on each arm is ahead, as a table. */
import { contrastOf, primaryOf, type Crossover, type ExperimentAnalysis } from '../../analysis/analysis.ts';
import { closestFactor } from '../../analysis/crossover.ts';
import type { Axis } from '../../result/plan.ts';
import { crossoverLabels, crossoverSentence, interpolationOf, placeOf } from '../text/crossover-words.ts';
import { formatCount, formatEstimate, formatQuantity } from '../text/format.ts';
import { amountText, measureOf } from '../text/levels.ts';
import { multipleOf, multipleText, placeInMultiples } from '../text/multiples.ts';
import { uncapitalized } from '../text/words.ts';
import type { TableColumn } from './text.ts';
import { code, plain, table } from './text.ts';

/** Where there is nothing to show. */
const nothing = '–';

/** Null for an experiment that asks for none. */
export function crossoverTable(experiment: ExperimentAnalysis): string | null {
  const { crossovers, baseline, factor, axis } = experiment;
  if (crossovers.length === 0 || axis === null) return null;
  const unit = multipleOf(experiment);
  const columns: TableColumn[] = [
    { title: plain(factor.title) },
    { title: `Overtakes ${baseline === null ? 'the baseline' : code(baseline)}, by the levels measured` },
    { title: 'Interpolated' },
    ...(unit === null
      ? []
      : [{ title: `As a multiple of ${plain(unit.name)} (${formatQuantity(unit.size, axis.quantity)})` }]),
    { title: 'n', align: 'right' },
    { title: 'Labels' },
  ];
  const body = crossovers.map((crossover) => [
    code(crossover.arm),
    ...crossoverCells(crossover.outcome, axis, experiment),
    formatCount(fewestRounds(crossover.arm, experiment)),
    plain(crossoverLabels(crossover, experiment).join('; ')),
  ]);
  const measure = measureOf(experiment);
  const together =
    measure === null
      ? ''
      : ` (of ${plain(axis.title)} and the baseline’s own ${plain(uncapitalized(measure.title))} together)`;
  return [
    '### Crossovers',
    table(columns, body),
    `${plain(capitalized(axis.title))} from which an arm stays ahead. It lies above the last level at which the arm is behind by its whole interval, and at or below the first from which on it is ahead by its whole interval. Where in between depends on the curve that one draws: only between levels within a factor of ${closestFactor}${together} is it interpolated, from where the upper to where the lower end of the ratio’s interval crosses 1.`,
    ...levelsInPlace(experiment, axis),
  ].join('\n\n');
}

/** The fewest of any level: what the crossover rests on. */
function fewestRounds(arm: string, experiment: ExperimentAnalysis): number {
  const primary = primaryOf(experiment);
  const rounds = experiment.groups.flatMap(({ rows }) =>
    rows.flatMap((row) => (row.cell.arm === arm ? (contrastOf(row, primary)?.n ?? []) : [])),
  );
  return rounds.length === 0 ? 0 : Math.min(...rounds);
}

/** What the levels came to. Their names are what was aimed at. */
function levelsInPlace(experiment: ExperimentAnalysis, axis: Axis): string[] {
  const { groups, baseline } = experiment;
  const measure = measureOf(experiment);
  if (measure === null) return [];
  const what = plain(capitalized(axis.title));
  const levels = groups.flatMap(({ label, level }) =>
    level === null || level.inPlace === null
      ? []
      : [
          `${[formatEstimate(level.inPlace, axis.quantity), multipleText(level.inPlace.value, experiment)].filter((part) => part !== null).join(', ')} at ${code(label)}`,
        ],
  );
  if (levels.length === 0)
    return [
      `${what} is stated as it was planned: the level ${amountText(0, axis)} was not measured in the same rounds.`,
    ];
  return [
    `${what} is stated as it was measured: ${plain(uncapitalized(measure.title))} of ${baseline === null ? 'the baseline' : code(baseline)} beyond that at ${plain(amountText(0, axis))} in the same rounds, ${levels.join('; ')}. A level’s name is what was aimed at by a calibration before the run, in another process and without other load.`,
  ];
}

function capitalized(title: string): string {
  return `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`;
}

function crossoverCells(outcome: Crossover['outcome'], axis: Axis, experiment: ExperimentAnalysis): string[] {
  const isBetween = outcome.kind === 'between';
  const multiple = isBetween ? placeInMultiples(outcome, experiment) : null;
  return [
    plain(isBetween ? placeOf(outcome, axis) : crossoverSentence(outcome, axis)),
    (isBetween ? interpolationOf(outcome, axis) : null) ?? nothing,
    ...(multipleOf(experiment) === null ? [] : [plain(multiple ?? nothing)]),
  ];
}
