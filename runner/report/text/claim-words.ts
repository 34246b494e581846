/** What became of a claim, in words: plain text for tables, citations and the terminal. */
import type { JudgedClaim, JudgedPrediction } from '../../analysis/judged-claim.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { formatCount, formatDifference, formatEstimate, formatExactly, formatQuantity, formatRatio } from './format.ts';

/** `6.00 (identical in all rounds)`, `0.00 % (0.00–0.72; 0 of 512)`, `×339 (334–345)`; null: there is no figure. */
function measuredText({ figure, metric, counted, prediction }: JudgedPrediction): string | null {
  if (figure === null || metric === null) return null;
  if (counted !== null) {
    const counts = `${formatCount(counted.events)} of ${formatCount(counted.of)}`;
    return formatEstimate(figure, metric.quantity).replace(/\)$/, `; ${counts})`);
  }
  if (metric.shareOf !== undefined && prediction.against !== null) return pointsText(figure);
  if (isConstant(figure) && (prediction.against === null || metric.scale === 'difference')) {
    const format = metric.quantity.length === 1 ? formatExactly : formatQuantity;
    const sign = prediction.against !== null && figure.value > 0 ? '+' : '';
    return `${sign}${format(Number(figure.value.toPrecision(3)), metric.quantity)} (the same in every round)`;
  }
  if (prediction.against === null) return formatEstimate(figure, metric.quantity);
  return metric.scale === 'factor' ? formatRatio(figure) : formatDifference(figure, metric.quantity);
}

/** `+100 percentage points (95 to 100)`: a difference of shares. */
function pointsText({ value, interval }: Estimate): string {
  const points = (share: number) => (100 * share).toFixed(1).replace(/\.0$/, '').replace('-', '−');
  const range = interval === null ? '' : ` (${points(interval.low)} to ${points(interval.high)})`;
  return `${value > 0 ? '+' : ''}${points(value)} percentage points${range}`;
}

function isConstant({ values, interval }: Estimate): boolean {
  return interval !== null && values.length > 1 && Math.max(...values) === Math.min(...values);
}

const outcomes = {
  holds: 'yes',
  fails: 'no',
  undecided: 'undecided',
  'not measured': 'not measured',
} as const satisfies Record<JudgedPrediction['outcome'], string>;

/** `yes, 0.00 % (…)`, `undecided, ×1.02 (0.97–1.07): the interval reaches over the bound`, `not measured: …`. */
export function outcomeText(judged: JudgedPrediction): string {
  const measured = measuredText(judged);
  const figure = measured === null ? '' : `, ${measured}`;
  return `${outcomes[judged.outcome]}${figure}${judged.why === null ? '' : `: ${judged.why}`}`;
}

/** Those that decide: the first one that holds and the first one that fails; of a claim that cannot be tested, the one that keeps it from being. */
export function decisive({ verdict, predictions }: JudgedClaim): readonly JudgedPrediction[] {
  const of = (outcome: JudgedPrediction['outcome']) => predictions.find((one) => one.outcome === outcome);
  const open = of('undecided') ?? of('not measured');
  if (verdict === 'cannot be tested here' && open !== undefined) return [open];
  const deciding = [of('holds'), of('fails')].filter((one) => one !== undefined);
  return deciding.length > 0 ? deciding : predictions.slice(0, 1);
}

/** `20 claims: 8 confirmed (1, 2, …), 7 refuted (…), …`. */
export function verdictCounts(judged: readonly JudgedClaim[]): string {
  const byVerdict = Map.groupBy(judged, ({ verdict }) => verdict);
  const verdicts = ['confirmed', 'refuted', 'depends', 'cannot be tested here'] as const;
  const parts = verdicts.flatMap((verdict) => {
    const own = byVerdict.get(verdict) ?? [];
    if (own.length === 0) return [];
    const words = verdict === 'depends' && own.length > 1 ? 'depend' : verdict;
    return [`${formatCount(own.length)} ${words} (${own.map(({ claim }) => claim.number).join(', ')})`];
  });
  return `${formatCount(judged.length)} ${judged.length === 1 ? 'claim' : 'claims'}: ${parts.join(', ')}`;
}
