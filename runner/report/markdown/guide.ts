/** How to read a report, and what it cannot answer. */
import type { ResultFile } from '../../result/result.ts';
import type { Analysis } from '../../analysis/analysis.ts';
import { definitionOf } from '../../trials/server/metrics.ts';
import { formatPercent, formatQuantity } from '../text/format.ts';
import { plain } from './text.ts';
import { count } from '../text/words.ts';

export function howToRead({ plan }: ResultFile, { experiments }: Analysis): string {
  const margin = formatPercent(plan.margin);
  const edges = `${(1 / (1 + plan.margin)).toFixed(3)} to ${(1 + plan.margin).toFixed(3)}`;
  const declared = experiments.map(({ name, title }) => {
    const comparisons = plan.groups
      .filter(({ experiment }) => experiment === name)
      .reduce((sum, group) => sum + group.comparisons.length, 0);
    return `${plain(title)}: ${count(comparisons, 'comparison')}`;
  });
  return [
    '## How to read this',
    [
      '**n** counts rounds. One round is one fresh server and one fresh client for every model, all in one block; requests and time slices are not counted.',
      '**Ratios** compare a model with the baseline of the same round, so that the drift of the machine cancels. The estimate is the Hodges–Lehmann median of the rounds, the interval comes from the exact signed-rank distribution.',
      `**Intervals of ratios** are simultaneous: in an experiment all of them cover with 95 % at once (${declared.join('; ')}). **Intervals of single figures** are 95 % each and contain the drift: do not compare models by them.`,
      `**Verdicts** are read off the interval. *Faster*, *slower*, *costs more*, *costs less*: it excludes 1. *By more than ${margin}* (in charts > ${margin}): it lies outside the margin of ${margin}, a ratio of ${edges}, which was declared before anything was measured. *By less than ${margin}* (< ${margin}): it lies inside. Neither is said where it reaches over the edge. *Equivalent*: it lies inside the margin and holds 1. So *equivalent within ${margin}* in one run and *slower by less than ${margin}* in another agree: the difference is smaller than ${margin}, and more rounds may show its direction. *Inconclusive*: none of these; the rounds that would decide are a forecast that takes the estimate for the truth.${ownMargins(experiments)}`,
      '**Could tell from 1**: the half-width of the interval. A smaller difference would have remained unseen.',
      '**Client-limited** (*at least*, ≥; † in charts): the client was at its limit and the server was not. The server can do this much or more, and its ratio is a bound: ≥ where the model was limited, ≤ where the baseline was. A verdict that the bound does not carry is marked †: it speaks of what this client could draw.',
      '**Labels** say what speaks against trials, see Evidence. The table of a group counts the rounds of each; a label that holds for more than half of them follows the figure wherever it is shown, in brackets (‡ in charts). A round of the baseline has the label if either of its two cells has it, and it concerns every ratio to the baseline.',
      '**The baseline** is measured twice in every block (A/A). Its figures, and what ratios are taken of, are the mean of the two cells: of their logarithms, except where differences are compared.',
      '**Young workers**: with a thread or process for each of many connections, each has served few requests when it is measured, and its code is hardly compiled. The figure is that of connections that have just begun; it would rise as they live on.',
      '**Withheld**: the controls of the run failed. The figures are shown, nothing is concluded from them.',
      '**Processor time per message** is that of all of the server’s threads and processes, kernel time included. In a closed loop at saturation it is close to the reciprocal of throughput when the server has one processor.',
    ]
      .map((item) => `- ${item}`)
      .join('\n'),
  ].join('\n\n');
}

/** Of metrics that are compared by their difference and say what they cannot tell from 0. */
function ownMargins(experiments: Analysis['experiments']): string {
  const shown = [...new Set(experiments.flatMap(({ metrics }) => metrics))].map(definitionOf);
  return shown
    .filter(({ differenceMargin = 0 }) => differenceMargin > 0)
    .map(({ title, differenceMargin = 0, quantity }) => {
      return ` *${title}*: differences within ±${formatQuantity(differenceMargin, quantity)} cannot be told from none, and are equivalent.`;
    })
    .join('');
}

export function whatThisDoesNotTell({ environment, plan }: ResultFile): string {
  const { processor, virtualization } = environment;
  const cells = plan.groups.flatMap((group) => group.cells);
  const connections = [...new Set(cells.map((cell) => cell.connections))].toSorted((one, other) => one - other);
  const paths = [...new Set(cells.map((cell) => cell.path))];
  return [
    '## What this does not tell',
    [
      `How the models do on another number of processors: this machine has ${count(processor.count, 'processor')}, which the client shares with the server or takes away from it.`,
      `How they do with other numbers of connections than ${connections.join(', ')}, or with other payloads, depths and framings than in the conditions above.`,
      'Anything about TLS or HTTP: the protocol is framed bytes over a plain socket.',
      `Anything about a network: the client runs on the same machine (${paths.map(plain).join(', ')}). Over loopback the sender’s processor time pays for the receiver’s protocol work.`,
      'How long users wait: the load is a closed loop at saturation. A latency at a given arrival rate needs an open loop.',
      virtualization === null
        ? 'No hypervisor was seen; if there is one all the same, its scheduling is in every figure.'
        : `What the same processor does without its hypervisor (${plain(virtualization)}): waking a virtual processor costs more than waking a real one, and neighbours take their share.`,
      'Whether another machine or another day gives the same: everything here is one session on one machine.',
    ]
      .map((item) => `- ${item}`)
      .join('\n'),
  ].join('\n\n');
}
