/** What was measured for one claim alone, as charts and tables take it: an experiment with nothing else in it. */
import { figureOf, type ExperimentAnalysis } from '../../analysis/analysis.ts';
import type { JudgedClaim } from '../../analysis/judged-claim.ts';

/** Its own group, with the metrics that it names, under its names for them; null where other experiments measured all of it. */
export function aboutClaim(
  { claim: { predictions, figures } }: JudgedClaim,
  experiment: ExperimentAnalysis,
): ExperimentAnalysis | null {
  const ids = new Set(predictions.map(({ of }) => of.group));
  const group = experiment.groups.find(({ id }) => ids.has(id));
  if (group === undefined) return null;
  // In the order in which the claim names them.
  const named = Object.entries(figures).flatMap(([name, title]) => {
    const metric = experiment.shown.find((one) => one.name === name);
    return metric === undefined ? [] : [{ ...metric, title, column: title }];
  });
  const [first, ...others] = named.filter((metric) => group.rows.some((row) => figureOf(row, metric) !== null));
  return first === undefined ? null : { ...experiment, groups: [group], shown: [first, ...others] };
}
