/**
 * How large should the receive buffer be? The Socket Programming HOWTO ("Using a Socket") takes 4096 or 8192 for a good
 * size of a chunk. The loops that call recv by themselves can have any. Messages of 64 KiB, several on their way on each
 * connection, so that a larger buffer has more to receive.
 */
import { labelledText } from '../report/text/comparison.ts';
import { formatCount, formatEstimate, formatPercent } from '../report/text/format.ts';
import type { ExperimentAnalysis, GroupAnalysis, Row } from '../analysis/analysis.ts';
import { definitionOf } from '../trials/server/metrics.ts';
import { usualConditions } from '../trials/server/cells.ts';
import { isThorough } from './choices.ts';
import type { Experiment } from './experiment.ts';
import {
  baselineOf,
  comparedRows,
  extremes,
  nothingToCompare,
  withheld,
  type ComparedRow,
} from '../report/findings/sentences.ts';

/** In bytes. Eight rounds can decide six comparisons. */
const sizes = { smoke: [256, 8192, 65_536], quick: [256, 1024, 4096, 8192, 65_536, 262_144, 1_048_576] } as const;
const finerSizes = [256, 1024, 4096, 8192, 16_384, 65_536, 262_144, 1_048_576];

export const chunkExperiment: Experiment = {
  name: 'chunk',
  title: 'Receive buffer',
  question: 'Is a receive buffer of 4096 or 8192 bytes a good size?',
  description:
    'receive buffer of 256 B to 1 MiB in the loops of our own: processor time, throughput, system calls per MB',
  isHeadline: false,
  // A client on one processor has more to do for 64 KiB than these servers: throughput would tell where the client ends.
  primaryMetric: 'cpuNsPerMessage',
  metrics: ['cpuNsPerMessage', 'messagesPerSecond', 'systemCallsPerMegabyte'],
  factor: 'receiveBuffer',
  baseline: '8192 B',
  arms(profile) {
    const chosen = isThorough(profile) ? finerSizes : sizes[profile as 'smoke' | 'quick'];
    return chosen.map((bytes) => `${bytes} B`);
  },
  declares: () => true,
  summary: 'last',
  conditions(profile) {
    const models = isThorough(profile) ? ['select-loop', 'poll-loop', 'epoll-loop'] : ['epoll-loop'];
    return models.map((model) => {
      const load = { connections: 16, depth: 4, payloadBytes: 65_536 };
      return { ...usualConditions, ...load, regime: 'equal-budget', workMicros: 0, model };
    });
  },
  groupLabel: ({ model }) => model,
  finding: describe,
};

/** Whether anything larger than what the HOWTO recommends costs less. Its two sizes are those up to the baseline's. */
function describe(analysis: ExperimentAnalysis): string {
  const { groups, baseline, unfit } = analysis;
  const compared = groups.flatMap((group) => comparedRows(group, analysis));
  if (compared.length === 0) return `${baseline}: ${nothingToCompare}.`;
  const advice = unfit ? withheld : adviceOn(compared, analysis);
  return `${advice}${groups.map((group) => describeGroup(group, analysis)).join('. ')}.`;
}

/** The baseline's figures, all that share the first place, and the arm that costs most. */
function describeGroup(group: GroupAnalysis, analysis: ExperimentAnalysis): string {
  const { primaryMetric, baseline } = analysis;
  const row = baselineOf(group, primaryMetric);
  const estimate = row?.[primaryMetric] ?? null;
  if (row === null || estimate === null) return `${group.label}: ${nothingToCompare}`;
  const own = labelledText(row, estimate, primaryMetric);
  const compared = comparedRows(group, analysis);
  const first = compared.filter(({ row: { cell } }) => group.ranking[0]?.includes(cell.arm));
  const best = first.map(({ row: { cell }, shown }) => `${cell.arm} ${shown.figure}${shown.labels}`);
  const alike = best.length > 1 ? ', which are not told apart' : '';
  const most = extremes(compared)[1];
  return [
    `With ${baseline}, ${group.label} takes ${own} of processor time per message of ${formatCount(row.cell.payloadBytes)} B${callsOf(row)}`,
    ...(best.length === 0 ? [] : [`least: ${best.join(', ')}${alike}`]),
    ...(most === undefined
      ? []
      : [`most: ${most.row.cell.arm} ${most.shown.figure}${most.shown.labels}${callsOf(most.row)}`]),
  ].join('; ');
}

/** Advice to take one of the recommended sizes is bad when a larger one costs less. */
function adviceOn(compared: readonly ComparedRow[], { baseline, margin }: ExperimentAnalysis): string {
  const larger = compared.filter(({ row }) => bytesOf(row.cell.arm) > bytesOf(baseline));
  const sentence = (claim: string, how = '') =>
    `${claim} larger than the recommended 4096 or 8192 bytes costs less${how}. `;
  const cheaper = larger.filter(({ contrast }) => contrast.verdict === 'lower');
  // "Equivalent" in one run and "cheaper" in the next would contradict each other where both are within the margin.
  if (cheaper.length > 0 && cheaper.every(({ contrast }) => contrast.withinMargin))
    return sentence('A receive buffer', `, by less than ${formatPercent(margin)}`);
  if (cheaper.length > 0) return sentence('A receive buffer');
  const isDecided = ({ contrast }: ComparedRow) => contrast.verdict === 'higher' || contrast.verdict === 'equivalent';
  if (larger.length > 0 && larger.every(isDecided)) return sentence('No receive buffer');
  return 'Whether the recommended 4096 or 8192 bytes are enough is left open. ';
}

function bytesOf(arm: string): number {
  return Number.parseInt(arm, 10);
}

function callsOf({ systemCallsPerMegabyte: calls }: Row): string {
  return calls === null
    ? ''
    : `, ${formatEstimate(calls, definitionOf('systemCallsPerMegabyte').quantity)} recv and send calls per MB`;
}
