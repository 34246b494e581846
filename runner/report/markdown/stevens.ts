/**
 * Stevens' table of client/server designs beside what was measured here: processor time for controlling processes or
 * threads, which is what a design takes beyond the iterative server at the same work.
 *
 * Figure 30.1 of Stevens, Fenner and Rudoff, *UNIX Network Programming* vol. 1, 3rd ed., 2004: seconds for 5,000
 * connections, at most ten at once, 4,000 bytes each, on BSD/OS in C. Shown here per connection.
 */
import { stevensRow } from '../../experiments/choices.ts';
import type { ExperimentAnalysis } from '../../analysis/analysis.ts';
import { comparisonOf, secondLabels } from '../text/comparison.ts';
import { metrics as definitions } from '../../trials/server/metrics.ts';
import { formatDifference, formatQuantity, nanoseconds } from '../text/format.ts';
import { modelLink } from './models.ts';
import type { TableColumn } from './text.ts';
import { code, plain, table } from './text.ts';

const connections = 5000;
const metric = 'cpuNsPerConnection';
const { quantity, secondReference } = definitions[metric];

/** By their numbers in the book; `seconds` of process control, beyond row 0. */
const designs = [
  { design: 'iterative: the baseline, no process control', seconds: 0 },
  { design: 'concurrent server, one fork per client', seconds: 20.9 },
  { design: 'prefork, each child calling accept', seconds: 1.8 },
  { design: 'prefork, file locking around accept', seconds: 2.07 },
  { design: 'prefork, thread mutex locking around accept', seconds: 1.75 },
  { design: 'prefork, parent passing the descriptor', seconds: 2.58 },
  { design: 'concurrent server, one thread per client', seconds: 0.99 },
  { design: 'prethreaded, mutex locking around accept', seconds: 1.93 },
  { design: 'prethreaded, main thread calling accept', seconds: 2.05 },
] as const;

/** Null for an experiment that does not look at the price of process control. */
export function stevensTable(experiment: ExperimentAnalysis): string | null {
  const { groups, metrics, baseline } = experiment;
  const [group] = groups;
  if (group === undefined || !metrics.includes(metric) || stevensRow(baseline) !== 0) return null;
  const rows = designs.flatMap(({ design, seconds }, row) => {
    const stevens = row === 0 ? '0' : formatQuantity((seconds * 1e9) / connections, nanoseconds);
    const ours = group.rows.filter(({ cell }) => stevensRow(cell.model) === row);
    if (ours.length === 0) return [[String(row), design, stevens, 'no model', '', '']];
    return ours.map((one) => {
      const shown = comparisonOf(one, group, metric, experiment.margin);
      const price = shown === null ? null : plain(`${shown.figure}${shown.labels}`);
      const second = one.secondDifference[metric];
      return [
        ...[String(row), design, stevens, modelLink(one.cell.model)],
        price ?? (row === 0 ? '0' : withoutPrice(one)),
        second === undefined
          ? '–'
          : plain(`${formatDifference(second, quantity)}${secondLabels(one, group, secondReference)}`),
      ];
    });
  });
  const columns: TableColumn[] = [
    { title: 'UNP', align: 'right' },
    { title: 'Design' },
    { title: 'Stevens, per connection', align: 'right' },
    { title: 'Here' },
    { title: `Beyond ${code(baseline)}, per connection (simultaneous 95 %)`, align: 'right' },
    { title: `Beyond ${code(secondReference)}, per connection (95 % each)`, align: 'right' },
  ];
  return [
    "### Stevens' table",
    table(columns, rows),
    `Price of process or thread control: server processor time per connection beyond that of a server that controls nothing. Two servers here are such, hence two prices. ${code(baseline)} is Stevens', but unlike his it sleeps and wakes for each connection, so that designs which find several ready at each wake-up come out below nothing. ${code(secondReference)} finds several ready as well: beyond it is the price without that sleep. Verdicts are on the first. Both are Hodges–Lehmann estimates of the differences within the same rounds.`,
    'Stevens: *UNIX Network Programming* vol. 1, 3rd ed., figure 30.1, seconds for 5,000 connections in C on the hardware of its time, divided by 5,000. The order of the designs is what can be compared; absolute times are of another machine, another language and another exchange. No model here locks around accept: libuv and the kernel spread connections without it.',
  ].join('\n\n');
}

function withoutPrice({ completed, declared }: ExperimentAnalysis['groups'][number]['rows'][number]): string {
  return completed > 0 && !declared ? 'not declared' : '–';
}
