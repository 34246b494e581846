/** How to read a report, and what it cannot answer: each as short as people read. */
import { contrastOf, type Analysis } from '../../../analysis/analysis.ts';
import type { ResultFile } from '../../../result/result.ts';
import { formatPercent } from '../../text/format.ts';
import { count } from '../../text/words.ts';
import { notesOnKind } from './kind-notes.ts';
import { loadLimits } from './load-notes.ts';
import { nothing } from './cells.ts';

export function howToRead({ plan }: ResultFile, { experiments }: Analysis): string {
  const margin = formatPercent(plan.margin);
  return [
    '## How to read this',
    [
      '**n** counts rounds: in each one every row was started afresh and measured once.',
      'A **ratio** (×) or difference compares a row with the baseline of the same rounds; such intervals hold together, with 95 % over the comparisons of an experiment. Those of single figures are 95 % each and contain the drift of the machine: do not compare them.',
      `**Verdicts** are read off the interval. *Faster*, *costs more* …: it excludes no difference; *by more* or *less than ${margin}*: it lies outside or inside that margin. *Equivalent within ${margin}*: inside, on both sides of none. *No detectable difference*: neither, which proves nothing.`,
      `**${nothing}**: not compared, since nobody asked before the run${hasUndeclared(experiments) ? '; a ratio without a verdict serves the crossover' : ''}.`,
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
  const { processor, virtualization } = environment;
  const own = count(processor.count, 'processor');
  const processors =
    remoteEnvironment === undefined
      ? `this machine has ${own}`
      : `the clients’ machine has ${own}, that of the servers ${remoteEnvironment.processor.count}`;
  const kinds = new Set(plan.groups.flatMap(({ cells }) => cells.map(({ kind }) => kind)));
  const hypervisor = virtualization === null ? '' : ', or without its hypervisor';
  return [
    '## What this does not tell',
    [
      `Another number of processors (${processors}), another machine or day${hypervisor}: this is one session.`,
      'Other conditions than each section names.',
      ...[...kinds].flatMap((kind) => notesOnKind(kind).limits),
      ...loadLimits(plan),
    ]
      .map((item) => `- ${item}`)
      .join('\n'),
  ].join('\n\n');
}
