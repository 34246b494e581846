/**
 * The finding of a chart in one or two lines: who came out how against the baseline, in the words of the verdicts. Figures
 * stand in the picture, with their intervals. Where too many would have to be named, they are counted.
 */
import type { Crossover, ExperimentAnalysis, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import { isClientLimited } from '../../analysis/labels.ts';
import { definitionOf } from '../../trials/server/metrics.ts';
import { factors } from '../../experiments/factors.ts';
import { hasRoomForTitle, plainView } from '../charts/frame.ts';
import { comparisonOf, labelledText } from '../text/comparison.ts';
import { crossoverLabels, crossoverSentence, placeOf } from '../text/crossover-words.ts';
import type { Levels } from '../text/levels.ts';
import { clipped } from '../text/one-line.ts';
import { bracketed } from '../text/words.ts';

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
  const { groups } = experiment;
  const [first] = groups;
  const [last] = groups.slice(1).slice(-1);
  if (experiment.unfit || first === undefined) return neutralTitle(experiment);
  const shown = last === undefined ? [first] : [first, last];
  const titles = wordings.flatMap((wording) => {
    const verdicts = shown.map((group) => verdictsIn(group, experiment, wording));
    if (verdicts.includes('')) return [];
    const parts =
      last === undefined ? verdicts : verdicts.map((words, index) => `${words} at ${shown[index]?.label ?? ''}`);
    return [`${against(experiment)}: ${parts.join('; ')}`];
  });
  return titles.find(isShort) ?? neutralTitle(experiment);
}

/** `…: thread-pool-handoff overtakes between 3.01 µs and 10.1 µs; …` where crossovers were looked for. */
export function levelsTitle(experiment: ExperimentAnalysis, { levels }: Levels): string {
  const { crossovers, unfit } = experiment;
  const groups = levels.map(({ group }) => ({ ...group, rows: group.rows.filter(isDeclared) }));
  if (unfit || crossovers.length === 0) return comparisonTitle({ ...experiment, groups });
  const found = crossovers.map(
    (crossover) =>
      `${crossover.model} ${crossoverWords(crossover)}${bracketed(crossoverLabels(crossover, experiment))}`,
  );
  const title = `${against(experiment)}: ${found.join('; ')}`;
  return isShort(title) ? title : comparisonTitle({ ...experiment, groups });
}

/** Between which levels: what is interpolated there has its figures in the picture. */
function crossoverWords({ outcome }: Crossover): string {
  if (outcome.kind === 'not-determined') return 'not determined';
  return outcome.kind === 'between' ? `overtakes ${placeOf(outcome)}` : crossoverSentence(outcome);
}

/** `Throughput: from 61.2 k/s (58.0–64.1) of process-offload to 120 k/s (111–125) of epoll-loop`. */
export function absoluteTitle({ groups, summary, primaryMetric, title }: ExperimentAnalysis): string {
  const group = summary === 'last' ? groups.at(-1) : groups[0];
  const measured = (group?.rows ?? []).flatMap((row) => {
    const estimate = row[primaryMetric];
    return estimate === null || !Number.isFinite(estimate.value) ? [] : [{ row, estimate }];
  });
  const sorted = measured.toSorted((one, other) => one.estimate.value - other.estimate.value);
  const { title: metric } = definitionOf(primaryMetric);
  const [low] = sorted;
  const high = sorted.at(-1);
  const neutral = `${metric}: ${clipped(title, 60)}`;
  // One that could do more than its figure may stand anywhere above it: only the highest can be so and keep its place.
  const { isBoundByClient } = definitionOf(primaryMetric);
  const isOrdered = sorted.slice(0, -1).every(({ row }) => !isBoundByClient || !isClientLimited(row));
  if (!isOrdered) return neutral;
  if (group === undefined || low === undefined || high === undefined || low === high) return neutral;
  const words = ({ row, estimate }: typeof low) => `${labelledText(row, estimate, primaryMetric)} with ${row.cell.arm}`;
  const where = groups.length > 1 ? ` at ${group.label}` : '';
  const whole = `${metric}${where}: from ${words(low)} to ${words(high)}`;
  return isShort(whole) ? whole : neutral;
}

function isShort(title: string): boolean {
  return hasRoomForTitle(title, plainView);
}

function against({ primaryMetric, baseline }: ExperimentAnalysis): string {
  return `${definitionOf(primaryMetric).title} against ${clipped(baseline, 40)}`;
}

function neutralTitle(experiment: ExperimentAnalysis): string {
  return `${against(experiment)}: ${clipped(experiment.title, 60)}${experiment.unfit ? ' (verdicts withheld)' : ''}`;
}

/** `a, b slower, c equivalent`; empty where nothing was compared. */
function verdictsIn(
  group: GroupAnalysis,
  { primaryMetric, margin, factor }: ExperimentAnalysis,
  { names: most, hasSize }: Wording,
): string {
  const verdicts = group.rows.flatMap((row) => {
    const comparison = comparisonOf(row, group, primaryMetric, margin);
    if (comparison === null || !isDeclared(row)) return [];
    const word = hasSize ? comparison.words : comparison.words.replace(/ by (?:more|less) than [^†]*%/, '');
    return [{ arm: row.cell.arm, word }];
  });
  return [...Map.groupBy(verdicts, ({ word }) => word)]
    .map(([word, of]) => {
      const names = of.map(({ arm }) => arm);
      const who = names.length > most ? counted(names.length, factors[factor].plural) : listed(names);
      return `${who} ${names.length > 1 ? agreeing(word) : word}`;
    })
    .join(', ');
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  const [last = ''] = names.slice(-1);
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
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
