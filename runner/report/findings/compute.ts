/**
 * From how much computation per request a second thread or process pays: in processor time, and in echoes, by which a reader
 * can take it to another machine.
 */
import { isBaseline, type Crossover, type ExperimentAnalysis } from '../../analysis/analysis.ts';
import { amountOf } from '../../analysis/levels.ts';
import type { Axis } from '../../result/plan.ts';
import { labelledText } from '../text/comparison.ts';
import { formatEstimate, formatQuantity } from '../text/format.ts';
import { crossoverLabels, interpolatedFigure, interpolationOf, rangeOf } from '../text/crossover-words.ts';
import { amountText, measureOf } from '../text/levels.ts';
import { multipleOf, multipleText, placeInMultiples, rangeInMultiples } from '../text/multiples.ts';
import { bracketed, bracketedRange } from '../text/words.ts';
import { baselineName, withheld } from './sentences.ts';

type Between = Extract<Crossover['outcome'], { readonly kind: 'between' }>;

export function describeCompute(analysis: ExperimentAnalysis): string {
  const { crossovers, unfit } = analysis;
  if (unfit) return `${withheld}From where a second thread or process pays is left open.`;
  if (crossovers.length === 0) return 'Too few levels were measured to say from where a second thread or process pays.';
  const parts = crossovers.map(
    (crossover) =>
      `${crossover.arm} ${describeOutcome(crossover.outcome, analysis)}${bracketed(crossoverLabels(crossover, analysis))}`,
  );
  return `Computation per request from which each pays, compared with ${baselineName(analysis)} on the whole machine${echoOf(analysis)}: ${parts.join('; ')}.`;
}

/** Without labels, for which there is a sign, and without multiples: what an echo takes is said once. */
export function answerCompute(analysis: ExperimentAnalysis): string {
  const { crossovers, axis } = analysis;
  if (crossovers.length === 0 || axis === null) return describeCompute(analysis);
  const found = crossovers.map((crossover) => {
    const sign = crossoverLabels(crossover, analysis).length === 0 ? '' : '‡';
    return { arm: crossover.arm, words: `${shortOutcome(crossover.outcome, axis, analysis)}${sign}` };
  });
  const parts = [...Map.groupBy(found, ({ words }) => words)].map(
    ([words, same]) => `${same.map(({ arm }) => arm).join(', ')} ${words}`,
  );
  const echo = multipleOf(analysis);
  const size = echo === null ? '' : ` (${echo.name} ${formatQuantity(echo.size, axis.quantity)})`;
  return `Work per request from which each beats ${baselineName(analysis)}${size}: ${parts.join('; ')}.`;
}

function shortOutcome(outcome: Crossover['outcome'], axis: Axis, analysis: ExperimentAnalysis): string {
  if (outcome.kind !== 'between') return describeOutcome(outcome, analysis);
  const { below, above, interpolated } = outcome;
  if (above === null) return `at least ${amountText(interpolated?.low ?? below ?? 0, axis)}, if at all`;
  if (interpolated === null)
    return below === null
      ? `at most ${amountText(above, axis)}`
      : `between ${amountText(below, axis)} and ${amountText(above, axis)}`;
  const { estimate, low, high } = interpolated;
  if (low === null || high === null) return interpolationOf(outcome, axis) ?? '';
  const figure = { value: estimate, interval: { low, high }, coverage: null, n: 0, values: [], note: null };
  return formatEstimate(figure, axis.quantity);
}

/** `, which takes 13.1 µs (12.6–13.6) of processor time for an echo`; nothing where that is not known. */
function echoOf(analysis: ExperimentAnalysis): string {
  const measure = measureOf(analysis);
  const baseline = analysis.groups.find((group) => amountOf(group) === 0)?.rows.find(isBaseline);
  const estimate = measure === null ? undefined : baseline?.figures.get(measure.name);
  if (measure === null || baseline === undefined || estimate === undefined) return '';
  return `, which takes ${labelledText(baseline, estimate, measure, analysis)} of processor time for an echo`;
}

function describeOutcome(outcome: Crossover['outcome'], analysis: ExperimentAnalysis): string {
  const { groups, axis } = analysis;
  if (axis === null) return 'on no axis';
  switch (outcome.kind) {
    case 'between':
      return placeOf(outcome, axis, analysis);
    case 'ahead-everywhere':
      return `ahead at every level, from ${amountText(Math.min(...groups.map(amountOf)), axis)} on`;
    case 'behind-everywhere': {
      const most = Math.max(...groups.map(amountOf));
      return `behind at every level, up to ${withMultiple(amountText(most, axis), multipleText(most, analysis))}`;
    }
    case 'not-determined':
      return `not determined (${outcome.why})`;
  }
}

/**
 * The figure between neighbouring levels where there is one, else the levels; a crossover that the levels leave open on one
 * side is "at most" or "at least".
 */
function placeOf(outcome: Between, axis: Axis, analysis: ExperimentAnalysis): string {
  const { below, above, interpolated } = outcome;
  const level = (amount: number) => amountText(amount, axis);
  if (above === null) {
    // The upper end of the ratio is below 1 up to somewhere beyond that level, where it could be interpolated.
    const least = interpolated?.low ?? below ?? 0;
    return `at least ${withMultiple(level(least), multipleText(least, analysis))}, if at all`;
  }
  if (interpolated !== null) {
    const { quantity } = axis;
    const figure = interpolatedFigure(interpolated, quantity);
    const ranges = [rangeOf(interpolated, quantity), rangeInMultiples(interpolated, analysis)];
    return `${withMultiple(figure, multipleText(interpolated.estimate, analysis))}${bracketedRange(ranges)}`;
  }
  if (below === null) return `at most ${withMultiple(level(above), multipleText(above, analysis))}`;
  return withMultiple(`between ${level(below)} and ${level(above)}`, placeInMultiples(outcome, analysis));
}

function withMultiple(text: string, multiple: string | null): string {
  return multiple === null ? text : `${text}, ${multiple}`;
}
