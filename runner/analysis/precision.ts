/** `--precision` while a run goes on: how much rounds scatter, and whether an experiment has enough of them. Pure. */
import type { Plan } from '../result/plan.ts';
import { mean, sum } from '../statistics/averages.ts';
import { analyseSoFar } from './analyse.ts';
import type { Row } from './analysis.ts';
import type { Observation } from './observation.ts';
import { differences, seriesOf } from './pairing.ts';
import { disturbancesIn, kindPlanOf, metricOf } from './planned.ts';
import { roundsOf } from './rounds.ts';

/** How much the compared logarithms of an experiment scatter from round to round, all its declared comparisons together. */
export interface Spread {
  readonly experiment: string;
  /** Null where nothing was compared, or too little was measured. */
  readonly standardDeviation: number | null;
}

/** Of the primary metric, about each comparison's own mean. */
export function spreadsOf(plan: Plan, observations: readonly Observation[]): Spread[] {
  return plan.experiments.map(({ name, kind, primaryMetric }) => {
    const metric = metricOf(kindPlanOf(plan, kind), primaryMetric);
    const paired = plan.groups
      .filter((group) => group.experiment === name)
      .flatMap((group) => {
        const rounds = roundsOf(group, observations, disturbancesIn(plan, group));
        return group.comparisons.flatMap(({ arm, reference }) =>
          'cells' in reference
            ? [differences(seriesOf(rounds, [arm], metric), seriesOf(rounds, reference.cells, metric))]
            : [],
        );
      });
    const freedom = sum(paired.map(({ length }) => Math.max(0, length - 1)));
    const squares = paired.flatMap((of) => of.map((difference) => (difference - mean(of)) ** 2));
    return { experiment: name, standardDeviation: freedom === 0 ? null : Math.sqrt(sum(squares) / freedom) };
  });
}

/**
 * Whether an experiment ends at a look. Judged by the widths of its declared comparisons in the primary metric, and never by
 * where they lie. What declares nothing ends at the first one, and so do the controls; an arm that failed in every round
 * becomes no more precise.
 *
 * @param rounds how many of them are measured
 */
export function endsAfter(
  rounds: number,
  experiment: string,
  plan: Plan,
  observations: readonly Observation[],
): boolean {
  const { precision } = plan;
  if (precision === undefined || !precision.looks.includes(rounds)) return false;
  const ids = new Set(
    plan.groups.flatMap((group) => (group.experiment === experiment ? group.cells.map(({ id }) => id) : [])),
  );
  const own = observations.filter(({ cell }) => ids.has(cell));
  // An earlier part of this run has looked, and gone on.
  if (own.some(({ round }) => round >= rounds)) return false;
  const found = analyseSoFar(plan, own).find(({ name }) => name === experiment);
  if (found === undefined) return true;
  const [primary] = found.shown;
  return found.groups.every(({ rows }) =>
    rows.every((row) => !row.declared || isNarrow(row, primary.name, precision.asked)),
  );
}

function isNarrow({ completed, contrasts }: Row, metric: string, asked: number): boolean {
  const contrast = contrasts.get(metric);
  if (contrast === undefined) return completed === 0;
  return isWithinAsked(contrast.detectable, asked);
}

/** @param detectable half-width of an interval as a factor; null where there is none */
export function isWithinAsked(detectable: number | null, asked: number): boolean {
  return detectable !== null && detectable <= 1 + asked;
}
