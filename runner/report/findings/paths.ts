/**
 * What loopback's shortcut is worth: the HOWTO has it that localhost is quite a bit faster. Every other path beside it, group
 * by group, and what this machine could not measure.
 */
import {
  contrastOf,
  figureOf,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import { comparisonOf, labelledText } from '../text/comparison.ts';
import { comparedGroup } from '../text/summary-group.ts';
import { atGroup, listed, uncapitalized } from '../text/words.ts';
import {
  baselineName,
  baselineOf,
  comparedRows,
  nothingToCompare,
  skippedArms,
  withheld,
  type ComparedRow,
} from './sentences.ts';

/** Sent to the machine's own address, packets take the way of loopback: of such a pair no difference is expected. */
const overLoopback = 'own-address';
/** Without offloads: every segment crosses as a packet of its own. */
const everyPacket = 'veth';
const withoutTcp = /^unix-socket$/;
/** Of these nobody doubts how they compare with loopback: the one has no network in it, the others are made slow. */
const others = /^(unix-socket$|veth-(rate|delay)\b)/;

export function describePaths(analysis: ExperimentAnalysis): string {
  const sentences = [
    ...(analysis.unfit ? [] : shortcut(analysis)),
    ...analysis.groups.map((group) => `${group.label}: ${inGroup(group, analysis)}`),
    ...notMeasured(analysis),
  ];
  return `${analysis.unfit ? withheld : ''}${sentences.join('. ')}.`;
}

/** What is in doubt: paths over which a network is what there is beside loopback. */
function inDoubt(analysis: ExperimentAnalysis) {
  const compared = analysis.groups.flatMap((group) => comparedRows(group, analysis));
  return [...Map.groupBy(compared, ({ row }) => row.cell.arm)].filter(([arm]) => !others.test(arm));
}

/** Not to see something takes an interval, and a load generator that would have let it be seen. */
function couldBeSeen({ contrast, shown }: ComparedRow): boolean {
  return contrast.interval !== null && !shown.words.endsWith('†');
}

/**
 * `Loopback is faster than veth; it saves nothing detectable compared with own-address; whether it is faster than ssh:box cannot
 * be told`; by the verdicts of all groups.
 */
function shortcut(analysis: ExperimentAnalysis): string[] {
  const byArm = inDoubt(analysis);
  if (byArm.length === 0) return [];
  const seen = byArm.flatMap(([arm, rows]) => {
    const behind = rows.filter((one) => isBehind(one, analysis));
    if (behind.length === 0) return [];
    return [behind.length === rows.length ? arm : `${arm} (${behind.map(({ group }) => group.label).join(', ')})`];
  });
  const not = byArm.filter(([, rows]) => !rows.some((one) => isBehind(one, analysis)));
  const namesOf = (some: typeof not) => some.map(([arm]) => arm);
  const name = baselineName(analysis);
  const word = better(primaryOf(analysis));
  const parts = [
    [`${name} is ${word} than `, '', seen],
    [
      `${name} saves nothing detectable compared with `,
      '',
      namesOf(not.filter(([, rows]) => rows.every(couldBeSeen))).map(described),
    ],
    [
      `whether ${name} is ${word} than `,
      ' cannot be told',
      namesOf(not.filter(([, rows]) => !rows.every(couldBeSeen))),
    ],
  ] as const;
  const said = parts.flatMap(([before, after, arms]) =>
    arms.length === 0 ? [] : [`${before}${listed(arms)}${after}`],
  );
  return [capitalized(said.join('; '))];
}

/** `veth, where every segment is a packet,`: of the path that has a network and nothing else beside loopback. */
function described(arm: string): string {
  return arm === everyPacket ? `${arm}, where every segment is a packet` : arm;
}

/** What the shortcut is worth beside each network, then the path without one, then those that were made slow. */
export function answerPaths(analysis: ExperimentAnalysis): string {
  const group = comparedGroup(analysis);
  if (group === undefined) return describePaths(analysis);
  const compared = comparedRows(group, analysis).filter(({ row }) => row.declared);
  const doubted = new Set(inDoubt(analysis).map(([arm]) => arm));
  const networks = compared.filter(({ row: { cell } }) => doubted.has(cell.arm));
  const rest = compared.filter((one) => !networks.includes(one));
  const parts = [
    ...networks.map((one) => against(one, analysis)),
    ...rest.map((one) => `${withoutTcp.test(one.row.cell.arm) ? 'without TCP, ' : ''}${figureWith(one)}`),
  ];
  const where = analysis.groups.length > 1 ? `${atGroup(group.label)}: ` : '';
  const missing = notMeasured(analysis, (reason) => reason.split(/ \(|: /)[0] ?? reason);
  return `${[capitalized(`${where}${parts.join('; ')}`), ...missing].join('. ')}.`;
}

/** `against veth, where every segment is a packet, loopback saves nothing detectable (veth ×0.99 (0.97–1.02), equivalent within 10 %)`. */
function against(compared: ComparedRow, analysis: ExperimentAnalysis): string {
  const { arm } = compared.row.cell;
  const [name, word] = [baselineName(analysis), better(primaryOf(analysis))];
  const opponent = arm === everyPacket ? `against ${described(arm)},` : `against ${arm}`;
  const found = isBehind(compared, analysis)
    ? `${name} is ${word}`
    : couldBeSeen(compared)
      ? `${name} saves nothing detectable`
      : `it cannot be told whether ${name} is ${word}`;
  return `${opponent} ${found} (${figureWith(compared)})`;
}

/** `veth ×0.99 (0.97–1.02), equivalent within 10 %`, with ‡ where a label has to be read with it. */
function figureWith({ row, shown }: ComparedRow): string {
  return `${row.cell.arm} ${shown.figure}${shown.labels === '' ? '' : '‡'}, ${shown.words}`;
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** By its verdict, and whatever the load generator may have hidden. */
function isBehind({ contrast, shown }: ComparedRow, analysis: ExperimentAnalysis): boolean {
  return contrast.verdict === worse(primaryOf(analysis)) && !shown.words.endsWith('†');
}

function worse({ better: direction }: MetricDefinition): 'higher' | 'lower' {
  return direction === 'higher' ? 'lower' : 'higher';
}

/** `faster`. */
function better(metric: MetricDefinition): string {
  return metric[metric.better];
}

/** Loopback's own figures, and each other path beside it. */
function inGroup(group: GroupAnalysis, analysis: ExperimentAnalysis): string {
  const row = baselineOf(group, primaryOf(analysis));
  if (row === null) return nothingToCompare;
  const compared = comparedRows(group, analysis);
  const alone = group.rows.filter(
    (one) =>
      one !== row && contrastOf(one, primaryOf(analysis)) === null && figureOf(one, primaryOf(analysis)) !== null,
  );
  return [
    `over ${row.cell.arm}, ${figuresOf(row, analysis.shown, analysis)}`,
    ...compared.map((one) => beside(one, analysis)),
    ...alone.map((one) => `${one.cell.arm}, not compared, ${figuresOf(one, [primaryOf(analysis)], analysis)}`),
  ].join('; ');
}

/** `throughput 85.4 k/s (83.1–87.0) and round trip 38.1 µs (37.0–39.2)`: of the metrics that it has. */
function figuresOf(row: Row, metrics: readonly MetricDefinition[], analysis: ExperimentAnalysis): string {
  const figures = metrics.flatMap((metric) => {
    const estimate = figureOf(row, metric);
    return estimate === null ? [] : [`${uncapitalized(metric.title)} ${labelledText(row, estimate, metric, analysis)}`];
  });
  return listed(figures);
}

/** `veth ×0.72 (0.70–0.75): loopback is faster by more than 10 %`, `unix-socket ×1.31 (1.28–1.35), faster by more than 10 %`. */
function beside(compared: ComparedRow, analysis: ExperimentAnalysis): string {
  const { row, shown } = compared;
  const { arm } = row.cell;
  const figure = `${arm} ${shown.figure}${shown.labels}`;
  const cost = besideAt(compared, analysis);
  if (analysis.unfit) return `${figure}${cost}`;
  const remark = arm === overLoopback ? ' (the kernel sends it over the loopback interface too)' : '';
  if (!isBehind(compared, analysis)) return `${figure}, ${shown.words}${cost}${remark}`;
  const primary = primaryOf(analysis);
  // Seen from the other side a ratio beyond the margin is its reciprocal, which is beyond it too.
  const byHowMuch = shown.words.slice(primary[worse(primary)].length);
  return `${figure}: ${baselineName(analysis)} is ${better(primary)}${byHowMuch}${cost}${remark}`;
}

/** ` (server processor time per message ×1.03 (1.01–1.05), costs less than 10 % more)`: the second of what is compared. */
function besideAt({ row, group }: ComparedRow, analysis: ExperimentAnalysis): string {
  const [, metric] = analysis.shown;
  const shown = metric === undefined ? null : comparisonOf(row, group, metric, analysis);
  if (metric === undefined || shown === null) return '';
  const verdict = analysis.unfit ? '' : `, ${shown.words}`;
  return `, with ${uncapitalized(metric.title)} ${shown.figure}${shown.labels}${verdict}`;
}

/** `Not measured here: veth, veth-offload (no namespaces); own-address (this machine has no other address)`. */
function notMeasured(
  { groups }: ExperimentAnalysis,
  shorten: (reason: string) => string = (reason) => reason,
): string[] {
  const tried = groups.map(({ rows, ...group }) => ({
    ...group,
    rows: rows.map((row) => ({ ...row, skipped: row.skipped ?? failureOf(row) })),
  }));
  const left = skippedArms(tried).map(({ arms, labels, reason }) => {
    const where = labels.length === groups.length ? '' : ` at ${labels.join(', ')}`;
    return `${arms.join(', ')}${where} (${shorten(reason)})`;
  });
  return left.length === 0 ? [] : [`Not measured here: ${left.join('; ')}`];
}

function failureOf({ completed, failed, error }: Row): string | null {
  return completed > 0 || failed === 0 ? null : `no trial completed: ${error ?? 'all failed'}`;
}
