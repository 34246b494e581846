/** How to read a report, and what it cannot answer: each as short as people read. */
import { contrastOf, type Analysis } from '../../../analysis/analysis.ts';
import type { ResultFile } from '../../../result/result.ts';
import { formatCount, formatPercent } from '../../text/format.ts';
import { notesOnKind } from '../kind-notes.ts';
import { briefLoadLimits } from '../load-notes.ts';
import { nothing } from './cells.ts';

export function howToRead({ plan }: ResultFile, { experiments }: Analysis): string {
  const margin = formatPercent(plan.margin);
  return [
    '## How to read this',
    [
      '**n** counts rounds; each starts and measures every row afresh.',
      '**Ratios** (×) and differences are to the baseline of the same rounds; their intervals hold together with 95 % over an experiment. Those of single figures contain the machine’s drift: do not compare them.',
      `**Verdicts** are read off the interval, with a margin of ${margin} that was declared before the run. *Equivalent within ${margin}* shows that the difference is smaller; *no detectable difference* shows nothing.`,
      `**${nothing}**: not measured there, or no comparison was declared before the run.${hasUndeclared(experiments) ? ' Ratios without verdict serve the crossover.' : ''}`,
    ]
      .map((item) => `- ${item}`)
      .join('\n'),
  ].join('\n\n');
}

/** Ratios without a verdict, which crossovers are read from. */
function hasUndeclared(experiments: Analysis['experiments']): boolean {
  return experiments.some(({ groups, shown }) =>
    groups.some(({ rows }) => rows.some((row) => contrastOf(row, shown[0])?.verdict === 'undeclared')),
  );
}

export function whatThisDoesNotTell({ environment, remoteEnvironment, plan }: ResultFile): string {
  const { processor } = environment;
  const processors =
    remoteEnvironment === undefined
      ? formatCount(processor.count)
      : `${formatCount(processor.count)} and ${formatCount(remoteEnvironment.processor.count)}`;
  const kinds = new Set(plan.groups.flatMap(({ cells }) => cells.map(({ kind }) => kind)));
  const limits = [
    `other processors, or another number of them than ${processors}; another day; other conditions than those named`,
    ...[...kinds].flatMap((kind) => notesOnKind(kind).brief),
    ...briefLoadLimits(plan),
  ];
  return `## What this does not tell\n\n${capitalized(limits.join('; '))}.`;
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
