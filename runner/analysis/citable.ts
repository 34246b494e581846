/**
 * Every figure of an analysis under an ID by which people cite it and two runs are compared. IDs are made of words that the
 * plan stores, so that the next run of the same question has the same:
 *
 *     models/64-connections/thread-pool-handoff/throughput      experiment/group/arm/metric
 *     compute/crossover/thread-pool-handoff
 *     paths-models/order/veth/event-loop/thread-pool-handoff    experiment/order/group/arm/arm
 */
import type { MetricDefinition } from '../result/metric.ts';
import type {
  Analysis,
  Crossover,
  ExperimentAnalysis,
  GroupAnalysis,
  OrderAcross,
  PairOrder,
  Row,
} from './analysis.ts';

/** One metric of one row: its absolute value and, where there is one, its comparison with the baseline. */
export interface CitableFigure {
  readonly kind: 'figure';
  readonly id: string;
  readonly experiment: ExperimentAnalysis;
  readonly group: GroupAnalysis;
  readonly row: Row;
  readonly metric: MetricDefinition;
  /** `compared`: of the experiment's own metrics. `described`: what tables beside them and curves show; nothing is decided on it. */
  readonly standing: 'compared' | 'described';
}

export interface CitableCrossover {
  readonly kind: 'crossover';
  readonly id: string;
  readonly experiment: ExperimentAnalysis;
  readonly crossover: Crossover;
}

export interface CitableOrder {
  readonly kind: 'order';
  readonly id: string;
  readonly experiment: ExperimentAnalysis;
  readonly order: OrderAcross;
  readonly pair: PairOrder;
}

export type Citable = CitableFigure | CitableCrossover | CitableOrder;

/** In the order of the report: by experiment, its figures by group, row and metric, then crossovers and orders. IDs are unique. */
export function citablesOf({ experiments }: Pick<Analysis, 'experiments'>): readonly Citable[] {
  return withUniqueIds(experiments.flatMap((experiment) => [...figuresOf(experiment), ...conclusionsOf(experiment)]));
}

function figuresOf(experiment: ExperimentAnalysis): CitableFigure[] {
  return experiment.groups.flatMap((group) =>
    group.rows.flatMap((row) =>
      metricsOf(experiment).map(({ metric, standing }): CitableFigure => {
        const id = idOf(experiment.name, group.label, row.cell.arm, metric.title);
        return { kind: 'figure', id, experiment, group, row, metric, standing };
      }),
    ),
  );
}

/** Each once, the experiment's own first. */
function metricsOf({ shown, curve, details, conditions }: ExperimentAnalysis) {
  const described = [
    ...(curve === null ? [] : [curve.across, ...curve.up]),
    ...details.flatMap(({ metrics }) => metrics),
    ...conditions,
  ];
  const own = new Set(shown.map(({ name }) => name));
  const others = new Map(described.filter(({ name }) => !own.has(name)).map((metric) => [metric.name, metric]));
  return [
    ...shown.map((metric) => ({ metric, standing: 'compared' as const })),
    ...[...others.values()].map((metric) => ({ metric, standing: 'described' as const })),
  ];
}

function conclusionsOf(experiment: ExperimentAnalysis): Citable[] {
  const labels = new Map(experiment.groups.map(({ id, label }) => [id, label]));
  return [
    ...experiment.crossovers.map((crossover): CitableCrossover => {
      const id = idOf(experiment.name, 'crossover', crossover.arm);
      return { kind: 'crossover', id, experiment, crossover };
    }),
    ...experiment.orders.flatMap((order) =>
      order.pairs.map((pair): CitableOrder => {
        const later = labels.get(order.later) ?? order.later;
        const id = idOf(experiment.name, 'order', later, ...pair.arms.toSorted());
        return { kind: 'order', id, experiment, order, pair };
      }),
    ),
  ];
}

function idOf(...parts: readonly string[]): string {
  return parts.map(slug).join('/');
}

/** `½ echo of work` → `1-2-echo-of-work`, `0 → 1` → `0-1`: what can be typed into any shell. */
export function slug(text: string): string {
  const plain = text
    .replaceAll('µ', 'u')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return plain === '' ? 'none' : plain;
}

/** Where words differ in signs alone, all but the first get a number. */
function withUniqueIds(all: readonly Citable[]): readonly Citable[] {
  const used = new Map<string, number>();
  return all.map((one) => {
    const before = used.get(one.id) ?? 0;
    used.set(one.id, before + 1);
    return before === 0 ? one : { ...one, id: `${one.id}-${before + 1}` };
  });
}
