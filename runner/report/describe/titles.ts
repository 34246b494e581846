/**
 * The finding of a chart in one or two lines: who came out how against the baseline, in the words of the verdicts. Figures
 * stand in the picture, with their intervals. Where too many would have to be named, they are counted.
 */
import {
  figureOf,
  primaryOf,
  type Crossover,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import { isLowerBound } from '../../analysis/labels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { Axis } from '../../result/plan.ts';
import { hasRoomForTitle, plainView } from '../charts/frame.ts';
import { commonPlace } from '../text/common-place.ts';
import { comparisonOf, labelledText } from '../text/comparison.ts';
import { crossoverLabels, crossoverSentence, placeOf } from '../text/crossover-words.ts';
import { formatQuantity } from '../text/format.ts';
import type { Levels } from '../text/levels.ts';
import { gapWords } from '../text/limits.ts';
import { clipped } from '../text/one-line.ts';
import { atGroup, bracketed, listed, uncapitalized } from '../text/words.ts';
import { labelSign } from './figures.ts';

interface Wording {
  /** So many names with the same verdict are listed, more are counted. */
  readonly names: number;
  /** Or only which way: `slower` for `slower by less than 10 %`. */
  readonly hasSize: boolean;
}

/** The most wanted first. */
const wordings: readonly Wording[] = [true, false].flatMap((hasSize) => [3, 1, 0].map((names) => ({ names, hasSize })));

/** `Throughput against event-loop: thread-pool-handoff slower, process-pool-handoff equivalent`. */
export function comparisonTitle(experiment: ExperimentAnalysis): string {
  return titleOf(experiment, experiment.groups.length > 1);
}

/** @param hasPlace whether the groups are named: not where there is only one */
function titleOf(experiment: ExperimentAnalysis, hasPlace: boolean): string {
  const { groups } = experiment;
  const [first] = groups;
  const [last] = groups.slice(1).slice(-1);
  if (experiment.unfit || first === undefined) return neutralTitle(experiment);
  // Of the first and the last; where both have no room, of the one whose figures stand for the experiment.
  const choices = last === undefined ? [[first]] : [[first, last], [experiment.summary === 'last' ? last : first]];
  const titles = choices.flatMap((shown) =>
    wordings.flatMap((wording) => {
      const verdicts = shown.map((group) => verdictsIn(group, experiment, wording));
      if (verdicts.includes('')) return [];
      const parts = hasPlace ? verdicts.map((words, at) => `${words} ${atGroup(shown[at]?.label ?? '')}`) : verdicts;
      return [`${against(experiment)}: ${parts.join('; ')}`];
    }),
  );
  return titles.find(isShort) ?? neutralTitle(experiment);
}

/** `…: thread-pool-handoff overtakes between 3.01 µs and 10.1 µs; …` where crossovers were looked for. */
export function levelsTitle(experiment: ExperimentAnalysis, { axis, levels }: Levels): string {
  const { crossovers, unfit } = experiment;
  const groups = levels.map(({ group }) => ({ ...group, rows: group.rows.filter(isDeclared) }));
  if (unfit || crossovers.length === 0) return comparisonTitle({ ...experiment, groups });
  const titles = [bracketed, marked].map((said) => {
    const found = crossovers.map(
      (crossover) =>
        `${crossover.arm} ${crossoverWords(crossover, axis)}${said(crossoverLabels(crossover, experiment))}`,
    );
    return `${against(experiment)}: ${found.join('; ')}`;
  });
  const short = titles.find(isShort);
  if (short !== undefined) return short;
  // Of the levels at which verdicts were declared: often the last one alone.
  const judged = groups.filter(({ rows }) => rows.length > 0);
  return titleOf({ ...experiment, groups: judged }, groups.length > 1);
}

/** Labels where there is no room for their names, which the notes below have. */
function marked(labels: readonly string[]): string {
  return labels.length === 0 ? '' : labelSign;
}

/** Between which levels: what is interpolated there has its figures in the picture. */
function crossoverWords({ outcome }: Crossover, axis: Axis): string {
  if (outcome.kind === 'not-determined') return 'not determined';
  return outcome.kind === 'between' ? `overtakes ${placeOf(outcome, axis)}` : crossoverSentence(outcome, axis);
}

/** `Throughput: from 61.2 k/s (58.0–64.1) of process-offload to 120 k/s (111–125) of epoll-loop`. */
export function absoluteTitle(experiment: ExperimentAnalysis, metric = primaryOf(experiment)): string {
  const group = standingFor(experiment);
  const range = group === undefined ? null : rangeIn(group, metric, experiment);
  const whole = `${metric.title}${whereIn(group, experiment)}: ${range}`;
  return range !== null && isShort(whole) ? whole : `${metric.title}: ${clipped(experiment.title, 60)}`;
}

/**
 * `Response time, p99, at 5 k/s: from 61 µs (58–64) with epoll-loop to 1.90 ms (1.52–2.43) with thread-offload; saturated: iterative`.
 * Arms without a figure are told, since a range of the others alone would claim too much.
 */
export function curveTitle(experiment: ExperimentAnalysis, metric: MetricDefinition): string {
  const { curve, labels } = experiment;
  // The subtitle begins with the experiment's title.
  const neutral = `${metric.title}${curve === null ? '' : `, over ${uncapitalized(curve.across.title)}`}`;
  const group = commonGroup(experiment, metric);
  const range = group === undefined ? null : rangeIn(group, metric, experiment);
  if (group === undefined || range === null || experiment.unfit) return neutral;
  const missing = group.rows
    .filter((row) => row.completed > 0 && figureOf(row, metric) === null)
    .map((row) => ({ arm: row.cell.arm, why: gapWords(row, metric, labels) }));
  const gaps = (most: number) =>
    [...Map.groupBy(missing, ({ why }) => why)].map(([why, of]) => {
      const names = of.map(({ arm }) => arm);
      return `; ${why}: ${names.length > most ? counted(names.length, experiment.factor.plural) : names.join(', ')}`;
    });
  const measured = group.rows.filter((row) => row.completed > 0).length;
  if (missing.length * 2 > measured) return neutral;
  const where = whereIn(group, experiment);
  const titles = [3, 1, 0].map((most) => `${metric.title}${where}: ${range}${gaps(most).join('')}`);
  return titles.find(isShort) ?? neutral;
}

/** Of the groups in which all arms have the same place across, the one with the most figures, and of these the farthest. */
function commonGroup({ groups, curve }: ExperimentAnalysis, metric: MetricDefinition): GroupAnalysis | undefined {
  const common = groups.flatMap((group) => {
    const place = curve === null ? null : commonPlace(group, curve.across);
    const figures = group.rows.filter((row) => figureOf(row, metric) !== null).length;
    return place === null ? [] : [{ group, figures, place }];
  });
  return common.toSorted((one, other) => other.figures - one.figures || other.place - one.place)[0]?.group;
}

/** The group whose figures stand for the experiment. */
function standingFor({ groups, summary }: ExperimentAnalysis): GroupAnalysis | undefined {
  return summary === 'last' ? groups.at(-1) : groups[0];
}

function whereIn(group: GroupAnalysis | undefined, { groups }: ExperimentAnalysis): string {
  return group !== undefined && groups.length > 1 ? ` ${atGroup(group.label)}` : '';
}

/** `from … with … to … with …`; null where fewer than two arms have a figure, or their order is not known. */
function rangeIn({ rows }: GroupAnalysis, metric: MetricDefinition, experiment: ExperimentAnalysis): string | null {
  const measured = rows.flatMap((row) => {
    const estimate = figureOf(row, metric);
    return estimate === null || !Number.isFinite(estimate.value) ? [] : [{ row, estimate }];
  });
  const sorted = measured.toSorted((one, other) => one.estimate.value - other.estimate.value);
  const [low] = sorted;
  const high = sorted.at(-1);
  // One that could do more than its figure may stand anywhere above it: only the highest can be so and keep its place.
  const isOrdered = sorted.slice(0, -1).every(({ row }) => !isLowerBound(row, metric));
  if (low === undefined || high === undefined || low === high) return null;
  if (!isOrdered) return leastIn(sorted, metric, experiment);
  const words = ({ row, estimate }: typeof low) =>
    `${labelledText(row, estimate, metric, experiment)} with ${row.cell.arm}`;
  return `from ${words(low)} to ${words(high)}`;
}

/** `3.13 k/s (2.34–4.30) with thread-offload, 14.6 k/s or more with 4 other models`: what bounds still tell. */
function leastIn(
  sorted: readonly { readonly row: Row; readonly estimate: Estimate }[],
  metric: MetricDefinition,
  experiment: ExperimentAnalysis,
): string | null {
  const { plural } = experiment.factor;
  const [low, next] = sorted;
  if (low === undefined || next === undefined) return null;
  const orMore = ({ estimate }: typeof low) => `${formatQuantity(estimate.value, metric.quantity)} or more`;
  if (isLowerBound(low.row, metric)) return `${orMore(low)} with ${counted(sorted.length, plural)}`;
  const first = `${labelledText(low.row, low.estimate, metric, experiment)} with ${low.row.cell.arm}`;
  return `${first}, ${orMore(next)} with ${counted(sorted.length - 1, `other ${plural}`)}`;
}

function isShort(title: string): boolean {
  return hasRoomForTitle(title, plainView);
}

function against(experiment: ExperimentAnalysis): string {
  const { baseline } = experiment;
  const what = baseline === null ? 'what was claimed' : clipped(baseline, 40);
  return `${primaryOf(experiment).title} against ${what}`;
}

function neutralTitle(experiment: ExperimentAnalysis): string {
  return `${against(experiment)}: ${clipped(experiment.title, 60)}${experiment.unfit ? ' (verdicts withheld)' : ''}`;
}

/** `a, b slower, c equivalent`; empty where nothing was compared. */
function verdictsIn(group: GroupAnalysis, experiment: ExperimentAnalysis, { names: most, hasSize }: Wording): string {
  const verdicts = group.rows.flatMap((row) => {
    const comparison = comparisonOf(row, group, primaryOf(experiment), experiment);
    if (comparison === null || !isDeclared(row)) return [];
    const word = hasSize ? comparison.words : comparison.words.replace(/ by (?:more|less) than [^†]*%/, '');
    return [{ arm: row.cell.arm, word }];
  });
  return [...Map.groupBy(verdicts, ({ word }) => word)]
    .map(([word, of]) => {
      const names = of.map(({ arm }) => arm);
      const who = names.length > most ? counted(names.length, experiment.factor.plural) : listed(names);
      return `${who} ${names.length > 1 ? agreeing(word) : word}`;
    })
    .join(', ');
}

function counted(amount: number, plural: string): string {
  // A blank that no line ends at.
  return `${amount}\u00A0${amount === 1 ? plural.replace(/s$/, '') : plural}`;
}

/** `costs more` of one, `cost more` of several. */
function agreeing(word: string): string {
  return word.replace(/^(cost|take)s /, '$1 ');
}

function isDeclared({ declared }: Row): boolean {
  return declared;
}
