/** The claim of one figure: estimate and interval, how it compares with the baseline, and the labels that belong to both. */
import { contrastOf, figureOf, isBaseline, type GroupAnalysis, type Row } from '../../analysis/analysis.ts';
import type { CitableFigure } from '../../analysis/citable.ts';
import { boundOf, isLowerBound, labelsOf } from '../../analysis/labels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { neutral } from '../../statistics/scale.ts';
import { coverage } from '../../statistics/simultaneous.ts';
import type { Contrast } from '../../statistics/verdict.ts';
import { comparisonOf } from '../text/comparison.ts';
import { formatEstimate, formatExactly, formatFactor, formatPercent } from '../text/format.ts';
import { gapWords, labelsAbout } from '../text/limits.ts';
import { measuredTerms } from '../text/measured-conditions.ts';
import { baselineName, bracketed, failureBrief, failureSummary, listed, titleWords } from '../text/words.ts';
import { roundsText, withInterval, type Claim } from './claim.ts';
import { code, type Phrase } from './phrase.ts';

/** @param plannedRounds of the run */
export function figureClaim(citable: CitableFigure, plannedRounds: number): Claim {
  const { experiment, group, row, metric } = citable;
  const estimate = figureOf(row, metric);
  if (estimate === null) return withheldFigure(citable);
  const { interval, note } = estimate;
  if (interval === null) {
    return { ok: false, why: `has no interval: ${note ?? 'too few rounds'}`, brief: 'no interval' };
  }
  const doubt = row.doubtful.get(metric.name);
  return {
    ok: true,
    words: [
      `${experiment.factor.title} `,
      code(row.cell.arm),
      ` (${group.label}): ${titleWords(metric)} `,
      figureText(row, estimate, metric, plannedRounds),
      bracketed(labelsOf(row, labelsAbout([metric], experiment.labels))),
      ...comparisonWords(citable, plannedRounds),
      '.',
      ...(doubt === undefined
        ? []
        : [` In some of the rounds the figure is in doubt, and the interval allows for it: ${doubt}.`]),
    ],
    conditions: conditionsOf(citable),
  };
}

/** What all cells of the group share, and what was found of what nobody chose. */
function conditionsOf({ experiment, group }: CitableFigure): string[] {
  const measured = measuredTerms({ conditions: experiment.conditions, groups: [group] });
  return [...group.group.terms, ...measured].map(({ text }) => text);
}

/** Of everything that keeps a row from having a figure, what is nearest to the cause. */
function withheldFigure({ experiment, row, metric }: CitableFigure): Claim {
  const missing = row.completed === 0 ? failureSummary(row) : null;
  const why = missing ?? row.withheld.get(metric.name) ?? gapWords(row, metric, experiment.labels);
  const brief = failureBrief(row) ?? gapWords(row, metric, experiment.labels);
  return {
    ok: false,
    why: why === 'no figure' ? 'has no figure: no trial measured it' : `has no figure: ${why}`,
    brief,
  };
}

/** `59.8 k/s (95 % interval 57.1–62.4; n = 8 rounds)`, `at least 59.8 k/s (…)`, `4 (identical in all 8 rounds)`. */
function figureText(row: Row, estimate: Estimate, metric: MetricDefinition, planned: number): string {
  const least = isLowerBound(row, metric) ? 'at least ' : '';
  const rounds = roundsText(estimate.n, planned);
  if (isConstant(estimate)) {
    return `${least}${shortestText(estimate.value, metric)} (identical in every round; ${rounds})`;
  }
  const figure = formatEstimate(estimate, metric.quantity);
  return `${least}${withInterval(figure, `${formatPercent(coverage)} interval`, rounds)}`;
}

/** As far as numbers tell: equal shares differ in their last bits. */
const sameWithin = 1e-12;

/** Not one round differs from another: an interval would only say how fine the counting was, in digits that nobody needs. */
function isConstant({ values }: Estimate): boolean {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return most - least <= sameWithin * Math.max(Math.abs(least), Math.abs(most));
}

/** At most three digits, and no zeros behind the last that is known. */
function shortestText(value: number, { quantity }: MetricDefinition): string {
  return formatExactly(Number(value.toPrecision(3)), quantity);
}

function comparisonWords(citable: CitableFigure, planned: number): Phrase {
  const { experiment, group, row, metric } = citable;
  if (isBaseline(row)) return [`; it is the ${baselineName(row)}`];
  const contrast = contrastOf(row, metric);
  const shown = comparisonOf(row, group, metric, experiment);
  const against = referenceOf(row, group);
  if (contrast === null || shown === null || contrast.verdict === 'undeclared') return notCompared(citable, against);
  if (contrast.interval === null) {
    return ['; no verdict on its comparison with ', ...against, `: ${contrast.note ?? 'it has no interval'}`];
  }
  const { carries } = boundOf(row, group, metric);
  if (carries === 'none') {
    return ['; it and ', ...against, ' are lower bounds, so that their ratio tells nothing'];
  }
  const rounds = roundsText(contrast.n, planned);
  return [
    ', ',
    ratioText(contrast, metric, shown.figure, rounds, roundsText(figureOf(row, metric)?.n ?? 0, planned)),
    metric.scale === 'factor' ? ' that of ' : ' compared with ',
    ...against,
    shown.labels,
    `: ${verdictText(contrast, carries, shown.sentence)}`,
  ];
}

/**
 * `×0.69 (simultaneous 95 % interval 0.66–0.72)`, with "at least" or "at most" where it is a bound.
 *
 * @param ownRounds of the arm's figure, which stands before it: said again only where the comparison has others
 */
function ratioText(
  contrast: Contrast,
  metric: MetricDefinition,
  figure: string,
  rounds: string,
  ownRounds: string,
): string {
  const [bare, bound] = [figure.replace(/^[≥≤] /, ''), boundWords(figure)];
  if (isConstant(contrast)) {
    const same = Math.abs(contrast.value - neutral[metric.scale]) <= sameWithin;
    const value = metric.scale === 'factor' ? formatFactor(contrast.value) : bare.replace(/ \(.*\)$/, '');
    return same ? `the same in every round (${rounds}) as` : `${bound}${value} in every round (${rounds})`;
  }
  const others = rounds === ownRounds ? null : rounds;
  return `${bound}${withInterval(bare, `simultaneous ${formatPercent(coverage)} interval`, others)}`;
}

function boundWords(figure: string): string {
  if (figure.startsWith('≥')) return 'at least ';
  return figure.startsWith('≤') ? 'at most ' : '';
}

/** A verdict that the bound does not carry is none: the true figure may lie on the other side. */
function verdictText({ verdict }: Contrast, carries: string, sentence: string): string {
  const isCarried = carries === 'all' || verdict === carries || verdict === 'inconclusive';
  const words = sentence.replace(/ †$/, '');
  return isCarried ? words : `as measured ${words}, which the bound leaves open`;
}

function notCompared({ row, standing }: CitableFigure, against: Phrase): Phrase {
  if (standing === 'described') return ['; it describes the trials, and is compared with nothing'];
  return row.declared
    ? ['; its comparison with ', ...against, ' has no value']
    : ['; a comparison with ', ...against, ' was not declared'];
}

/** The baseline's name, or that it is a claim. */
function referenceOf({ cell }: Row, { group, rows }: GroupAnalysis): Phrase {
  const reference = group.comparisons.find(({ arm }) => arm === cell.id)?.reference;
  if (reference !== undefined && !('cells' in reference)) return ['what was claimed'];
  const names = rows.filter(isBaseline).map((row) => row.cell.arm);
  return names.length === 0 ? ['the baseline'] : [code(listed(names))];
}
