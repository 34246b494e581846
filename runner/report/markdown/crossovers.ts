/** From how much work per request each model is ahead, as a table. */
import type { Crossover, Estimate, ExperimentAnalysis, GroupAnalysis } from '../../analysis/analysis.ts';
import { closestFactor } from '../../analysis/crossover.ts';
import { crossoverLabels, crossoverSentence, interpolationOf, placeOf } from '../text/crossover-words.ts';
import { formatCount, formatEstimate, nanoseconds } from '../text/format.ts';
import type { TableColumn } from './text.ts';
import { code, plain, table } from './text.ts';

/** Where there is nothing to show. */
const nothing = '–';

export function crossoverTable(experiment: ExperimentAnalysis): string {
  const { crossovers, groups, baseline, primaryMetric } = experiment;
  const columns: TableColumn[] = [
    { title: 'Model' },
    { title: `Overtakes ${code(baseline)}, by the levels measured` },
    { title: 'Interpolated' },
    { title: 'n', align: 'right' },
    { title: 'Labels' },
  ];
  const rounds = (model: string) => {
    const estimates = groups.flatMap(({ rows }) =>
      rows.flatMap((row): Estimate[] =>
        row.cell.arm === model ? [row.contrast?.[primaryMetric]].filter((one) => one !== undefined) : [],
      ),
    );
    return estimates.length === 0 ? '0' : formatCount(Math.min(...estimates.map(({ n }) => n)));
  };
  const body = crossovers.map((crossover) => [
    code(crossover.model),
    ...crossoverCells(crossover.outcome),
    rounds(crossover.model),
    plain(crossoverLabels(crossover, experiment).join('; ')),
  ]);
  return [
    '### Crossovers',
    table(columns, body),
    `Work per request from which a model stays ahead. It lies above the last level at which the model is behind by its whole interval, and at or below the first from which on it is ahead by its whole interval. Where in between depends on the curve that one draws: only between levels within a factor of ${closestFactor} (of work and the baseline’s own processor time together) is it interpolated, from where the upper to where the lower end of the ratio’s interval crosses 1.`,
    workSentence(groups, baseline),
  ].join('\n\n');
}

/** What the levels came to. Their names are what the calibration aimed at. */
function workSentence(groups: readonly GroupAnalysis[], baseline: string): string {
  const levels = groups.flatMap(({ label, work }) =>
    work === undefined ? [] : [`${formatEstimate(work, nanoseconds)} at ${code(label)}`],
  );
  return levels.length === 0
    ? 'Work is stated as it was calibrated before the run: no echo was measured in the same rounds.'
    : `Work is stated as it was measured: server processor time per message of ${code(baseline)} beyond that of an echo in the same rounds, ${levels.join('; ')}. A level’s name is what the calibration before the run aimed at; in place a request costs more than its rounds of work, such as for waking a client that had nothing to do meanwhile.`;
}

function crossoverCells(outcome: Crossover['outcome']): [string, string] {
  if (outcome.kind !== 'between') return [plain(crossoverSentence(outcome)), nothing];
  return [placeOf(outcome), interpolationOf(outcome) ?? nothing];
}
