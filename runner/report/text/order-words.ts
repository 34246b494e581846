/** What became of the order of two arms from one group to another, in words: the same in findings and tables. */
import type { ExperimentAnalysis, OrderAcross, PairOrder, PairRatio } from '../../analysis/analysis.ts';
import { labelsOf, labelsOfRatio } from '../../analysis/labels.ts';
import { formatPercent, formatRatio } from './format.ts';

/** `×0.92 (0.88–0.97)`, `≥ ×1.10 (1.05–1.15)`; null where there is none. */
export function ratioText(ratio: PairRatio | null): string | null {
  return ratio === null ? null : `${ratio.bound}${formatRatio(ratio)}`;
}

/** `kept`, `lost: no detectable difference`, `cannot be told (over veth: the load generator was saturated)`. */
export function orderWords(pair: PairOrder, experiment: Pick<ExperimentAnalysis, 'margin' | 'unfit'>): string {
  const { outcome } = pair;
  if (experiment.unfit) return 'withheld';
  switch (outcome.kind) {
    case 'kept':
    case 'swapped':
    case 'found':
      return outcome.kind;
    case 'lost':
      return `lost: ${nothingLeft(pair, experiment)}`;
    case 'undecided':
      return 'no order found';
    case 'not-determined':
      return `cannot be told (${outcome.why})`;
  }
}

/** What is known where an order was lost: an interval that holds 1 and is wide says little. */
export function nothingLeft({ later }: PairOrder, { margin }: Pick<ExperimentAnalysis, 'margin'>): string {
  const { low, high } = later?.interval ?? { low: 0, high: Number.POSITIVE_INFINITY };
  const isInside = low >= 1 / (1 + margin) && high <= 1 + margin;
  return isInside ? `equivalent within ${formatPercent(margin)}` : 'no detectable difference';
}

/** `the lead shrank`, `event-loop gained`, `no change detected`; empty where there is nothing to tell it by. */
export function changeWords({ arms, outcome, change, gained }: PairOrder): string {
  if (outcome.kind === 'kept' || outcome.kind === 'lost') {
    if (gained !== null) return gained === arms[0] ? 'the lead grew' : 'the lead shrank';
  }
  if (gained !== null) return `${gained} gained`;
  const isKnown = change !== null && change.interval !== null && change.carries === 'all';
  return isKnown && outcome.kind !== 'not-determined' ? 'no change detected' : '';
}

/** `not steady: event-loop (over loopback, over veth), epoll-loop (over veth)`: what has to be read with the figures of a pair. */
export function pairLabels(
  { arms }: PairOrder,
  { first, later }: OrderAcross,
  { groups, labels }: Pick<ExperimentAnalysis, 'groups' | 'labels'>,
): string[] {
  const found = arms.flatMap((arm) =>
    groups
      .filter(({ id }) => id === first || id === later)
      .flatMap((group) =>
        group.rows
          .filter(({ cell }) => cell.arm === arm)
          .flatMap((row) =>
            [...labelsOf(row, labels), ...labelsOfRatio([row], labels)].map((label) => ({
              label,
              arm,
              where: group.label,
            })),
          ),
      ),
  );
  return [...Map.groupBy(found, ({ label }) => label)].map(([label, all]) => {
    const places = [...Map.groupBy(all, ({ arm }) => arm)].map(
      ([arm, of]) => `${arm} (${of.map(({ where }) => where).join(', ')})`,
    );
    return `${label}: ${places.join(', ')}`;
  });
}

/** The labels of the two groups. */
export function groupNames(
  { first, later }: OrderAcross,
  { groups }: Pick<ExperimentAnalysis, 'groups'>,
): [string, string] {
  const [before = first, after = later] = [first, later].map((id) => groups.find((group) => group.id === id)?.label);
  return [before, after];
}

/** A longer table of pairs is folded away. */
export const mostPairs = 15;

const inOrder: readonly PairOrder['outcome']['kind'][] = [
  'swapped',
  'lost',
  'found',
  'kept',
  'undecided',
  'not-determined',
];

/** What is to be looked at comes first. */
export function pairsToShow({ pairs }: OrderAcross): readonly PairOrder[] {
  return pairs.toSorted((one, other) => inOrder.indexOf(one.outcome.kind) - inOrder.indexOf(other.outcome.kind));
}
