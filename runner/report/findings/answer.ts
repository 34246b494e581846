/**
 * The answer to an experiment's question in one short sentence: what is best and by how much, then the others by what was
 * found of them. Where an experiment asks something else it has an answer of its own, in its file and one line here.
 */
import {
  figureOf,
  isBaseline,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
} from '../../analysis/analysis.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import { absoluteText } from '../text/comparison.ts';
import { formatCount } from '../text/format.ts';
import { comparedGroup, summaryGroup } from '../text/summary-group.ts';
import { atGroup, uncapitalized } from '../text/words.ts';
import { answerChunk } from './chunk.ts';
import { answerCompute } from './compute.ts';
import { describeHowto } from './howto.ts';
import { answerIpcStream } from './ipc-stream.ts';
import { answerLatency } from './latency.ts';
import { answerPaths } from './paths.ts';
import { answerPathsModels } from './paths-models.ts';
import { signOf } from './signs.ts';
import { baselineOf, bestFirst, comparedRows, nothingToCompare, type ComparedRow } from './sentences.ts';

type Answer = (analysis: ExperimentAnalysis) => string;

/** By the experiment's name. */
const answers: Readonly<Record<string, Answer>> = {
  chunk: answerChunk,
  compute: answerCompute,
  howto: describeHowto,
  'ipc-stream': answerIpcStream,
  latency: answerLatency,
  paths: answerPaths,
  'paths-models': answerPathsModels,
};

/** Plain text. Figures in it carry † and ‡ as those of charts do; `signNotes` tells what they mean. */
export function answerOf(analysis: ExperimentAnalysis): string {
  const own = Object.hasOwn(answers, analysis.name) ? answers[analysis.name] : undefined;
  // Of claims each prediction says by itself whether failed controls withhold it.
  const isWithheld = analysis.unfit && analysis.judged.length === 0;
  const sentence = isWithheld ? withoutVerdict(analysis) : (own ?? usualAnswer)(analysis);
  // Alone it would read as one of the usual path.
  return analysis.over === undefined ? sentence : `Over ${analysis.over}: ${sentence}`;
}

function withoutVerdict(analysis: ExperimentAnalysis): string {
  return `No answer, since the controls failed. Measured: ${rangeIn(summaryGroup(analysis), analysis)}.`;
}

function usualAnswer(analysis: ExperimentAnalysis): string {
  const group = comparedGroup(analysis);
  if (group === undefined) return `${capitalized(rangeIn(summaryGroup(analysis), analysis))}.`;
  const where = analysis.groups.length > 1 ? `${atGroup(group.label)}: ` : '';
  const parts = [...uncompared(group, analysis), `${best(group, analysis)}${others(group, analysis)}`];
  return `${capitalized(`${where}${parts.map(uncapitalized).join('; ')}`)}.`;
}

/** More names than this are counted. */
const mostNamed = 6;
const mostInFront = 2;

/**
 * `Best in throughput: epoll-loop ×1.24 (1.18–1.30), compared with event-loop, 110 k/s (102–119)`; where not all were compared,
 * how many.
 */
function best(group: GroupAnalysis, analysis: ExperimentAnalysis): string {
  const primary = primaryOf(analysis);
  const row = baselineOf(group, primary);
  const own = row === null ? null : figureOf(row, primary);
  if (row === null || own === null) return `${analysis.baseline ?? 'The baseline'}: ${nothingToCompare}`;
  const reference = `${row.cell.arm}, ${absoluteText(row, own, primary)}${signOf(row, [primary], analysis)}`;
  const ahead = inFront(group, analysis);
  const scope = scopeOf(group, analysis);
  const metric = uncapitalized(primary.title);
  if (ahead.length === 0 && isBest(group, analysis)) {
    return `Best in ${metric}: ${reference}${scope === null ? '' : ` (${scope.compared} of ${scope.measured} others compared)`}`;
  }
  const among = scope === null ? '' : `Of ${scope.compared} compared (${scope.measured} measured) `;
  if (ahead.length === 0) {
    return scope === null
      ? `None of the other ${analysis.factor.plural} was found better in ${metric} than ${reference}`
      : `${among}none was found better in ${metric} than ${reference}`;
  }
  const named = ahead.slice(0, mostInFront).map(figure).join(', ');
  const more = ahead.length > mostInFront ? ` and ${ahead.length - mostInFront} more` : '';
  const tie = ahead.length > 1 ? ' (no order found between them)' : '';
  const lead = scope === null ? 'Best' : `${among}best`;
  return `${lead} in ${metric}: ${named}${more}${tie}, compared with ${reference}`;
}

/** Of the arms beside the baseline how many have a figure, and how many of these were compared; null where all were. */
function scopeOf(
  group: GroupAnalysis,
  analysis: ExperimentAnalysis,
): { readonly compared: string; readonly measured: string } | null {
  const measured = bestFirst(group, analysis).filter((row) => !isBaseline(row));
  const compared = measured.filter(({ declared }) => declared);
  return compared.length === measured.length
    ? null
    : { compared: formatCount(compared.length), measured: formatCount(measured.length) };
}

/** Whether every arm that was compared is behind the baseline, not because of the load generator, and no other looks better. */
function isBest(group: GroupAnalysis, analysis: ExperimentAnalysis): boolean {
  const { better } = primaryOf(analysis);
  const compared = comparedRows(group, analysis).filter(({ row }) => row.declared);
  return (
    compared.length > 0 &&
    uncompared(group, analysis).length === 0 &&
    compared.every(({ contrast: { verdict }, shown }) => {
      return (verdict === 'higher' || verdict === 'lower') && verdict !== better && !shown.words.endsWith('†');
    })
  );
}

/** Those of the first rank, where that is better than the baseline: which of them is best is not known. */
function inFront(group: GroupAnalysis, analysis: ExperimentAnalysis): ComparedRow[] {
  const primary = primaryOf(analysis);
  const [first = []] = group.ranking;
  const compared = comparedRows(group, analysis).filter(({ contrast }) => contrast.verdict === primary.better);
  const leading = compared.filter(({ row }) => first.includes(row.cell.arm));
  // A verdict that the load generator may have made does not lead.
  return inOrder(
    leading.filter(({ shown }) => !shown.words.endsWith('†')),
    primary,
  );
}

function inOrder(rows: readonly ComparedRow[], { better }: MetricDefinition): ComparedRow[] {
  const sign = better === 'lower' ? 1 : -1;
  return rows.toSorted((one, other) => sign * (one.contrast.value - other.contrast.value));
}

function others(group: GroupAnalysis, analysis: ExperimentAnalysis): string {
  const ahead = new Set(inFront(group, analysis).map(({ row }) => row));
  const rest = inOrder(
    comparedRows(group, analysis).filter(({ row }) => row.declared && !ahead.has(row)),
    primaryOf(analysis),
  );
  const isLong = rest.length > mostNamed;
  const byVerdict = Map.groupBy(rest, ({ shown }) => (isLong ? shown.direction : shown.words));
  return [...byVerdict].map(([words, rows]) => `; ${words}: ${isLong ? counted(rows, analysis) : list(rows)}`).join('');
}

const mostUncompared = 2;

/**
 * `figures better than event-loop’s, not compared: epoll-loop 131 k/s (125–137), … and 2 more`. Without a comparison no order is
 * claimed; but who reads what is best has to know first of figures that look better still. Nothing for none.
 */
function uncompared(group: GroupAnalysis, analysis: ExperimentAnalysis): string[] {
  const primary = primaryOf(analysis);
  const reference = inFront(group, analysis)[0]?.row ?? baselineOf(group, primary);
  const own = reference === null ? null : figureOf(reference, primary);
  if (reference === null || own === null) return [];
  const sign = primary.better === 'lower' ? -1 : 1;
  const better = bestFirst(group, analysis).flatMap((row) => {
    const estimate = figureOf(row, primary);
    if (estimate === null || row.declared || isBaseline(row) || !(sign * (estimate.value - own.value) > 0)) return [];
    return [`${row.cell.arm} ${absoluteText(row, estimate, primary)}${signOf(row, [primary], analysis)}`];
  });
  const more = better.length - mostUncompared;
  if (better.length === 0) return [];
  const named = more === 1 ? better : better.slice(0, mostUncompared);
  const rest = more > 1 ? ` and ${formatCount(more)} more` : '';
  return [`figures better than ${reference.cell.arm}’s, not compared: ${named.join(', ')}${rest}`];
}

function list(rows: readonly ComparedRow[]): string {
  return rows.map(figure).join(', ');
}

/** `9 models, from select-loop ×0.95 (0.93–0.97) to iterative ×0.31 (0.30–0.33)`. */
function counted(rows: readonly ComparedRow[], { factor }: ExperimentAnalysis): string {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || rows.length < 3) return list(rows);
  return `${formatCount(rows.length)} ${factor.plural}, from ${figure(first)} to ${figure(last)}`;
}

/** `pipe ×0.62 (0.61–0.63)`, with ‡ where a label has to be read with it. */
function figure({ row, shown }: ComparedRow): string {
  return `${row.cell.arm} ${shown.figure}${shown.labels === '' ? '' : '‡'}`;
}

/** `throughput from 110 k/s (102–119) with event-loop to 100 k/s (95–105) with thread-pool-handoff`: the best and the last. */
function rangeIn(group: GroupAnalysis | undefined, analysis: ExperimentAnalysis): string {
  if (group === undefined) return 'nothing';
  const primary = primaryOf(analysis);
  const rows = bestFirst(group, analysis);
  const [first, last] = [rows[0], rows.at(-1)];
  const where = analysis.groups.length > 1 ? ` ${atGroup(group.label)}` : '';
  const words = (row: typeof first) => {
    const estimate = row === undefined ? null : figureOf(row, primary);
    return row === undefined || estimate === null
      ? 'none'
      : `${absoluteText(row, estimate, primary)}${signOf(row, [primary], analysis)} with ${row.cell.arm}`;
  };
  if (first === undefined) return `no ${uncapitalized(primary.title)}${where}`;
  const range = first === last ? words(first) : `from ${words(first)} to ${words(last)}`;
  return `${uncapitalized(primary.title)}${where} ${range}`;
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
