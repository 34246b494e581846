/** From how much computation per request a second thread or process pays. */
import type { Crossover, ExperimentAnalysis } from '../../analysis/analysis.ts';
import { amountOf } from '../../analysis/levels.ts';
import { crossoverLabels, interpolationOf, placeOf } from '../text/crossover-words.ts';
import { amountText } from '../text/levels.ts';
import { bracketed } from '../text/words.ts';
import { baselineName, withheld } from './sentences.ts';

export function describeCompute(analysis: ExperimentAnalysis): string {
  const { crossovers, unfit } = analysis;
  if (unfit) return `${withheld}From where a second thread or process pays is left open.`;
  if (crossovers.length === 0) return 'Too few levels were measured to say from where a second thread or process pays.';
  const parts = crossovers.map(
    (crossover) =>
      `${crossover.arm} ${describeOutcome(crossover.outcome, analysis)}${bracketed(crossoverLabels(crossover, analysis))}`,
  );
  return `Compared with ${baselineName(analysis)} on the whole machine: ${parts.join('; ')}.`;
}

function describeOutcome(outcome: Crossover['outcome'], { groups, axis }: ExperimentAnalysis): string {
  if (axis === null) return 'stands on no axis';
  switch (outcome.kind) {
    case 'between': {
      if (outcome.above === null)
        return `begins to pay above ${amountText(outcome.below ?? 0, axis)} of computation per request, if at all`;
      const place = interpolationOf(outcome, axis);
      const begins = `begins to pay ${placeOf(outcome, axis)} of computation per request`;
      return place === null ? begins : `${begins}, interpolated ${place}`;
    }
    case 'ahead-everywhere':
      return 'is ahead from the least computation on';
    case 'behind-everywhere':
      return `is behind up to ${amountText(Math.max(...groups.map(amountOf)), axis)} of computation per request`;
    case 'not-determined':
      return `has no crossover that can be told (${outcome.why})`;
  }
}
