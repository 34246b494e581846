/** A chart for each claim that has situations of its own: these, by the figures that decide it. */
import type { ExperimentAnalysis, GroupAnalysis } from '../../analysis/analysis.ts';
import type { JudgedClaim } from '../../analysis/judged-claim.ts';
import type { Draft } from '../charts/description.ts';
import { describeAbsolute, type Described } from './rows.ts';

export interface ClaimChart {
  readonly claim: number;
  readonly draft: Draft;
}

export function describeClaims(run: Described): ClaimChart[] {
  return run.experiment.judged.flatMap((judged) => {
    const narrowed = aboutClaim(judged, run.experiment);
    const draft = narrowed === null ? null : describeAbsolute({ ...run, experiment: narrowed }, null);
    if (draft === null) return [];
    const { number, name } = judged.claim;
    return [{ claim: number, draft: { ...draft, title: `${number} ${name}: ${judged.verdict}` } }];
  });
}

/** The experiment as if it had asked for this claim alone; null where others measured all of it. */
function aboutClaim({ predictions }: JudgedClaim, experiment: ExperimentAnalysis): ExperimentAnalysis | null {
  const group = predictions.flatMap(({ prediction }) => groupOf(prediction.of.group, experiment))[0];
  if (group === undefined) return null;
  const read = predictions.flatMap(({ prediction: { of, against } }) => (against === null ? [of] : [of, against]));
  const asked = new Set(read.filter((figure) => figure.group === group.id).map(({ metric }) => metric));
  const [first, ...others] = experiment.shown.filter(({ name }) => asked.has(name));
  return first === undefined ? null : { ...experiment, groups: [group], shown: [first, ...others] };
}

function groupOf(id: string, { groups }: ExperimentAnalysis): GroupAnalysis[] {
  return groups.filter((group) => group.id === id);
}
