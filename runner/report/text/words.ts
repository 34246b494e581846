/** What figures are called, and what a verdict says in words: the same in charts, tables and the terminal. */
import type { ControlMetric, Contrast, Estimate, ExperimentAnalysis, Row } from '../../analysis/analysis.ts';
import { definitionOf, type Metric } from '../../trials/server/metrics.ts';
import { neutral } from '../../statistics/scale.ts';
import type { Cell } from '../../result/trial.ts';
import { clipped } from './one-line.ts';
import { formatCount, formatPercent, formatQuantity } from './format.ts';

export const controlMetrics = ['messagesPerSecond', 'cpuNsPerMessage'] as const satisfies readonly ControlMetric[];

/** What charts show and tables compare: more would not fit beside one another. */
export function comparedMetrics({ metrics }: Pick<ExperimentAnalysis, 'metrics'>): readonly Metric[] {
  return metrics.slice(0, 2);
}

/**
 * What was found, read off the interval: `faster by more than 10 %`, `faster by less than 10 %`, `equivalent within 10 %`;
 * `faster` alone says that the interval reaches over the margin's edge.
 */
export function verdictWords(contrast: Contrast, metric: Metric, margin: number): string {
  const { verdict, interval, beyondMargin, withinMargin } = contrast;
  switch (verdict) {
    case 'higher':
    case 'lower': {
      const word = definitionOf(metric)[verdict];
      if (beyondMargin) return `${word} by more than ${formatPercent(margin)}`;
      return withinMargin ? `${word} by less than ${formatPercent(margin)}` : word;
    }
    case 'equivalent':
      return `equivalent within ${marginText(metric, margin)}`;
    case 'inconclusive':
      if (isIdentical(contrast, metric)) return 'identical in every round';
      return interval === null ? 'no verdict' : 'inconclusive';
    case 'withheld':
      return 'withheld';
  }
}

/** The same where there is no room for words: `faster > 10 %`, `faster < 10 %`, `equivalent`. */
export function verdictBrief(contrast: Contrast, metric: Metric, margin: number): string {
  const { verdict, beyondMargin, withinMargin } = contrast;
  if (verdict === 'higher' || verdict === 'lower') {
    const beside = beyondMargin ? ` > ${formatPercent(margin)}` : withinMargin ? ` < ${formatPercent(margin)}` : '';
    return `${definitionOf(metric)[verdict]}${beside}`;
  }
  if (isIdentical(contrast, metric)) return 'identical';
  return verdict === 'inconclusive' && contrast.interval === null ? 'no verdict' : verdict;
}

/** `faster by more than 10 %`, `inconclusive; about 24 rounds would decide`. */
export function verdictSentence(contrast: Contrast, metric: Metric, margin: number): string {
  const words = verdictWords(contrast, metric, margin);
  const { verdict, interval, note, roundsToDecide } = contrast;
  if (verdict !== 'inconclusive' || isIdentical(contrast, metric)) return words;
  if (interval === null) return `${words} (${note ?? 'no interval'})`;
  return roundsToDecide === null ? words : `${words}; ${roundsNeeded(roundsToDecide)}`;
}

/** Not one round saw a difference: more of them would decide nothing. */
function isIdentical({ verdict, interval, values }: Contrast, metric: Metric): boolean {
  const same = neutral[definitionOf(metric).scale];
  const isPoint = interval !== null && interval.low === same && interval.high === same;
  return verdict === 'inconclusive' && isPoint && values.every((value) => value === same);
}

function marginText(metric: Metric, margin: number): string {
  const { differenceMargin, quantity } = definitionOf(metric);
  return differenceMargin === undefined ? formatPercent(margin) : `±${formatQuantity(differenceMargin, quantity)}`;
}

function roundsNeeded(rounds: number | 'not decidable here'): string {
  return rounds === 'not decidable here' ? rounds : `about ${formatCount(rounds)} rounds would decide`;
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

/** What a baseline's figures are: with its A/A twin, a mean. */
export function baselineName({ cells }: Row): string {
  return cells > 1 ? `baseline, mean of its ${cells} cells` : 'baseline';
}

/** ` [not steady]`: what has to be read with the figure before it; nothing for none. */
export function bracketed(labels: readonly string[]): string {
  return labels.length === 0 ? '' : ` [${labels.join(', ')}]`;
}

/** What all of the cells have in common, in words; what differs is left to the names of the groups. */
export function conditionsOf(cells: readonly Cell[]): string[] {
  const [first] = cells;
  if (first === undefined) return [];
  const isCommon = (value: (cell: Cell) => unknown) => cells.every((cell) => value(cell) === value(first));
  const parts: string[] = [];
  const { connections, idleConnections, exchangesPerConnection } = first;
  if (isCommon((cell) => cell.model) && cells.some(({ arm, model }) => arm !== model))
    parts.push(`model ${first.model}`);
  const hasLoad = cells.some((cell) => cell.connections > 0);
  if (isCommon((cell) => cell.connections)) parts.push(hasLoad ? count(connections, 'connection') : 'no load');
  if (isCommon((cell) => cell.exchangesPerConnection) && exchangesPerConnection !== null)
    parts.push(`replaced after ${count(exchangesPerConnection, 'exchange')}`);
  if (isCommon((cell) => cell.idleConnections) && idleConnections > 0)
    parts.push(count(idleConnections, 'idle connection'));
  if (hasLoad && isCommon((cell) => cell.depth))
    parts.push(`closed loop with ${count(first.depth, 'request')} in flight on each`);
  if (isCommon((cell) => cell.payloadBytes)) parts.push(`${formatCount(first.payloadBytes)} B payload`);
  if (isCommon((cell) => cell.receiveBufferBytes) && first.receiveBufferBytes !== null)
    parts.push(`receive buffer of ${formatCount(first.receiveBufferBytes)} B`);
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
