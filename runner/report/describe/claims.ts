/** A chart for each claim that has situations of its own: these, by the figures that decide it. */
import type { Draft } from '../charts/description.ts';
import { aboutClaim } from '../text/claim-evidence.ts';
import { describeAbsolute, type Described } from './rows.ts';

export interface ClaimChart {
  readonly claim: number;
  readonly draft: Draft;
}

export function describeClaims(run: Described): ClaimChart[] {
  return run.experiment.judged.flatMap((judged) => {
    const experiment = aboutClaim(judged, run.experiment);
    const draft = experiment === null ? null : describeAbsolute({ ...run, experiment }, null);
    if (draft === null || draft.kind !== 'absolute') return [];
    const { number, name } = judged.claim;
    // What is claimed is neither good nor bad.
    const columns = draft.columns.map((column) => ({ ...column, directions: ['', ''] as const }));
    // Failed controls are those of other experiments: what they withhold is said by the predictions.
    return [
      { claim: number, draft: { ...draft, columns, alarm: null, title: `${number} ${name}: ${judged.verdict}` } },
    ];
  });
}
