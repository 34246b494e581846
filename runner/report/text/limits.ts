/** Whose limit a row met, by the labels that tell it: the same in curves and in their tables. */
import type { Row } from '../../analysis/analysis.ts';
import type { LabelDefinition, Limit, MetricDefinition } from '../../result/metric.ts';
import { count } from './words.ts';

/** A label that tells a limit, and in how many rounds of a row it holds. */
interface MetLimit {
  readonly limit: Limit;
  readonly title: string;
  readonly rounds: number;
  /** Whether it can be why there is no figure: a disturbance withholds none, and a bound is a figure. */
  readonly withholds: boolean;
}

export const whose: Readonly<Record<Limit, string>> = {
  server: 'the server’s limit',
  client: 'the load client’s limit',
  machine: 'the machine’s limit',
};

type Labelled = Pick<Row, 'completed' | 'labels' | 'withheld' | 'gaps'>;

/** Without those that are about other metrics alone: `pacing at p90` says nothing of processor time. */
export function labelsAbout(
  metrics: readonly MetricDefinition[],
  labels: readonly LabelDefinition[],
): readonly LabelDefinition[] {
  return labels.filter(({ concerns }) => concerns === undefined || metrics.some(({ name }) => concerns.includes(name)));
}

/** Those of any round that are about the metric, of the most rounds first; of equal ones, in the order of the kind's labels. */
export function limitsOf(
  { labels: counts }: Labelled,
  metric: MetricDefinition,
  labels: readonly LabelDefinition[],
): MetLimit[] {
  return labelsAbout([metric], labels)
    .flatMap(({ name, title, limit, bounds }): MetLimit[] => {
      const rounds = counts.get(name) ?? 0;
      return limit === undefined || rounds === 0
        ? []
        : [{ limit, title, rounds, withholds: limit !== 'machine' && !bounds }];
    })
    .toSorted((one, other) => other.rounds - one.rounds);
}

/**
 * What kept a row from having a figure. A limit that withholds none is the reason only where no other is known, and every
 * round met it.
 */
export function limitsBehindGap(
  row: Labelled,
  metric: MetricDefinition,
  labels: readonly LabelDefinition[],
): MetLimit[] {
  const met = limitsOf(row, metric, labels);
  const reasons = met.filter(({ withholds }) => withholds);
  if (reasons.length > 0 || row.withheld.has(metric.name)) return reasons;
  return met.filter(({ rounds }) => rounds === row.completed);
}

/** `saturated`, `pacing at p99, saturated`; without such a label the reason in a few words, `too few samples`, else `no figure`. */
export function gapWords(row: Labelled, metric: MetricDefinition, labels: readonly LabelDefinition[]): string {
  return gapText(row, metric, labels, () => '');
}

/** The same with the rounds that met each limit, where not all did: `saturated (1 of 8)`. */
export function gapWordsByRounds(row: Labelled, metric: MetricDefinition, labels: readonly LabelDefinition[]): string {
  return gapText(row, metric, labels, ({ rounds }) =>
    rounds === row.completed ? '' : ` (${rounds} of ${row.completed})`,
  );
}

function gapText(
  row: Labelled,
  metric: MetricDefinition,
  labels: readonly LabelDefinition[],
  share: (met: MetLimit) => string,
): string {
  const titles = limitsBehindGap(row, metric, labels).map((met) => `${met.title}${share(met)}`);
  if (titles.length > 0) return titles.join(', ');
  return row.gaps.get(metric.name) ?? 'no figure';
}

/** ` (3 of 8 rounds)` behind a title; nothing where all rounds have it. */
export function shareOfRounds(rounds: number, { completed }: Pick<Row, 'completed'>): string {
  return rounds === completed ? '' : ` (${rounds} of ${count(completed, 'round')})`;
}

/** Every other label is read as everywhere: where most rounds have it. */
export function withoutLimit(labels: readonly LabelDefinition[]): LabelDefinition[] {
  return labels.filter(({ limit }) => limit === undefined);
}
