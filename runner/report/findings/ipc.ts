/**
 * What the Socket Programming HOWTO's "look into pipes or shared memory" is worth here: round trips beside those of the
 * sockets, and at what processor time; the soonest with a wait that sleeps, and of all; the kernel without Node's streams.
 */
import type { ExperimentAnalysis, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import { figureOf, primaryOf } from '../../analysis/analysis.ts';
import { labelledText } from '../text/comparison.ts';
import { listed } from '../text/words.ts';
import { baselineName, baselineOf, bestFirst, comparedRows, nothingToCompare, withheld } from './sentences.ts';

/** Between processes, as the HOWTO has it; each with Node's streams and with the kernel alone, where there are both. */
const advised = [
  ['pipes', ['pipe', 'pipe-blocking']],
  ['shared memory', ['shm-ring-spin', 'shm-ring-block']],
] as const;
const sockets = ['another socket', ['unix-socket', 'unix-blocking']] as const;

/** The same descriptors with blocking calls, and behind Node's streams. */
const withoutStreams = [
  ['pipe-blocking', 'pipe'],
  ['unix-blocking', 'unix-socket'],
] as const;

export function describeIpc(analysis: ExperimentAnalysis): string {
  const [first, ...others] = analysis.groups;
  const primary = primaryOf(analysis);
  const row = first === undefined ? null : baselineOf(first, primary);
  if (first === undefined || row === null) return `${baselineName(analysis)}: ${nothingToCompare}.`;
  const parts = [
    `A round trip over ${baselineName(analysis)} takes ${roundTrip(row, analysis)}${processorTime(row, analysis)}`,
    ...[...advised, sockets].flatMap(([words, arms]) => against(words, arms, first, analysis)),
  ];
  const sentences = [
    ...(analysis.unfit ? [] : advice(first, analysis)),
    parts.join('; '),
    soonest(first, analysis),
    ...kernelAlone(first, analysis),
    ...others.flatMap((group) => elsewhere(group, analysis)),
  ];
  return `${analysis.unfit ? withheld : ''}${sentences.join('. ')}.`;
}

/** Whether what the HOWTO advises is faster than the sockets, each by its verdict. */
function advice(group: GroupAnalysis, analysis: ExperimentAnalysis): string[] {
  const arms: ReadonlySet<string> = new Set(advised.flatMap(([, some]) => some));
  const compared = comparedRows(group, analysis).filter(({ row }) => arms.has(row.cell.arm));
  const [shorter, others] = [true, false].map((isShorter) =>
    compared.filter(({ contrast }) => (contrast.verdict === 'lower') === isShorter).map(({ row }) => row.cell.arm),
  );
  if (shorter === undefined || others === undefined || compared.length === 0) return [];
  const claim = `That pipes or shared memory are faster than ${baselineName(analysis)}`;
  if (others.length === 0) return [`${claim} holds here for each of them`];
  if (shorter.length === 0) {
    return [
      `${listed(others)} ${others.length === 1 ? 'is' : 'are'} not seen to be faster than ${baselineName(analysis)} here`,
    ];
  }
  return [`${claim} holds here for ${shorter.join(', ')}, and is not seen of ${others.join(', ')}`];
}

/** `over pipes: pipe ×0.62 (0.61–0.63) with 9.19 µs (8.77–9.44) of processor time, …` */
function against(words: string, arms: readonly string[], group: GroupAnalysis, analysis: ExperimentAnalysis): string[] {
  const compared = comparedRows(group, analysis);
  const each = arms.flatMap((arm) =>
    compared
      .filter(({ row }) => row.cell.arm === arm)
      .map(({ row, shown }) => `${arm} ${shown.figure}${shown.labels}${processorTime(row, analysis)}`),
  );
  return each.length === 0 ? [] : [`over ${words}: ${each.join(', ')}`];
}

/** An end that spins has its round trip by using up its processor: the two are answers to two questions. */
function soonest(group: GroupAnalysis, analysis: ExperimentAnalysis): string {
  const all = bestFirst(group, analysis);
  const [best] = all;
  const sleeping = all.find(({ cell }) => cell.setup['spins'] === false);
  const said = (row: Row) => `${row.cell.arm} ${roundTrip(row, analysis)}${processorTime(row, analysis)}`;
  return [
    ...(best === undefined ? [] : [`The shortest of all is ${said(best)}`]),
    ...(sleeping === undefined || sleeping === best ? [] : [`of those that sleep while they wait, ${said(sleeping)}`]),
  ].join('; ');
}

function kernelAlone({ rows }: GroupAnalysis, analysis: ExperimentAnalysis): string[] {
  const primary = primaryOf(analysis);
  const find = (arm: string) => rows.find((row) => row.cell.arm === arm && figureOf(row, primary) !== null);
  const pairs = withoutStreams.flatMap(([kernel, streams]) => {
    const [without, behind] = [find(kernel), find(streams)];
    if (without === undefined || behind === undefined) return [];
    return [`${kernel} ${roundTrip(without, analysis)} and ${streams} ${roundTrip(behind, analysis)}`];
  });
  return pairs.length === 0 ? [] : [`Without and with what Node’s streams add to the kernel: ${pairs.join('; ')}`];
}

/** The same ends elsewhere: the baseline, and whatever is soonest there. */
function elsewhere(group: GroupAnalysis, analysis: ExperimentAnalysis): string[] {
  const row = baselineOf(group, primaryOf(analysis));
  const [best] = bestFirst(group, analysis);
  if (row === null || best === undefined) return [];
  const shortest = best === row ? '' : `, and the shortest, ${best.cell.arm}, ${roundTrip(best, analysis)}`;
  return [`Ends ${group.label}: ${row.cell.arm} takes ${roundTrip(row, analysis)}${shortest}`];
}

function roundTrip(row: Row, analysis: ExperimentAnalysis): string {
  const primary = primaryOf(analysis);
  const estimate = figureOf(row, primary);
  return estimate === null ? 'unknown' : labelledText(row, estimate, primary, analysis);
}

/** Empty where the kernel does not tell. */
function processorTime(row: Row, analysis: ExperimentAnalysis): string {
  const metric = analysis.shown.find(({ name }) => name === 'cpuNsPerMessage');
  const estimate = metric === undefined ? null : figureOf(row, metric);
  if (metric === undefined || estimate === null) return '';
  return ` with ${labelledText(row, estimate, metric, analysis)} of processor time`;
}
