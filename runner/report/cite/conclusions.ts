/** Claims about whole experiments: their findings, crossovers, and orders of two arms. */
import { contrastOf, figureOf, primaryOf, type ExperimentAnalysis } from '../../analysis/analysis.ts';
import type { CitableCrossover, CitableOrder } from '../../analysis/citable.ts';
import { coverage } from '../../statistics/simultaneous.ts';
import { findingOf } from '../findings/index.ts';
import { crossoverLabels, crossoverSentence } from '../text/crossover-words.ts';
import { formatPercent } from '../text/format.ts';
import { measuredTerms, termText } from '../text/measured-conditions.ts';
import { placeInMultiples } from '../text/multiples.ts';
import { changeWords, groupNames, orderWords, pairLabels, ratioText } from '../text/order-words.ts';
import { bracketed, roundsBehind, roundsOf, sharedTerms, uncapitalized } from '../text/words.ts';
import type { Claim } from './claim.ts';
import { code } from './phrase.ts';
import type { CitableFinding } from './statements.ts';

export function findingClaim({ experiment }: CitableFinding): Claim {
  const rows = experiment.groups.flatMap((group) => group.rows);
  const rounds = roundsBehind(rows, primaryOf(experiment));
  if (rounds.length === 0) {
    return { ok: false, why: 'has no figure to rest on: no trial completed', brief: 'no figure' };
  }
  const figures = rows.flatMap((row) => figureOf(row, primaryOf(experiment)) ?? []);
  if (figures.every(({ interval }) => interval === null)) {
    return { ok: false, why: `has no interval: ${figures[0]?.note ?? 'too few rounds'}`, brief: 'no interval' };
  }
  return {
    ok: true,
    words: [
      `${experiment.title}: ${findingOf(experiment)} Intervals of single figures are at ${formatPercent(coverage)}, those of comparisons at ${formatPercent(coverage)} for all of the experiment together; n = ${roundsOf(rounds)}.`,
    ],
    conditions: conditionsOf(experiment),
  };
}

export function crossoverClaim({ experiment, crossover }: CitableCrossover): Claim {
  const { axis, baseline } = experiment;
  const { arm, outcome } = crossover;
  if (axis === null) return { ok: false, why: 'stands on no axis', brief: 'no axis' };
  if (outcome.kind === 'not-determined') {
    return { ok: false, why: `is not determined: ${outcome.why}`, brief: 'not determined' };
  }
  const multiple = outcome.kind === 'between' ? placeInMultiples(outcome, experiment) : null;
  const primary = primaryOf(experiment);
  const rounds = experiment.groups.flatMap(({ rows }) =>
    rows.flatMap((row) => (row.cell.arm === arm ? (contrastOf(row, primary)?.n ?? []) : [])),
  );
  return {
    ok: true,
    words: [
      'As ',
      axis.title,
      ' grows, ',
      code(arm),
      ` compared with `,
      code(baseline ?? 'the baseline'),
      ` in ${uncapitalized(primary.title)}: ${crossoverSentence(outcome, axis)}${multiple === null ? '' : `, that is ${multiple}`}`,
      bracketed(crossoverLabels(crossover, experiment)),
      `; read from ratios with simultaneous ${formatPercent(coverage)} intervals, n = ${roundsOf(rounds)}.`,
    ],
    conditions: conditionsOf(experiment),
  };
}

export function orderClaim({ experiment, order, pair }: CitableOrder): Claim {
  const [first, later] = groupNames(order, experiment);
  const ratios = [pair.first, pair.later, pair.change];
  const [before, after, change] = ratios.map(ratioText);
  if (pair.outcome.kind === 'not-determined' || before === null || after === null) {
    return { ok: false, why: `is not determined: ${orderWords(pair, experiment)}`, brief: 'not determined' };
  }
  if (ratios.some((ratio) => ratio !== null && ratio.interval === null)) {
    const note = ratios.find((ratio) => ratio !== null && ratio.note !== null)?.note;
    return { ok: false, why: `has no interval: ${note ?? 'too few rounds'}`, brief: 'no interval' };
  }
  const changed = changeWords(pair);
  const rounds = roundsOf(ratios.flatMap((ratio) => ratio?.n ?? []));
  return {
    ok: true,
    words: [
      `${primaryOf(experiment).title} of `,
      code(pair.arms[0]),
      ' ÷ ',
      code(pair.arms[1]),
      `: ${before} ${first}, ${after} ${later}`,
      change === null ? '' : `, ratio of the two ${change}`,
      bracketed(pairLabels(pair, order, experiment)),
      `; the order: ${orderWords(pair, experiment)}${changed === '' ? '' : `, ${changed}`}; simultaneous ${formatPercent(coverage)} intervals, n = ${rounds}.`,
    ],
    conditions: conditionsOf(experiment),
  };
}

/** What all groups share: what differs is in the words. */
function conditionsOf(experiment: ExperimentAnalysis): string[] {
  return [...sharedTerms(experiment).map(({ text }) => text), ...measuredTerms(experiment).map(termText)];
}
