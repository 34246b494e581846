/** Findings in one sentence. Every number in it carries its interval; what was not decided is said to be so. */
import { formatEstimate, formatQuantity, formatRatio, nanoseconds, ratePerSecond } from '../report/format.ts';
import { isClientLimited, verdictSentence } from '../report/words.ts';
import type { Crossover, ExperimentAnalysis, GroupAnalysis, Row } from '../statistics/analysis.ts';

/** For experiments that compare models under the same conditions, in one group or in several. */
export function compareModels({ groups, primaryMetric, margin, unfit }: ExperimentAnalysis): string {
  const sentences = groups.map((group) => {
    const baseline = group.rows.find((row) => row.ratio === null && row.messagesPerSecond !== null);
    if (baseline === undefined)
      return `${group.label}: the baseline has no completed trial, so nothing can be compared`;
    const others = group.rows.flatMap(({ cell, ratio }) => {
      if (ratio === null) return [];
      const one = ratio[primaryMetric];
      const verdict = unfit ? 'without a verdict' : verdictSentence(one, primaryMetric, margin);
      return [`${cell.model} is ${verdict} (${formatRatio(one)})`];
    });
    return `${group.label}: ${absolute(baseline)}; ${others.join('; ')}`;
  });
  return `${unfit ? withheld : ''}${sentences.join('. ')}.`;
}

const withheld = 'The controls do not vouch for this run, so it gives no verdicts. ';

function absolute(row: Row): string {
  const { messagesPerSecond, cpuNsPerMessage } = row;
  if (messagesPerSecond === null || cpuNsPerMessage === null) return `${row.cell.model} has no figure`;
  const atLeast = isClientLimited(row) ? 'at least ' : '';
  const rate = formatEstimate(messagesPerSecond, ratePerSecond);
  return `${row.cell.model} serves ${atLeast}${rate} at ${formatEstimate(cpuNsPerMessage, nanoseconds)} of processor time per message`;
}

/** For experiments whose groups differ in the computation per request. */
export function describeCrossovers({ crossovers, groups, unfit, baseline }: ExperimentAnalysis): string {
  if (unfit) return `${withheld}From where a second thread or process pays is left open.`;
  if (crossovers.length === 0) return 'Too few levels were measured to say from where a second thread or process pays.';
  const parts = crossovers.map((crossover) => `${crossover.model} ${describeOutcome(crossover.outcome, groups)}`);
  return `Compared with ${baseline} on the whole machine: ${parts.join('; ')}.`;
}

function describeOutcome(outcome: Crossover['outcome'], groups: readonly GroupAnalysis[]): string {
  const works = groups.flatMap((group) => group.rows.map((row) => row.cell.workNsPerRequest));
  switch (outcome.kind) {
    case 'between': {
      const range =
        outcome.highNs === null
          ? `from ${formatWork(outcome.lowNs)} on; the upper end is not within what was measured`
          : `${formatWork(outcome.lowNs)} to ${formatWork(outcome.highNs)}`;
      const levels = outcome.levelsNs.map((ns) => (ns === 0 ? 'echo' : formatWork(ns))).join(' and ');
      return `pays from about ${formatWork(outcome.estimateNs)} of computation per request (${range}, interpolated between ${levels})`;
    }
    case 'ahead-everywhere':
      return 'is ahead from the least computation on';
    case 'behind-everywhere':
      return `is behind up to ${formatWork(Math.max(...works))} of computation per request`;
    case 'not-determined':
      return `has no crossover that can be told (${outcome.why})`;
  }
}

function formatWork(ns: number): string {
  return formatQuantity(ns, nanoseconds);
}
