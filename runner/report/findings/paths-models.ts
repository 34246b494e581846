/**
 * Whether the order of the arms in the first group holds in the others: in how many pairs, and every pair by what became of
 * it, with its ratio of ratios. An order that is lost may only not be seen, so it is said whether a change is.
 */
import { primaryOf, type ExperimentAnalysis, type OrderAcross, type PairOrder } from '../../analysis/analysis.ts';
import { changeWords, groupNames, nothingLeft, pairLabels, ratioText } from '../text/order-words.ts';
import { bracketed, count, uncapitalized } from '../text/words.ts';
import { skippedArms, withheld } from './sentences.ts';

export function describePathsModels(analysis: ExperimentAnalysis): string {
  if (analysis.orders.length === 0) return 'Too few groups were measured to follow an order from one to another.';
  const sentences = analysis.orders.flatMap((order) =>
    order.pairs.length === 0 ? notMeasured(order, analysis) : [answer(order, analysis), ...lists(order, analysis)],
  );
  return `${analysis.unfit ? withheld : ''}${[...sentences, ...leftOut(analysis)].join(' ')}`;
}

/** How many pairs keep their order, and those that changed places. */
export function answerPathsModels(analysis: ExperimentAnalysis): string {
  if (analysis.orders.length === 0) return describePathsModels(analysis);
  const sentences = analysis.orders.flatMap((order) => {
    if (order.pairs.length === 0) return notMeasured(order, analysis);
    const swapped = pairsThat('swapped', order).map((pair) => pair.arms.join(' and '));
    return [answer(order, analysis, false), ...(swapped.length === 0 ? [] : [`Swapped: ${swapped.join('; ')}.`])];
  });
  return sentences.join(' ');
}

type Kind = PairOrder['outcome']['kind'];

function pairsThat(kind: Kind, { pairs }: OrderAcross): PairOrder[] {
  return pairs.filter(({ outcome }) => outcome.kind === kind);
}

/** `The order of models found over loopback is found over veth too in 2 of 3 pairs (throughput; …).` */
function answer(order: OrderAcross, analysis: ExperimentAnalysis, hasFigures = true): string {
  const [first, later] = groupNames(order, analysis);
  const { plural } = analysis.factor;
  const metric = uncapitalized(primaryOf(analysis).title);
  const figures = hasFigures ? `${metric}; each figure is the ratio ${later} ÷ the ratio ${first}` : metric;
  if (pairsThat('not-determined', order).length === order.pairs.length)
    return `Whether the order of ${plural} ${first} holds ${later} cannot be told (${figures}).`;
  const kept = pairsThat('kept', order).length;
  const found = kept + pairsThat('swapped', order).length + pairsThat('lost', order).length;
  if (found === 0) return `No order of ${plural} was found ${first} that could hold ${later} (${figures}).`;
  // Not "holds": one that is lost may only not be seen.
  return `The order of ${plural} found ${first} is found ${later} too in ${kept} of ${count(found, 'pair')} (${figures}).`;
}

function lists(order: OrderAcross, analysis: ExperimentAnalysis): string[] {
  const [first, later] = groupNames(order, analysis);
  const named = (kind: Kind, title: string, between: string, remarks: (pair: PairOrder) => readonly string[]) =>
    list(title, pairsThat(kind, order), (pair) => [figure(pair, between, order, analysis), ...remarks(pair)]);
  const untold = Map.groupBy(pairsThat('not-determined', order), ({ outcome }) =>
    'why' in outcome ? outcome.why : '',
  );
  return [
    ...named('kept', 'Kept', 'before', ifChanged),
    ...named('swapped', `Swapped, ahead ${first} and behind ${later}`, 'against', () => []),
    ...named('lost', 'Lost', 'before', (pair) => [`${nothingLeft(pair, analysis)} ${later}`, changeWords(pair)]),
    ...named('found', `Found only ${later}`, 'before', (pair) => [changeWords(pair)]),
    ...named('undecided', `No order found ${first} or ${later}`, '÷', ifChanged),
    ...[...untold].flatMap(([why, pairs]) =>
      list(analysis.unfit ? 'Without a verdict' : `Cannot be told (${why})`, pairs, (pair) => [
        figure(pair, '÷', order, analysis),
        ...ifChanged(pair),
      ]),
    ),
  ];
}

function ifChanged(pair: PairOrder): string[] {
  return pair.gained === null ? [] : [changeWords(pair)];
}

/** `event-loop before thread-pool-handoff ×0.92 (0.88–0.97) [not steady: …]` */
function figure(pair: PairOrder, between: string, order: OrderAcross, analysis: ExperimentAnalysis): string {
  const [one, other] = pair.arms;
  const ratio = ratioText(pair.change);
  const labels = bracketed(pairLabels(pair, order, analysis));
  return `${one} ${between} ${other}${ratio === null ? '' : ` ${ratio}`}${labels}`;
}

/** Beyond so many pairs a sentence is a table, and there is one. */
const mostListed = 12;

/** Nothing for no pairs. Those that changed come first. */
function list(title: string, pairs: readonly PairOrder[], parts: (pair: PairOrder) => readonly string[]): string[] {
  if (pairs.length === 0) return [];
  const changedFirst = [
    ...pairs.filter(({ gained }) => gained !== null),
    ...pairs.filter(({ gained }) => gained === null),
  ];
  const shown = changedFirst.slice(0, mostListed).map((pair) =>
    parts(pair)
      .filter((part) => part !== '')
      .join(', '),
  );
  const more = pairs.length - shown.length;
  return [`${title}: ${[...shown, ...(more > 0 ? [`and ${more} more in the table`] : [])].join('; ')}.`];
}

/** Where fewer than two arms could run: `… is not known: not measured over veth: no namespaces.` */
function notMeasured(order: OrderAcross, analysis: ExperimentAnalysis): string[] {
  const [first, later] = groupNames(order, analysis);
  const reasons = [order.first, order.later].flatMap((id) => {
    const group = analysis.groups.find((one) => one.id === id);
    const skipped = group?.rows.flatMap((row) => row.skipped ?? []) ?? [];
    return skipped.length === 0 ? [] : [`${group?.label}: ${[...new Set(skipped)].join('; ')}`];
  });
  const { plural } = analysis.factor;
  const why =
    reasons.length === 0 ? `fewer than two ${plural} can be compared in both` : `not measured ${reasons.join('; ')}`;
  return [`Whether the order of ${plural} ${first} holds ${later} is not known: ${why}.`];
}

/** Arms that could not run in a group which others could run in. */
function leftOut({ groups }: ExperimentAnalysis): string[] {
  const able = groups.filter(({ rows }) => rows.some(({ skipped }) => skipped === null));
  return skippedArms(able).map(
    ({ arms, labels, reason }) => `Not measured ${labels.join(', ')}: ${arms.join(', ')} (${reason}).`,
  );
}
