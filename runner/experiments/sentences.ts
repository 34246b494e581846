/** Findings in one sentence. Every number in it carries its interval; what was not decided is said to be so. */
import type { Framing } from '../../protocol/framing/framing.ts';
import { framings, type FramingName } from '../../protocol/framing/index.ts';
import { comparisonOf, type ShownComparison } from '../report/comparison.ts';
import { formatEstimate, formatQuantity, nanoseconds } from '../report/format.ts';
import { isClientLimited, verdictSentence } from '../report/words.ts';
import type { Contrast, Crossover, ExperimentAnalysis, GroupAnalysis, Row } from '../statistics/analysis.ts';
import { definitionOf, type Metric } from '../statistics/metrics.ts';
import { stevensRow } from './choices.ts';

/** For experiments that compare models under the same conditions, in one group or in several. */
export function compareModels(analysis: ExperimentAnalysis): string {
  const sentences = analysis.groups.map((group) => {
    const baseline = baselineOf(group, 'messagesPerSecond');
    if (baseline === null) return `${group.label}: ${nothingToCompare}`;
    return [`${group.label}: ${absolute(baseline)}`, ...verdicts(group, analysis)].join('; ');
  });
  return `${analysis.unfit ? withheld : ''}${sentences.join('. ')}.`;
}

const nothingToCompare = 'the baseline has no completed trial, so nothing can be compared';

function baselineOf({ rows }: GroupAnalysis, metric: Metric): Row | null {
  return rows.find((row) => row.cell.role === 'baseline' && row[metric] !== null) ?? null;
}

/** `thread-pool-handoff is slower (×0.93 (0.90–0.96))`, for every declared arm. */
function verdicts(group: GroupAnalysis, { primaryMetric, margin, unfit }: ExperimentAnalysis): string[] {
  return group.rows.flatMap((row) => {
    const contrast = row.contrast?.[primaryMetric];
    const shown = comparisonOf(row, group, primaryMetric, margin);
    if (contrast === undefined || shown === null) return [];
    const verdict = unfit ? 'without a verdict' : verdictSentence(contrast, primaryMetric, margin);
    return [`${row.cell.arm} is ${verdict} (${shown.figure})`];
  });
}

const withheld = 'The controls do not vouch for this run, so it gives no verdicts. ';

function absolute(row: Row): string {
  const { messagesPerSecond, cpuNsPerMessage } = row;
  if (messagesPerSecond === null || cpuNsPerMessage === null) return `${row.cell.model} has no figure`;
  const atLeast = isClientLimited(row) ? 'at least ' : '';
  const rate = formatEstimate(messagesPerSecond, definitionOf('messagesPerSecond').quantity);
  return `${row.cell.model} serves ${atLeast}${rate} at ${formatEstimate(cpuNsPerMessage, nanoseconds)} of processor time per message`;
}

/** `event-loop takes 42.1 µs of processor time per message at …`: the verb, and what follows the first figure. */
interface Wording {
  readonly verb: string;
  readonly ofWhat: string;
}

/**
 * For experiments whose groups differ in one amount: the baseline's figure at both ends, and how each declared arm
 * compares with it there.
 */
export function describeEnds(analysis: ExperimentAnalysis, { verb, ofWhat }: Wording): string {
  const { groups, primaryMetric, margin, unfit, baseline } = analysis;
  const ends = [groups[0], groups.at(-1)].filter((group) => group !== undefined);
  const figures = ends.flatMap((group, index) => {
    const estimate = baselineOf(group, primaryMetric)?.[primaryMetric] ?? null;
    if (estimate === null) return [];
    const what = index === 0 ? ofWhat : '';
    return [`${formatEstimate(estimate, definitionOf(primaryMetric).quantity)}${what} at ${group.label}`];
  });
  if (figures.length === 0) return `${baseline} has no completed trial, so nothing can be compared.`;
  const models = new Set(
    groups.flatMap(({ rows }) => rows.filter(({ declared }) => declared).map(({ cell }) => cell.arm)),
  );
  const arms = [...models].flatMap((model) => {
    const compared = groups.flatMap((group) => {
      const row = group.rows.find(({ cell }) => cell.arm === model);
      const shown = row === undefined ? null : comparisonOf(row, group, primaryMetric, margin);
      return shown === null ? [] : [{ at: group.label, shown }];
    });
    const [first, last] = [compared[0], compared.at(-1)];
    if (first === undefined || last === undefined) return [];
    const parts = (first === last ? [first] : [first, last]).map(({ at, shown }) => {
      return `${shown.figure}${unfit ? '' : `, ${shown.word},`} at ${at}`;
    });
    return [`${model} ${parts.join(' and ')}`];
  });
  const against = arms.length === 0 ? '' : `; compared with it, ${arms.join('; ')}`;
  return `${unfit ? withheld : ''}${baseline} ${verb} ${figures.join(' and ')}${against}.`;
}

/** Throughput at both ends, and the models that cannot hold as many connections as were asked for. */
export function describeConnections(analysis: ExperimentAnalysis): string {
  const { groups } = analysis;
  const ends = describeEnds(analysis, { verb: 'serves', ofWhat: '' });
  const left = groups.flatMap(({ label, rows }) =>
    rows.flatMap(({ cell, skipped }) => (skipped === null ? [] : [{ label, model: cell.model, reason: skipped }])),
  );
  const limits = [...Map.groupBy(left, ({ reason }) => reason)].map(([reason, all]) => {
    const models = [...new Set(all.map(({ model }) => model))];
    const labels = [...new Set(all.map(({ label }) => label))];
    return ` Not measured at ${labels.join(', ')}: ${models.join(', ')} (${reason}).`;
  });
  return `${ends}${limits.join('')}`;
}

/** What a connection costs the baseline, and what each design pays besides. */
export function priceOfControl(analysis: ExperimentAnalysis): string {
  const { groups, margin, unfit, baseline } = analysis;
  const metric = 'cpuNsPerConnection';
  const [group] = groups;
  const row = group === undefined ? null : baselineOf(group, metric);
  if (group === undefined || row === null || row[metric] === null) return `${baseline}: ${nothingToCompare}.`;
  const prices = group.rows.flatMap((arm) => {
    const shown = comparisonOf(arm, group, metric, margin);
    if (shown === null) return [];
    const unp = stevensRow(arm.cell.model);
    const word = !unfit && shown.word === 'inconclusive' ? ', not told from nothing' : '';
    return [`${arm.cell.model}${unp === null ? '' : ` (UNP ${unp})`} ${shown.figure}${word}`];
  });
  const own = formatEstimate(row[metric], definitionOf(metric).quantity);
  const paid = prices.length === 0 ? '' : `; the price of control besides it: ${prices.join('; ')}`;
  return `${unfit ? withheld : ''}A connection with one exchange costs ${baseline} ${own} of processor time${paid}.`;
}

/** Memory for each at the most connections that the model held, and processor use there. */
export function describeIdle(analysis: ExperimentAnalysis): string {
  const { groups, unfit } = analysis;
  const [memory, use] = [definitionOf('bytesPerIdleConnection'), definitionOf('idleCpuShare')];
  const models = [...new Set(groups.flatMap(({ rows }) => rows.map(({ cell }) => cell.model)))];
  const parts = models.flatMap((model) => {
    const held = groups.findLast(({ rows }) =>
      rows.some((row) => row.cell.model === model && row.bytesPerIdleConnection !== null),
    );
    const row = held?.rows.find(({ cell }) => cell.model === model);
    if (held === undefined || row === undefined || row.bytesPerIdleConnection === null) return [];
    const bytes = formatEstimate(row.bytesPerIdleConnection, memory.quantity);
    const share =
      row.idleCpuShare === null ? '' : ` and uses ${formatEstimate(row.idleCpuShare, use.quantity)} of a processor`;
    return [`${model} takes ${bytes} for each of ${held.label}${share}`];
  });
  return parts.length === 0 ? 'No trial completed.' : `${unfit ? withheld : ''}${parts.join('; ')}.`;
}

/** Ready, first echo and memory of the baseline, and how the declared arms compare in the first. */
export function describeStartup(analysis: ExperimentAnalysis): string {
  const [group] = analysis.groups;
  const row = group === undefined ? null : baselineOf(group, 'readyMs');
  if (group === undefined || row === null) return `${analysis.baseline}: ${nothingToCompare}.`;
  const figure = (metric: Metric) => {
    const estimate = row[metric];
    return estimate === null ? 'unknown' : formatEstimate(estimate, definitionOf(metric).quantity);
  };
  const own = `${analysis.baseline} is ready after ${figure('readyMs')}, has echoed after ${figure('firstEchoMs')} and has ${figure('restBytes')} of its own at rest`;
  return `${analysis.unfit ? withheld : ''}${[own, ...verdicts(group, analysis)].join('; ')}.`;
}

/** The declared arm farthest down and up of the baseline first, then all of them; what is not compared is said to be so. */
export function describeFramings(analysis: ExperimentAnalysis): string {
  const { groups, primaryMetric, baseline, unfit } = analysis;
  const compared = groups.flatMap((group) => comparedRows(group, analysis));
  const [least, most] = extremes(compared);
  if (least === undefined || most === undefined) return `${baseline}: ${nothingToCompare}.`;
  const place = ({ row, group, shown }: ComparedRow) => `${shown.figure} with ${row.cell.arm} (${group.label})`;
  const range = least === most ? place(most) : `from ${place(least)} to ${place(most)}`;
  const answer = `Finding the end of a message in another way takes ${range} of the processor time per message that ${baseline} takes`;
  const details = groups.flatMap((group) => {
    const own = baselineOf(group, primaryMetric)?.[primaryMetric] ?? null;
    const others = comparedRows(group, analysis).map(({ row, shown }) => {
      return `${row.cell.arm} ${shown.figure}${unfit ? '' : `, ${shown.sentence}`}`;
    });
    if (own === null || others.length === 0) return [];
    const figure = formatEstimate(own, definitionOf(primaryMetric).quantity);
    return [` ${group.label}: ${baseline} takes ${figure}; ${others.join('; ')}.`];
  });
  return `${unfit ? withheld : ''}${answer}.${details.join('')}${notCompared(groups)}`;
}

/** Whether anything larger than what the HOWTO recommends costs less, then what each size does. */
export function describeBuffers(analysis: ExperimentAnalysis): string {
  const { groups, primaryMetric, baseline, unfit } = analysis;
  const { quantity } = definitionOf(primaryMetric);
  const parts = groups.flatMap((group) => {
    const row = baselineOf(group, primaryMetric);
    if (row === null || row[primaryMetric] === null) return [`${group.label}: ${nothingToCompare}`];
    const own = `${group.label} takes ${formatEstimate(row[primaryMetric], quantity)} of processor time per message with ${baseline}${callsOf(row)}`;
    const others = comparedRows(group, analysis).map(({ row: arm, shown }) => {
      return `${arm.cell.arm} ${shown.figure}${unfit ? '' : `, ${shown.word}`}${callsOf(arm)}`;
    });
    return [[own, ...others].join('; ')];
  });
  return `${unfit ? withheld : adviceOn(analysis)}${parts.join('. ')}.`;
}

/** The HOWTO's two sizes are those up to the baseline's; advice to take one of them is bad when a larger one costs less. */
function adviceOn(analysis: ExperimentAnalysis): string {
  const larger = analysis.groups.flatMap((group) => {
    const size = baselineOf(group, analysis.primaryMetric)?.cell.receiveBufferBytes ?? Number.POSITIVE_INFINITY;
    return comparedRows(group, analysis).filter(({ row }) => (row.cell.receiveBufferBytes ?? 0) > size);
  });
  const [best] = extremes(larger.filter(({ contrast }) => contrast.verdict === 'lower'));
  if (best !== undefined) {
    const where = `${best.row.cell.arm}, ${best.shown.figure} of it (${best.group.label})`;
    return `A buffer larger than the recommended 4096 or 8192 bytes costs less than ${analysis.baseline}, least ${where}. `;
  }
  const isDecided = ({ contrast }: ComparedRow) => contrast.verdict === 'higher' || contrast.verdict === 'equivalent';
  if (larger.length > 0 && larger.every(isDecided))
    return 'No buffer larger than the recommended 4096 or 8192 bytes costs less. ';
  return 'Whether the recommended 4096 or 8192 bytes are enough is left open. ';
}

function callsOf({ systemCallsPerMegabyte: calls }: Row): string {
  return calls === null
    ? ''
    : ` (${formatEstimate(calls, definitionOf('systemCallsPerMegabyte').quantity)} system calls per MB)`;
}

interface ComparedRow {
  readonly row: Row;
  readonly group: GroupAnalysis;
  readonly contrast: Contrast;
  readonly shown: ShownComparison;
}

/** Declared arms that have a value, against the baseline in the primary metric. */
function comparedRows(group: GroupAnalysis, { primaryMetric, margin }: ExperimentAnalysis): ComparedRow[] {
  return group.rows.flatMap((row) => {
    const contrast = row.contrast?.[primaryMetric];
    const shown = comparisonOf(row, group, primaryMetric, margin);
    return contrast === undefined || shown === null ? [] : [{ row, group, contrast, shown }];
  });
}

/** Smallest and largest by their estimates. */
function extremes(rows: readonly ComparedRow[]): readonly [ComparedRow?, ComparedRow?] {
  const [first, ...others] = rows.toSorted((one, other) => one.contrast.value - other.contrast.value);
  return first === undefined ? [] : [first, others.at(-1) ?? first];
}

/** Arms without messages, or with a connection for each, by what their cells say. */
function notCompared(groups: readonly GroupAnalysis[]): string {
  const cells = groups.flatMap(({ rows }) =>
    rows.filter(({ declared, completed }) => !declared && completed > 0).map(({ cell }) => cell),
  );
  const framingsOf = (isMeant: (cell: Row['cell']) => boolean) => [
    ...new Set(cells.filter(isMeant).map(({ framing }) => framing)),
  ];
  const streams = framingsOf(({ framing }) => boundaryOf(framing) === 'none');
  const singles = framingsOf(({ framing }) => boundaryOf(framing) === 'end-of-stream');
  const reasons = [
    ...streams.map((name) => `${name} (its figure is per chunk)`),
    ...singles.map((name) => `${name} (its figure holds a connection for each message)`),
  ];
  return reasons.length === 0 ? '' : ` Shown and not compared: ${reasons.join(', ')}.`;
}

/** Undefined for one that this version does not know. */
function boundaryOf(framing: string): Framing['boundary'] | undefined {
  return Object.hasOwn(framings, framing) ? framings[framing as FramingName].boundary : undefined;
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
