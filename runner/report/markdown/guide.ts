/** How to read a report, and what it cannot answer. */
import type { Analysis } from '../../analysis/analysis.ts';
import { comparisonsIn } from '../../analysis/declared-pairs.ts';
import { controlsName, type Plan } from '../../result/plan.ts';
import type { ResultFile } from '../../result/result.ts';
import { formatPercent, formatQuantity } from '../text/format.ts';
import { count } from '../text/words.ts';
import { notesOnKind } from './kind-notes.ts';
import { loadLimits } from './load-notes.ts';
import { plain } from './text.ts';

export function howToRead({ plan }: ResultFile, { experiments }: Analysis): string {
  const margin = formatPercent(plan.margin);
  const edges = `${(1 / (1 + plan.margin)).toFixed(3)} to ${(1 + plan.margin).toFixed(3)}`;
  const declared = experiments.map((experiment) => {
    const groups = plan.groups.filter((group) => group.experiment === experiment.name);
    return `${plain(experiment.title)}: ${count(comparisonsIn(experiment, groups), 'comparison')}`;
  });
  const verdicts = [
    ...new Set(experiments.flatMap(({ shown }) => shown.flatMap(({ higher, lower }) => [higher, lower]))),
  ]
    .map((word) => `*${plain(word)}*`)
    .join(', ');
  return [
    '## How to read this',
    [
      '**n** counts rounds. In one round every cell of a group is started afresh and measured once, all of them in one block; requests and time slices are not counted.',
      '**Ratios** compare an arm with the baseline of the same round, so that the drift of the machine cancels. The estimate is the Hodges–Lehmann median of the rounds, the interval comes from the exact signed-rank distribution.',
      `**Intervals of ratios** are simultaneous: in an experiment all of them cover with 95 % at once (${declared.join('; ')}). **Intervals of single figures** are 95 % each and contain the drift: they do not tell whether two arms differ.`,
      `**Verdicts** are read off the interval. A direction (${verdicts}): it excludes 1, or 0 where differences are compared. *By more than ${margin}* (in charts > ${margin}): it lies outside the margin of ${margin}, a ratio of ${edges}, which was declared before anything was measured. *By less than ${margin}* (< ${margin}): it lies inside. Neither is said where it reaches over the edge. *Equivalent*: it lies inside the margin and holds 1. So *equivalent within ${margin}* in one run and a direction *by less than ${margin}* in another agree: the difference is smaller than ${margin}, and more rounds may show its direction. *No detectable difference*: none of these; the rounds that would decide are a forecast that takes the estimate for the truth.${ownMargins(experiments)}`,
      '**Half-width of the interval**: a smaller difference would have remained unseen.',
      ...undeclaredItem(experiments),
      ...boundsItem(experiments),
      '**Labels** say what speaks against trials, see Evidence. The table of a group counts the rounds of each; a label that holds for more than half of them follows the figure wherever it is shown, in brackets or as ‡; one that is about ratios follows these alone. A round of the baseline has the label if either of its two cells has it, and it concerns every ratio to the baseline.',
      '**The baseline** is measured twice in every block (A/A). Its figures, and what ratios are taken of, are the mean of the two cells: of their logarithms, except where differences are compared.',
      '**Withheld**: the controls of the run failed. The figures are shown, nothing is concluded from them.',
      ...plan.kinds.flatMap(({ name }) => notesOnKind(name).reading),
    ]
      .map((item) => `- ${item}`)
      .join('\n'),
  ].join('\n\n');
}

/** Metrics that are compared by their difference and say what they cannot tell from 0. */
function ownMargins(experiments: Analysis['experiments']): string {
  const shown = new Map(experiments.flatMap((experiment) => experiment.shown.map((metric) => [metric.name, metric])));
  return [...shown.values()]
    .flatMap(({ title, differenceMargin, quantity }) => {
      if (differenceMargin === null) return [];
      return ` *${plain(title)}*: differences within ±${formatQuantity(differenceMargin, quantity)} cannot be detected, and are equivalent.`;
    })
    .join('');
}

/** Ratios without a verdict need an explanation where a run has such. */
function undeclaredItem(experiments: Analysis['experiments']): string[] {
  const rows = experiments.flatMap(({ groups }) => groups.flatMap((group) => group.rows));
  const isThere = rows.some(({ contrasts }) => [...contrasts.values()].some(({ verdict }) => verdict === 'undeclared'));
  if (!isThere) return [];
  return [
    '**Not compared** (–): no verdict was asked for beforehand, and none is read off a ratio, whose interval is as wide as those of the declared comparisons. Crossovers are read from these intervals. Each of them rests on the interval at one place, so all crossovers of an experiment hold at once with 95 %, and the ratios on the way to them do not.',
  ];
}

/** A label under which a figure is only a lower bound needs an explanation, where the run's metrics have such. */
function boundsItem(experiments: Analysis['experiments']): string[] {
  const names = new Set(experiments.flatMap(({ shown }) => shown.map(({ boundedBy }) => boundedBy)));
  const labels = new Map(experiments.flatMap((experiment) => experiment.labels.map((label) => [label.name, label])));
  return [...labels.values()]
    .filter(({ name }) => names.has(name))
    .map(({ title, meaning }) => {
      const name = `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`;
      return `**${plain(name)}** (*at least*, ≥; † in charts): ${plain(meaning)} So its ratio is a bound: ≥ where the arm had the label, ≤ where the baseline had it. A verdict that the bound does not carry is marked †: the true figure may be higher.`;
    });
}

export function whatThisDoesNotTell({ environment, remoteEnvironment, plan }: ResultFile): string {
  const { processor, virtualization } = environment;
  const own = count(processor.count, 'processor');
  const processors =
    remoteEnvironment === undefined
      ? `this machine has ${own}`
      : `the clients’ machine has ${own}, that of the servers ${remoteEnvironment.processor.count}`;
  const kinds = new Set(plan.groups.flatMap(({ cells }) => cells.map(({ kind }) => kind)));
  return [
    '## What this does not tell',
    [
      `How these compare on another number of processors: ${processors}.`,
      `How they compare under other conditions than those measured${measuredConditions(plan)}.`,
      ...[...kinds].flatMap((kind) => notesOnKind(kind).limits),
      ...loadLimits(plan),
      virtualization === null
        ? 'No hypervisor was seen; if there is one all the same, its scheduling is in every figure.'
        : `What the same processor does without its hypervisor (${plain(virtualization)}): waking a virtual processor costs more than waking a real one, and neighbours take their share.`,
      `Whether another machine or another day gives the same: everything here is one session on ${remoteEnvironment === undefined ? 'one machine' : 'two machines'}.`,
    ]
      .map((item) => `- ${item}`)
      .join('\n'),
  ].join('\n\n');
}

/** More of one condition would be a list that nobody reads. */
const mostTexts = 8;

/** `: 1 connection, 64 connections; 64 B payload; …`: what the groups that answer a question were measured under. */
function measuredConditions({ groups }: Plan): string {
  const terms = groups.filter(({ experiment }) => experiment !== controlsName).flatMap((group) => group.terms);
  const conditions = [...Map.groupBy(terms, ({ name }) => name).values()].map((same) => {
    const texts = [...new Set(same.map(({ text }) => text))];
    return `${texts.slice(0, mostTexts).join(', ')}${texts.length > mostTexts ? ', …' : ''}`;
  });
  return conditions.length === 0 ? '' : `: ${plain(conditions.join('; '))}`;
}
