/**
 * Whether the figures of a run may be cited. They may when its controls hold, it was measured to its end, and fewer than half
 * of its rounds were disturbed; what single figures lack is said of each of them.
 */
import type { Analysis, ExperimentAnalysis, Row } from '../../analysis/analysis.ts';
import type { Controls } from '../../analysis/controls.ts';
import { isLowerBound } from '../../analysis/labels.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import { count, uncapitalized } from '../text/words.ts';

export interface Badge {
  readonly fit: boolean;
  /** `fit to cite`, `not fit to cite`. */
  readonly title: string;
  /** One sentence or two: what the controls came to, and how many figures are less than they look. */
  readonly reason: string;
}

export function badgeOf({ finishedAt }: ResultFile, { controls, experiments }: Analysis): Badge {
  const { all, disturbed } = roundsIn(experiments);
  const objections = [
    ...(controls.unfit ? [`the controls failed: ${uncapitalized(objectionOf(controls))}`] : []),
    ...(finishedAt === null ? ['the run was interrupted: go on with --resume'] : []),
    ...(all === 0 ? ['not one trial was completed'] : []),
    ...(disturbed * 2 > all ? [`${formatCount(disturbed)} of ${count(all, 'round')} were disturbed`] : []),
  ];
  const fit = objections.length === 0;
  const first = fit ? controlsInWords(controls) : objections.join('; ');
  const shares = [
    ...(fit ? [`${formatCount(disturbed)} of ${count(all, 'trial')} disturbed`] : []),
    figuresInWords(experiments),
  ];
  return { fit, title: fit ? 'fit to cite' : 'not fit to cite', reason: `${first}; ${shares.join('; ')}.` };
}

function objectionOf({ reasons }: Controls): string {
  return (reasons[0] ?? 'no reason was given').replace(/^Unfit: /, '').replace(/\.$/, '');
}

/** `identical cells differ by less than 1.3 % (99 % intervals); a known slowdown of +9.9 % was found as +9.6 % (+8.1 to +11.0)`. */
function controlsInWords({ identical, slowdown }: Controls): string {
  const ends = identical.flatMap(({ interval }) => (interval === null ? [] : [interval.low, interval.high]));
  const largest = Math.max(0, ...ends.map((end) => Math.abs(end - 1)));
  const equal = `identical cells differ by at most ${formatPercent(largest)} (99 % intervals)`;
  if (slowdown === null) return `${equal}; no known slowdown was put in`;
  const { injected, found, ok } = slowdown;
  const outcome = ok ? '' : ', which misses it';
  return `${equal}; a known slowdown of ${change(injected.value)} was found as ${changeWithin(found)}${outcome}`;
}

/** `+0.3 % (−0.5 to +1.1)`. */
function changeWithin({ value, interval }: Estimate): string {
  if (interval === null) return change(value);
  return `${change(value)} (${[interval.low, interval.high].map((end) => change(end).replace(' %', '')).join(' to ')})`;
}

/** 1.034 is `+3.4 %`. */
function change(ratio: number): string {
  const share = (100 * (ratio - 1)).toFixed(1);
  return `${share.startsWith('-') ? `−${share.slice(1)}` : `+${share}`} %`;
}

/** Trials that figures rest on, by row and round, and those of them that something else on the machine disturbed. */
function roundsIn(experiments: readonly ExperimentAnalysis[]): { readonly all: number; readonly disturbed: number } {
  const each = experiments.flatMap(({ groups, labels }) => {
    const names = labels.filter(({ repeats }) => repeats).map(({ name }) => name);
    return groups.flatMap(({ rows }) =>
      rows.map((row) => ({
        all: row.completed,
        // Labels of one trial are not told apart from those of several: at least so many.
        disturbed: Math.max(0, ...names.map((name) => row.labels.get(name) ?? 0)),
      })),
    );
  });
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  return { all: sum(each.map((one) => one.all)), disturbed: sum(each.map((one) => one.disturbed)) };
}

/** `84 figures, 2 of them “at least” and 4 withheld`: of the metrics that experiments ask for. */
function figuresInWords(experiments: readonly ExperimentAnalysis[]): string {
  const asked = experiments.flatMap(({ groups, shown }) =>
    groups.flatMap(({ rows }) => rows.flatMap((row) => shown.map((metric) => ({ row, metric })))),
  );
  const shown = asked.filter(({ row, metric }) => row.figures.has(metric.name));
  const bounds = shown.filter(({ row, metric }) => isLowerBound(row, metric)).length;
  const withheld = asked.filter(({ row, metric }) => isWithheld(row, metric.name)).length;
  return `${count(shown.length + withheld, 'figure')}, ${formatCount(bounds)} of them “at least” and ${formatCount(withheld)} withheld`;
}

function isWithheld({ completed, figures, withheld }: Row, metric: string): boolean {
  return completed > 0 && !figures.has(metric) && withheld.has(metric);
}
