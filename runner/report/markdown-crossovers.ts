/** From how much work per request each model is ahead, as a table. */
import type { Crossover, Estimate, ExperimentAnalysis } from '../statistics/analysis.ts';
import { formatCount, formatQuantity, nanoseconds } from './format.ts';
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
        row.cell.model === model ? [row.contrast?.[primaryMetric]].filter((one) => one !== undefined) : [],
      ),
    );
    return estimates.length === 0 ? '0' : formatCount(Math.min(...estimates.map(({ n }) => n)));
  };
  const body = crossovers.map(({ model, outcome }) => [code(model), ...crossoverCells(outcome), rounds(model)]);
  return [
    '### Crossovers',
    table(columns, body),
    'Work per request from which a model stays ahead. The range goes from where the upper to where the lower end of the ratio’s interval crosses 1.',
  ].join('\n\n');
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
