/** What became of the order of every pair of arms from the first group to another one, as a table. */
import { primaryOf, type ExperimentAnalysis, type OrderAcross, type PairRatio } from '../../../analysis/analysis.ts';
import {
  changeWords,
  groupNames,
  mostPairs,
  orderWords,
  pairLabels,
  pairsToShow,
  ratioText,
} from '../../text/order-words.ts';
import { uncapitalized } from '../../text/words.ts';
import type { SectionTable } from './curve-table.ts';
import type { TableColumn } from '../text.ts';
import { code, details, plain } from '../text.ts';
import { narrowTable } from './table.ts';

/** Where there is nothing to show. */
const nothing = '–';

/** Null for an experiment that does not follow an order, and where no pair could be measured in two groups. */
export function orderTable(experiment: ExperimentAnalysis): SectionTable | null {
  const { orderAcross } = experiment;
  const measured = experiment.orders.filter(({ pairs }) => pairs.length > 0);
  if (orderAcross === undefined || measured.length === 0) return null;
  const primary = primaryOf(experiment);
  const lead = `Ratios of ${plain(uncapitalized(primary.title))}, the first of a pair to the second, in the same rounds:`;
  const text = [lead, ...measured.flatMap((order) => [tableOf(order, experiment), coverageOf(order)])].join('\n\n');
  return { text, metrics: [primary] };
}

function tableOf(order: OrderAcross, experiment: ExperimentAnalysis): string {
  const [first, later] = groupNames(order, experiment);
  const columns: TableColumn[] = [
    { title: 'First ÷ second' },
    { title: plain(first), align: 'right' },
    { title: plain(later), align: 'right' },
    { title: 'Change', align: 'right' },
    { title: 'Order' },
  ];
  const pairs = pairsToShow(order);
  const body = pairs.map((pair) => {
    const sign = pairLabels(pair, order, experiment).length === 0 ? '' : '‡';
    const change = changeWords(pair);
    return [
      pair.arms.map(code).join(' ÷ '),
      ...[pair.first, pair.later, pair.change].map((ratio) => {
        const text = ratioText(ratio);
        return text === null ? nothing : `${text}${sign}`;
      }),
      plain(`${orderWords(pair, experiment)}${change === '' ? '' : `, ${change}`}`),
    ];
  });
  const whole = narrowTable(columns, body);
  return pairs.length > mostPairs ? details(`All ${pairs.length} pairs`, whole) : whole;
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
  const changes = Number.isFinite(ofChanges) ? ' So do those of the changes among themselves.' : '';
  return `Intervals of all pairs cover at once with 95 %.${changes}`;
}
