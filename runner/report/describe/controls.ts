/**
 * The two controls of a run: how far apart two identical cells came out, and whether a slowdown that was put in was found.
 * It is the noise that every other chart has to be read against.
 */
import type { Controls } from '../../analysis/controls.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { ControlRow, Draft } from '../charts/description.ts';
import { alarmOf } from '../text/caveats.ts';
import { formatPercent, formatPutIn, formatRatio } from '../text/format.ts';
import { count, uncapitalized } from '../text/words.ts';
import { estimateOf } from './figures.ts';
import { provenance } from './terms.ts';

/** An A/A interval that is longer than this factor both ways makes a run unfit: see controls.ts in analysis. */
const widestFactor = 1.1;

export function describeControls(controls: Controls, result: ResultFile): Draft {
  return {
    kind: 'controls',
    title: titleOf(controls),
    subtitle: [`Controls: ratios of two cells in the same round, all groups of the run together`, provenance(result)],
    alarm: alarmOf(controls),
    notes: [
      'Mark: estimate. Bar: its interval. Faint dots: single rounds of single groups: a difference of this size between two cells of one round is noise. Dashed: what was put in; shaded around it: what is not known of that.',
      `The run is unfit, and its verdicts are withheld, when the bar of identical cells misses 1 or is longer than the shaded range (±${formatPercent(widestFactor - 1)}).`,
    ],
    axis: {
      scale: 'ratio',
      title: 'ratio',
      units: [{ unit: '', size: 1 }],
      reference: 1,
      margin: [1 / widestFactor, widestFactor],
    },
    rows: rowsOf(controls),
  };
}

function titleOf({ unfit, slowdown }: Controls): string {
  if (unfit) return 'Two identical cells did not come out equal';
  if (slowdown === null) return 'Two identical cells came out equal';
  return slowdown.ok
    ? 'Two identical cells came out equal, and a known slowdown was found'
    : 'Two identical cells came out equal, but a known slowdown was not found as it was put in';
}

function rowsOf({ identical, slowdown }: Controls): ControlRow[] {
  const identicals = identical.map((estimate): ControlRow => {
    const { metric, n, standardDeviation } = estimate;
    const deviation = standardDeviation === null ? '' : `, SD of the log ratio ${standardDeviation.toFixed(3)}`;
    const verdict = isEqual(estimate)
      ? `${covered(estimate)}, holds 1`
      : (estimate.note ?? `${covered(estimate)}, misses 1`);
    return {
      name: `Identical cells, ${uncapitalized(metric.title)}`,
      detail: `${count(n, 'pair')}${deviation}`,
      figure: { estimate: estimateOf(estimate), words: n === 0 ? 'not measured' : formatRatio(estimate), verdict },
      target: null,
    };
  });
  if (slowdown === null) return identicals;
  const { metric, injected, found, ok } = slowdown;
  const verdict = ok ? `${covered(found)}, found` : (found.note ?? `${covered(found)}, not found as it was put in`);
  return [
    ...identicals,
    {
      name: `Known slowdown, ${uncapitalized(metric.title)}`,
      detail: `${count(found.n, 'pair')}, ×${formatPutIn(injected)} put in`,
      figure: { estimate: estimateOf(found), words: found.n === 0 ? 'not measured' : formatRatio(found), verdict },
      target: Object.values(injected).every(Number.isFinite) ? injected : null,
    },
  ];
}

function isEqual({ interval }: Estimate): boolean {
  return interval !== null && interval.low <= 1 && interval.high >= 1;
}

function covered({ coverage }: Estimate): string {
  return coverage === null ? 'no interval' : `${formatPercent(coverage)} interval`;
}
