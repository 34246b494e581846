/** What figures are called, and what a verdict says in words: the same in charts, tables and the terminal. */
import type { Metric } from '../experiments/experiment.ts';
import type { Crossover, Estimate, Ratio, Row } from '../statistics/analysis.ts';
import type { Cell } from '../trial.ts';
import type { Quantity } from './format.ts';
import { clipped } from './one-line.ts';
import { formatCount, formatPercent, formatQuantity, nanoseconds, ratePerSecond } from './format.ts';

interface MetricWords {
  readonly title: string;
  /** Of an axis with absolute values, in one of the quantity's units. */
  axis(unit: string): string;
  /** Base unit of the values, and the one an axis is labelled in. */
  readonly quantity: Quantity;
  readonly higher: string;
  readonly lower: string;
  /** Where on an axis the better values are. */
  readonly better: 'right' | 'left';
}

export const metricWords = {
  messagesPerSecond: {
    title: 'Throughput',
    axis: (unit) => `${{ '/s': '', 'k/s': 'thousand ', 'M/s': 'million ' }[unit] ?? ''}messages per second`,
    quantity: ratePerSecond,
    higher: 'faster',
    lower: 'slower',
    better: 'right',
  },
  cpuNsPerMessage: {
    title: 'Server processor time per message',
    axis: (unit) => `${unit} of server processor time per message`,
    quantity: nanoseconds,
    higher: 'costs more',
    lower: 'costs less',
    better: 'left',
  },
} as const satisfies Readonly<Record<Metric, MetricWords>>;

export const metrics = ['messagesPerSecond', 'cpuNsPerMessage'] as const satisfies readonly Metric[];

/** One or two words: `faster`, `equivalent`, `withheld`. */
export function verdictWord(ratio: Ratio, metric: Metric): string {
  switch (ratio.verdict) {
    case 'higher':
      return metricWords[metric].higher;
    case 'lower':
      return metricWords[metric].lower;
    case 'equivalent':
      return 'equivalent';
    case 'inconclusive':
      return ratio.interval === null ? 'no verdict' : 'inconclusive';
    case 'withheld':
      return 'withheld';
  }
}

/** `faster by more than 10 %`, `inconclusive; about 24 rounds would decide`. */
export function verdictSentence(ratio: Ratio, metric: Metric, margin: number): string {
  const word = verdictWord(ratio, metric);
  switch (ratio.verdict) {
    case 'higher':
    case 'lower':
      return ratio.beyondMargin ? `${word} by more than ${formatPercent(margin)}` : word;
    case 'equivalent':
      return `${word} within ${formatPercent(margin)}`;
    case 'inconclusive':
      if (ratio.interval === null) return `${word} (${ratio.note ?? 'no interval'})`;
      return ratio.roundsToDecide === null ? word : `${word}; ${roundsNeeded(ratio.roundsToDecide)}`;
    case 'withheld':
      return word;
  }
}

function roundsNeeded(rounds: number | 'not decidable here'): string {
  return rounds === 'not decidable here' ? rounds : `about ${formatCount(rounds)} rounds would decide`;
}

/** Most completed trials found the client at its limit: the figure is "at least". */
export function isClientLimited(row: Row): boolean {
  return (row.warnings.get('client-limited') ?? 0) * 2 > row.completed;
}

/** Characters of an error that are shown beside figures. */
const longestReason = 160;

/** What did not go as planned, null when all went well: `no completed trial, 8 failed: …`, `2 trials failed: …`. */
export function mishap(row: Row): string | null {
  if (row.skipped !== null) return `skipped: ${clipped(row.skipped, longestReason)}`;
  const error = row.error === null ? '' : `: ${clipped(row.error, longestReason)}`;
  if (row.completed === 0)
    return row.failed === 0 ? 'no completed trial' : `no completed trial, ${formatCount(row.failed)} failed${error}`;
  return row.failed === 0 ? null : `${count(row.failed, 'trial')} failed${error}`;
}

/** `1 round`, `8 rounds`. */
export function count(amount: number, noun: string): string {
  return `${formatCount(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** `8 rounds`, `7–8 rounds`; nothing when there is no estimate. */
export function roundsOf(estimates: readonly (Estimate | null)[]): string {
  const rounds = estimates.flatMap((estimate) => (estimate === null ? [] : [estimate.n]));
  if (rounds.length === 0) return 'no rounds';
  const [fewest, most] = [Math.min(...rounds), Math.max(...rounds)];
  return fewest === most ? count(most, 'round') : `${fewest}–${most} rounds`;
}

/** `ahead from 4.10 µs (1.90 µs–7.70 µs)`, `ahead at every level`. */
export function crossoverSentence(outcome: Crossover['outcome']): string {
  switch (outcome.kind) {
    case 'between': {
      const { lowNs, estimateNs, highNs } = outcome;
      const range = highNs === null ? `${duration(lowNs)} or more` : `${duration(lowNs)}–${duration(highNs)}`;
      return `ahead from ${duration(estimateNs)} (${range})`;
    }
    case 'ahead-everywhere':
      return 'ahead at every level';
    case 'behind-everywhere':
      return 'behind at every level';
    case 'not-determined':
      return `crossover not determined: ${outcome.why}`;
  }
}

function duration(ns: number): string {
  return ns === 0 ? '0' : formatQuantity(ns, nanoseconds);
}

/** What all of the cells have in common, in words; what differs is left to the names of the groups. */
export function conditionsOf(cells: readonly Cell[]): string[] {
  const [first] = cells;
  if (first === undefined) return [];
  const isCommon = (value: (cell: Cell) => unknown) => cells.every((cell) => value(cell) === value(first));
  const parts: string[] = [];
  if (isCommon((cell) => cell.connections)) parts.push(count(first.connections, 'connection'));
  if (isCommon((cell) => cell.depth)) parts.push(`closed loop with ${count(first.depth, 'request')} in flight on each`);
  if (isCommon((cell) => cell.payloadBytes)) parts.push(`${formatCount(first.payloadBytes)} B payload`);
  if (isCommon((cell) => cell.framing)) parts.push(`framing ${first.framing}`);
  if (isCommon((cell) => cell.service)) parts.push(`service ${first.service}`);
  if (isCommon((cell) => cell.path)) parts.push(first.path);
  if (isCommon(regimeOf)) parts.push(regimeOf(first));
  return parts;
}

/** `equal budget (server on processor 0, client on 1)`, `whole machine (nothing pinned)`. */
function regimeOf({ regime, serverCpus, clientCpus }: Cell): string {
  const name = regime === 'equal-budget' ? 'equal budget' : 'whole machine';
  if (serverCpus === null && clientCpus === null) return `${name} (nothing pinned)`;
  return `${name} (server on ${processors(serverCpus)}, client on ${processors(clientCpus)})`;
}

function processors(cpus: readonly number[] | null): string {
  if (cpus === null) return 'any processor';
  return `processor${cpus.length === 1 ? '' : 's'} ${cpus.join(', ')}`;
}
