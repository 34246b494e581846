/** What figures are called, and what a verdict says in words: the same in charts, tables and the terminal. */
import { figureOf, type ExperimentAnalysis, type Row } from '../../analysis/analysis.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Term } from '../../result/plan.ts';
import { neutral } from '../../statistics/scale.ts';
import type { Contrast } from '../../statistics/verdict.ts';
import { formatCount, formatPercent, formatQuantity } from './format.ts';
import { clipped } from './one-line.ts';

/** What charts show and tables compare: more would not fit beside one another. */
export function comparedMetrics({ shown }: Pick<ExperimentAnalysis, 'shown'>): readonly MetricDefinition[] {
  return shown.slice(0, 2);
}

/**
 * What was found, read off the interval: `faster by more than 10 %`, `faster by less than 10 %`, `equivalent within 10 %`;
 * `faster` alone says that the interval reaches over the margin's edge.
 */
export function verdictWords(contrast: Contrast, metric: MetricDefinition, margin: number): string {
  const { verdict, interval, beyondMargin, withinMargin } = contrast;
  switch (verdict) {
    case 'higher':
    case 'lower': {
      const word = metric[verdict];
      if (beyondMargin) return sized(word, `more than ${formatPercent(margin)}`);
      return withinMargin ? sized(word, `less than ${formatPercent(margin)}`) : word;
    }
    case 'equivalent':
      return `equivalent within ${marginText(metric, margin)}`;
    case 'inconclusive':
      if (isIdentical(contrast, metric)) return 'identical in every round';
      return interval === null ? 'no verdict' : 'no detectable difference';
    case 'undeclared':
      return 'not compared';
    case 'withheld':
      return 'withheld';
  }
}

/** `slower by less than 10 %`, and of a verb with what it is by: `costs less than 10 % more`. */
function sized(word: string, amount: string): string {
  const [, verb, direction] = /^(\S+) (more|less)$/.exec(word) ?? [];
  return verb === undefined ? `${word} by ${amount}` : `${verb} ${amount} ${direction}`;
}

/** The same where there is no room for words: `faster > 10 %`, `faster < 10 %`, `equivalent`. */
export function verdictBrief(contrast: Contrast, metric: MetricDefinition, margin: number): string {
  const { verdict, beyondMargin, withinMargin } = contrast;
  if (verdict === 'higher' || verdict === 'lower') {
    const beside = beyondMargin ? ` > ${formatPercent(margin)}` : withinMargin ? ` < ${formatPercent(margin)}` : '';
    return `${metric[verdict]}${beside}`;
  }
  if (isIdentical(contrast, metric)) return 'identical';
  if (verdict === 'undeclared') return 'not compared';
  if (verdict === 'inconclusive') return contrast.interval === null ? 'no verdict' : 'no difference seen';
  return verdict;
}

/** `faster by more than 10 %`, `no detectable difference; about 24 rounds would decide`. */
export function verdictSentence(contrast: Contrast, metric: MetricDefinition, margin: number): string {
  const words = verdictWords(contrast, metric, margin);
  const { verdict, interval, note, roundsToDecide } = contrast;
  if (verdict !== 'inconclusive' || isIdentical(contrast, metric)) return words;
  if (interval === null) return `${words} (${note ?? 'no interval'})`;
  return roundsToDecide === null ? words : `${words}; ${roundsNeeded(roundsToDecide)}`;
}

/** Not one round saw a difference: more of them would decide nothing. */
function isIdentical({ verdict, interval, values }: Contrast, { scale }: MetricDefinition): boolean {
  const same = neutral[scale];
  const isPoint = interval !== null && interval.low === same && interval.high === same;
  return verdict === 'inconclusive' && isPoint && values.every((value) => value === same);
}

function marginText({ differenceMargin, quantity }: MetricDefinition, margin: number): string {
  return differenceMargin === null ? formatPercent(margin) : `±${formatQuantity(differenceMargin, quantity)}`;
}

function roundsNeeded(rounds: number | 'not decidable here'): string {
  return rounds === 'not decidable here' ? rounds : `about ${formatCount(rounds)} rounds would decide`;
}

/** Characters of an error that are shown beside figures. */
const longestReason = 160;

/** What did not go as planned, null when all went well: `no completed trial, 8 failed: …`, `2 trials failed: …`. */
export function failureSummary(row: Row): string | null {
  if (row.skipped !== null) return `skipped: ${clipped(row.skipped, longestReason)}`;
  const error = row.error === null ? '' : `: ${clipped(row.error, longestReason)}`;
  if (row.completed === 0)
    return row.failed === 0 ? 'no completed trial' : `no completed trial, ${formatCount(row.failed)} failed${error}`;
  return row.failed === 0 ? null : `${count(row.failed, 'trial')} failed${error}`;
}

/** The same in a few words, where no trial was completed; null where one was. */
export function failureBrief({ completed, failed, skipped }: Row): string | null {
  if (completed > 0) return null;
  if (skipped !== null) return 'skipped';
  return failed > 0 ? 'failed' : 'no completed trial';
}

/** `1 round`, `8 rounds`. */
export function count(amount: number, noun: string): string {
  return `${formatCount(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Rounds behind the figures of a metric; where no row has one, those that were completed. */
export function roundsBehind(rows: readonly Row[], metric: MetricDefinition): number[] {
  const ofFigures = rows.flatMap((row) => figureOf(row, metric)?.n ?? []);
  return ofFigures.length > 0 ? ofFigures : rows.flatMap(({ completed }) => (completed > 0 ? [completed] : []));
}

/** `8 rounds`, `7–8 rounds`. */
export function roundsOf(rounds: readonly number[]): string {
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

/** ` (3.56 µs to 10.7 µs, 0.27–0.82 × echo)`: the range behind a figure, in one unit or several; nothing for none. */
export function bracketedRange(ranges: readonly (string | null)[]): string {
  const known = ranges.filter((range) => range !== null);
  return known.length === 0 ? '' : ` (${known.join(', ')})`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const [last = ''] = names.slice(-1);
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** `Throughput` within a sentence; `CPU` stays. */
export function uncapitalized(title: string): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? `${title.slice(0, 1).toLowerCase()}${title.slice(1)}` : title;
}

/** `Response time, p99` within a sentence: `response time (p99)`. */
export function titleWords({ title }: MetricDefinition): string {
  return uncapitalized(title).replace(/, (.*)$/, ' ($1)');
}

/** What all groups of the experiment share; what differs is left to their names. */
export function sharedTerms({ groups }: Pick<ExperimentAnalysis, 'groups'>): readonly Term[] {
  const [first = [], ...others] = groups.map(({ group }) => group.terms);
  return first.filter((term) =>
    others.every((terms) => terms.some(({ name, text }) => name === term.name && text === term.text)),
  );
}

/** Where a group is, in a sentence: `at 64 connections`, and `over veth`, which says it itself. */
export function atGroup(label: string): string {
  return label.startsWith('over ') ? label : `at ${label}`;
}
