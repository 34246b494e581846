/** What became of a figure from one run to the other, in words. */
import {
  sides,
  type ComparedFigure,
  type Outcome,
  type RunComparison,
  type Side,
} from '../../analysis/compare-runs.ts';
import type { ComparedCrossover } from '../../analysis/compare-crossovers.ts';
import { boundOf, comparisonLabels } from '../../analysis/labels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { crossoverSentence } from '../text/crossover-words.ts';
import {
  formatCount,
  formatDifference,
  formatFactor,
  formatPercent,
  formatQuantity,
  formatRatio,
} from '../text/format.ts';
import { labelsAbout } from '../text/limits.ts';
import { count, listed } from '../text/words.ts';

/** `×0.93 (0.90–0.97)`, `≥ ×1.20 (1.17–1.23)`; a dash where the run has none. */
export function ratioWithin({ figures, ratios }: ComparedFigure, side: Side): string {
  const { row, group, metric } = figures[side];
  const ratio = ratios[side];
  return ratio === null ? '–' : `${boundOf(row, group, metric).bound}${estimateText(ratio, metric)}`;
}

/** B against A: `×0.80 (0.74–0.86)`, `identical`. */
export function changeText({ change, outcome, metric }: ComparedFigure): string {
  if (outcome.kind === 'identical') return 'identical';
  return change === null ? '–' : estimateText(change, metric);
}

function estimateText(estimate: Estimate, { scale, quantity }: MetricDefinition): string {
  return scale === 'factor' ? formatRatio(estimate) : formatDifference(estimate, quantity);
}

/**
 * `changed: slower by more than 10 %`, `held within 10 %`, `cannot tell`. The words compare B with A: an arm that is slower
 * against its baseline than it was.
 */
export function outcomeWords({ outcome, metric, change, figures }: ComparedFigure, margin: number): string {
  switch (outcome.kind) {
    case 'changed':
      return `changed: ${metric[outcome.direction]}${beside(outcome, margin)}`;
    case 'held':
      return `held within ${marginText(figures.A.metric, metric, margin)}`;
    case 'identical':
      return 'held: identical in every round';
    case 'cannot-tell': {
      const rounds = change?.roundsToDecide ?? null;
      if (outcome.why !== null || rounds === null) return 'cannot tell';
      return typeof rounds === 'number' ? `cannot tell (${formatCount(rounds)} rounds might)` : 'cannot tell';
    }
    case 'not-judged':
      return 'not judged';
  }
}

function beside(outcome: Extract<Outcome, { readonly kind: 'changed' }>, margin: number): string {
  if (outcome.beyondMargin) return ` by more than ${formatPercent(margin)}`;
  return outcome.withinMargin ? ` by less than ${formatPercent(margin)}` : '';
}

function marginText(one: MetricDefinition, other: MetricDefinition, margin: number): string {
  if (other.scale === 'factor') return formatPercent(margin);
  return `±${formatQuantity(Math.max(one.differenceMargin ?? 0, other.differenceMargin ?? 0), other.quantity)}`;
}

/** Labels of the comparison within one run: `not steady`, `baseline: not steady`. */
export function labelsWithin({ figures }: ComparedFigure, side: Side): readonly string[] {
  const { row, group, metric, experiment } = figures[side];
  return comparisonLabels(row, group, labelsAbout([metric], experiment.labels));
}

/** `Of 6 figures that both runs compare, 3 held, 2 changed (1 worse, 1 better), and 1 cannot be told.` */
export function summaryOf({ figures, comparisons }: RunComparison): string {
  const judged = figures.filter(({ outcome }) => outcome.kind !== 'not-judged');
  if (judged.length === 0) return 'No figure was declared in both runs, so that nothing is judged.';
  const of = (...kinds: readonly Outcome['kind'][]) => judged.filter(({ outcome }) => kinds.includes(outcome.kind));
  const changed = of('changed');
  const worse = changed.filter(({ outcome }) => outcome.kind === 'changed' && outcome.isWorse).length;
  const directions = [
    ...(worse > 0 ? [`${formatCount(worse)} worse`] : []),
    ...(changed.length > worse ? [`${formatCount(changed.length - worse)} better`] : []),
  ];
  const parts = [
    `${formatCount(of('held', 'identical').length)} held`,
    `${formatCount(changed.length)} changed${directions.length === 0 ? '' : ` (${directions.join(', ')})`}`,
    `${formatCount(of('cannot-tell').length)} cannot be told`,
  ];
  const outcome = `Of ${count(judged.length, 'figure')} that both runs compare, ${listed(parts)}.`;
  const hasIntervals = judged.some(({ change }) => (change?.interval ?? null) !== null);
  return hasIntervals ? `${outcome} ${coverageSentence(comparisons)}${unseen(judged)}` : outcome;
}

function coverageSentence(comparisons: number): string {
  return comparisons === 1
    ? 'Its interval holds with 95 %, if both runs scatter alike.'
    : 'With 95 % the intervals of all of them hold at once, if both runs scatter alike.';
}

/** What could not have been seen: a run that is too short holds everything that it cannot tell. */
function unseen(judged: readonly ComparedFigure[]): string {
  const detectable = judged.flatMap(({ change, metric }) =>
    change === null || change.detectable === null || metric.scale !== 'factor' ? [] : [change.detectable],
  );
  if (detectable.length === 0) return '';
  const [least, most] = [Math.min(...detectable), Math.max(...detectable)].map(formatFactor);
  return ` A change of a ratio by less than ${least === most ? most : `${least} to ${most}`} may have gone unseen.`;
}

/** `A: overtakes between echo and 10 µs; B: …; cannot tell`. */
export function crossoverWords({
  crossovers,
  outcome,
}: ComparedCrossover): readonly [A: string, B: string, words: string] {
  const [A, B] = sides.map((side) => {
    const { crossover, experiment } = crossovers[side];
    return experiment.axis === null ? '–' : crossoverSentence(crossover.outcome, experiment.axis);
  });
  return [A ?? '–', B ?? '–', crossoverOutcome(outcome)];
}

function crossoverOutcome(outcome: ComparedCrossover['outcome']): string {
  switch (outcome.kind) {
    case 'changed':
      return `changed: at a ${outcome.direction === 'later' ? 'higher' : 'lower'} level than in A`;
    case 'cannot-tell':
      return outcome.why === null ? 'cannot tell' : `cannot tell: ${outcome.why}`;
    case 'not-judged':
      return 'not judged';
  }
}
