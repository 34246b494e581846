/** Service times at saturation, as a table that is not folded away: what throughput alone does not tell. */
import { modelNames, models, type ModelName } from '../../../servers/models/index.ts';
import { factors, type FactorName } from '../../experiments/factors.ts';
import type { GroupAnalysis, Percentile, Row } from '../../analysis/analysis.ts';
import { labelsOf } from '../../analysis/labels.ts';
import type { Cell } from '../../result/trial.ts';
import { formatCount, formatEstimate, nanoseconds } from '../text/format.ts';
import { code, plain, table } from './text.ts';
import { unevenServiceTimes } from '../text/uneven-service-time.ts';

/** Where there is nothing to show. */
const nothing = '–';

/** Null without load. */
export function serviceTimes({ rows }: GroupAnalysis, factor: FactorName): string | null {
  if (rows.every(({ cell }) => cell.connections === 0)) return null;
  const body = rows.map((row) => [
    code(row.cell.arm),
    percentile(row, 'p50'),
    percentile(row, 'p99'),
    percentile(row, 'p999'),
    plain(labelsOf(row).join('; ')),
  ]);
  const columns = [
    { title: factors[factor].title },
    { title: 'Service time at saturation, p50 (95 %)', align: 'right' as const },
    { title: 'p99 (95 %)', align: 'right' as const },
    { title: 'p99.9 (95 %)', align: 'right' as const },
    { title: 'Labels' },
  ];
  return [
    table(columns, body),
    whatServiceTimeIs,
    ...unevenServiceTimes(rows),
    ...waitsForProcessor(rows),
    ...withheldReasons(rows),
  ].join('\n\n');
}

const whatServiceTimeIs =
  'Service time at saturation is reply minus send while every connection is kept busy. Its mean follows from throughput and the number of requests in flight, and it is **not** the latency that users would see. Its percentiles are taken in each trial and shown with 95 % intervals over the trials; they vary much more from run to run than throughput does.';

/** What lifts the p99 of a pool on fewer processors than it has workers. */
function waitsForProcessor(rows: readonly Row[]): string[] {
  const crowded = rows.filter(({ cell, completed }) => completed > 0 && hasMoreWorkersThanProcessors(cell));
  const processors = crowded[0]?.cell.serverCpus?.length;
  if (processors === undefined) return [];
  const names = crowded.map(({ cell }) => code(cell.arm)).join(', ');
  const budget = processors === 1 ? 'the one processor' : `the ${formatCount(processors)} processors`;
  return [
    `More busy workers than ${budget} of the server: ${names}. A request is answered soon while its worker has a processor; otherwise it waits until the scheduler takes the processor from another worker. That wait is in the p99 of these models and not in that of a single thread. It comes from this budget: it says nothing about a machine with a processor for each worker.`,
  ];
}

/** Workers without a connection do not run, and so keep nobody waiting. */
function hasMoreWorkersThanProcessors({ model, workers, connections, serverCpus }: Cell): boolean {
  if (serverCpus === null || !isKnown(model)) return false;
  return Math.min(models[model].isolates(workers, connections), connections) > serverCpus.length;
}

function isKnown(model: string): model is ModelName {
  return (modelNames as readonly string[]).includes(model);
}

/** Why there is a dash, and for which models where not for all. */
function withheldReasons(rows: readonly Row[]): string[] {
  const withheld = rows.flatMap(({ cell, serviceTimeWithheld }) => {
    return Object.values(serviceTimeWithheld).flatMap((reason) => (reason === null ? [] : [{ reason, cell }]));
  });
  return [...Map.groupBy(withheld, ({ reason }) => reason)].map(([reason, where]) => {
    const isAll = where.length === rows.filter(({ completed }) => completed > 0).length;
    const whose = isAll ? '' : `${where.map(({ cell }) => code(cell.arm)).join(', ')}: `;
    return `${nothing} ${whose}${plain(reason)}.`;
  });
}

function percentile(row: Row, which: Percentile): string {
  const estimate = row.serviceTimeNs[which];
  return estimate === null ? nothing : `${formatEstimate(estimate, nanoseconds)}, n = ${formatCount(estimate.n)}`;
}
