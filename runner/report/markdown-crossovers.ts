/** From how much work per request each model is ahead, as a table. */
import type { Crossover, Estimate, ExperimentAnalysis, GroupAnalysis } from '../statistics/analysis.ts';
import { formatCount, formatEstimate, formatQuantity, nanoseconds } from './format.ts';
import type { TableColumn } from './markdown-text.ts';
import { code, plain, table } from './markdown-text.ts';
import { crossoverSentence } from './words.ts';

/** Where there is nothing to show. */
const nothing = '–';

export function crossoverTable({ crossovers, groups, baseline, primaryMetric }: ExperimentAnalysis): string {
  const columns: TableColumn[] = [
    { title: 'Model' },
    { title: `Ahead of ${code(baseline)} from` },
    { title: 'Between' },
    { title: 'Interpolated between the levels' },
    { title: 'n', align: 'right' },
  ];
  const rounds = (model: string) => {
    const estimates = groups.flatMap(({ rows }) =>
      rows.flatMap((row): Estimate[] =>
        row.cell.arm === model ? [row.contrast?.[primaryMetric]].filter((one) => one !== undefined) : [],
      ),
    );
    return estimates.length === 0 ? '0' : formatCount(Math.min(...estimates.map(({ n }) => n)));
  };
  const body = crossovers.map(({ model, outcome }) => [code(model), ...crossoverCells(outcome), rounds(model)]);
  return [
    '### Crossovers',
    table(columns, body),
    'Work per request from which a model stays ahead. The range goes from where the upper to where the lower end of the ratio’s interval crosses 1.',
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

function crossoverCells(outcome: Crossover['outcome']): [string, string, string] {
  if (outcome.kind !== 'between') return [plain(crossoverSentence(outcome)), nothing, nothing];
  const { lowNs, estimateNs, highNs, levelsNs } = outcome;
  const time = (ns: number) => formatQuantity(ns, nanoseconds);
  const level = (ns: number) => (ns === 0 ? 'echo' : time(ns));
  return [
    time(estimateNs),
    highNs === null ? `${level(lowNs)} or more; the end was not reached` : `${level(lowNs)} and ${level(highNs)}`,
    levelsNs.map(level).join(' and '),
  ];
}
