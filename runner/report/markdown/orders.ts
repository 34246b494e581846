/** What became of the order of every pair of arms from the first group to another one, as a table. */
import { primaryOf, type ExperimentAnalysis, type OrderAcross, type PairRatio } from '../../analysis/analysis.ts';
import { formatPercent } from '../text/format.ts';
import {
  changeWords,
  groupNames,
  mostPairs,
  orderWords,
  pairLabels,
  pairsToShow,
  ratioText,
} from '../text/order-words.ts';
import { roundsOf, uncapitalized } from '../text/words.ts';
import type { TableColumn } from './text.ts';
import { code, details, plain, table } from './text.ts';

/** Where there is nothing to show. */
const nothing = '–';

/** Null for an experiment that does not follow an order, and where no pair could be measured in two groups. */
export function orderTables(experiment: ExperimentAnalysis): string | null {
  const { orderAcross, factor } = experiment;
  const measured = experiment.orders.filter(({ pairs }) => pairs.length > 0);
  if (orderAcross === undefined || measured.length === 0) return null;
  return [
    `### Order of ${plain(factor.plural)} by ${plain(orderAcross.title)}`,
    ...measured.flatMap((order) => [tableOf(order, experiment), explanation(order, experiment)]),
  ].join('\n\n');
}

function tableOf(order: OrderAcross, experiment: ExperimentAnalysis): string {
  const [first, later] = groupNames(order, experiment);
  const columns: TableColumn[] = [
    { title: 'First ÷ second' },
    { title: `Ratio ${plain(first)}`, align: 'right' },
    { title: `Ratio ${plain(later)}`, align: 'right' },
    { title: 'Ratio of the ratios', align: 'right' },
    { title: 'n', align: 'right' },
    { title: 'Order' },
    { title: 'Change' },
    { title: 'Labels' },
  ];
  const pairs = pairsToShow(order);
  const body = pairs.map((pair) => [
    pair.arms.map(code).join(' ÷ '),
    ...[pair.first, pair.later, pair.change].map((ratio) => ratioText(ratio) ?? nothing),
    roundsOf([pair.first, pair.later, pair.change].flatMap((one) => one?.n ?? [])).replace(/ rounds?$/, ''),
    plain(orderWords(pair, experiment)),
    plain(changeWords(pair)) || nothing,
    plain(pairLabels(pair, order, experiment).join('; ')),
  ]);
  const whole = table(columns, body);
  return pairs.length > mostPairs ? details(`All ${pairs.length} pairs`, whole) : whole;
}

function explanation(order: OrderAcross, experiment: ExperimentAnalysis): string {
  const names = groupNames(order, experiment);
  const [first, later] = [plain(names[0]), plain(names[1])];
  const { title, better, higher, lower } = primaryOf(experiment);
  const { plural } = experiment.factor;
  const ahead = better === 'higher' ? `${higher}, a ratio above 1` : `${lower}, a ratio below 1`;
  const how = [
    `Ratios of ${plain(uncapitalized(title))}, in each round between ${plain(plural)} of the same block; the ratio of the ratios is that ${later} ÷ that ${first}. The first of a pair is the one that is ahead (${plain(ahead)}): ${first}, else ${later}, and where neither interval tells, by the estimate ${first}.`,
    `*Kept*: both intervals exclude 1 on the same side; *swapped*: on opposite sides; *lost*: only that ${first} excludes 1; *found*: only that ${later}. A lost order may be there and not be seen in so few rounds: whether it changed is for the ratio of the ratios to say, whose interval then excludes 1.`,
    coverageOf(order),
  ];
  return how.join(' ');
}

/** What its intervals promise, or why there are none. */
function coverageOf({ pairs }: OrderAcross): string {
  const least = (ratios: readonly (PairRatio | null)[]) =>
    Math.min(...ratios.flatMap((ratio) => ratio?.coverage ?? []));
  const ratios = pairs.flatMap(({ first, later }) => [first, later]);
  const [ofRatios, ofChanges] = [least(ratios), least(pairs.map(({ change }) => change))];
  if (!Number.isFinite(ofRatios)) {
    const note = ratios.find((ratio) => ratio !== null && ratio.note !== null)?.note;
    return `There are no intervals${note === undefined ? '' : `: ${note}`}.`;
  }
  const changes = Number.isFinite(ofChanges)
    ? ` Those of the ratios of the ratios, with ${formatPercent(ofChanges)} each, do so among themselves; both together hold with at least 90 %.`
    : '';
  return `Intervals of the ratios are simultaneous: with ${formatPercent(ofRatios)} each, those of all pairs in all groups cover at once with 95 %.${changes}`;
}
