/**
 * Whether the figures of a run may be cited. They may when its controls hold, it was measured to its end, and fewer than half
 * of its rounds were disturbed; what single figures lack is said of each of them.
 */
import type { Analysis, ExperimentAnalysis, Row } from '../../analysis/analysis.ts';
import type { Controls } from '../../analysis/controls.ts';
import { isLowerBound } from '../../analysis/labels.ts';
import { disturbancesIn } from '../../analysis/planned.ts';
import { roundsOf } from '../../analysis/rounds.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import { count, listed, titleWords, uncapitalized } from '../text/words.ts';

export interface Badge {
  readonly fit: boolean;
  /** `fit to cite`, `not fit to cite`. */
  readonly title: string;
  /** One sentence or two: what the controls came to, and how many figures are less than they look. */
  readonly reason: string;
}

export function badgeOf(result: ResultFile, { controls, experiments }: Analysis): Badge {
  const { finishedAt } = result;
  const { all } = roundsIn(experiments);
  const objections = [
    ...(controls.unfit ? [`the controls failed: ${uncapitalized(objectionOf(controls))}`] : []),
    ...(finishedAt === null ? ['the run was interrupted: go on with --resume'] : []),
    ...(all === 0 ? ['not one trial was completed'] : []),
    ...mostlyDisturbed(experiments),
  ];
  const fit = objections.length === 0;
  const first = fit ? controlsInWords(controls, result) : objections.join('; ');
  const shares = [...(fit ? [trialsInWords(result)] : []), figuresInWords(experiments)];
  return { fit, title: fit ? 'fit to cite' : 'not fit to cite', reason: `${first}; ${shares.join('; ')}.` };
}

/** Said where more than half of the rounds behind the figures were disturbed: such a run is not fit, and nothing of it is cited. */
export function mostlyDisturbed(experiments: readonly ExperimentAnalysis[]): string[] {
  const { all, disturbed } = roundsIn(experiments);
  return disturbed * 2 > all ? [`${formatCount(disturbed)} of ${count(all, 'round')} were disturbed`] : [];
}

function objectionOf({ reasons }: Controls): string {
  return (reasons[0] ?? 'no reason was given').replace(/^Unfit: /, '').replace(/\.$/, '');
}

/**
 * `identical cells agree within 1.1 % in throughput (99 % intervals); a known slowdown of +9.9 % was found as +9.6 % (+8.1 to
 * +11.0)`. Of several kinds of trials each by itself: `within 2.6 % in round trip (median) of channel trials`.
 */
function controlsInWords({ identical, identicalBesides, slowdown }: Controls, { plan }: ResultFile): string {
  const agreements = identical.flatMap(({ metric, interval }) => {
    if (interval === null) return [];
    const kind = plan.kinds.find(({ metrics }) => metrics.includes(metric))?.name ?? '';
    return [{ kind, text: `${formatPercent(farthest(interval))} in ${titleWords(metric)}` }];
  });
  const byKind = [...Map.groupBy(agreements, ({ kind }) => kind)].map(([kind, some]) => {
    return { kind, within: `within ${listed(some.map(({ text }) => text))}` };
  });
  const [only] = byKind;
  const each =
    byKind.length === 1 && only !== undefined
      ? ` agree ${only.within}`
      : ` agree ${byKind.map(({ kind, within }) => `${within} of ${kind} trials`).join(', ')}`;
  const equal = `identical cells${each} (99 % intervals)${besidesInWords(identicalBesides)}`;
  if (slowdown === null) return `${equal}; no known slowdown was put in`;
  const { injected, found, ok } = slowdown;
  const outcome = ok ? '' : ', which misses it';
  return `${equal}; a known slowdown of ${change(injected.value)} was found as ${changeWithin(found)}${outcome}`;
}

/** ` and, in what is compared besides, within 21 % in response time of small requests, p90`; a difference is told as one. */
function besidesInWords(identicals: Controls['identicalBesides']): string {
  const each = identicals.flatMap(({ metric, interval, ...found }) => {
    if (interval === null) return [];
    const isDifferent = interval.low > 1 || interval.high < 1;
    const far = isDifferent
      ? `not: ${changeWithin({ ...found, interval })}`
      : `within ${formatPercent(farthest(interval))}`;
    return [`${far} in ${titleWords(metric)}`];
  });
  return each.length === 0 ? '' : ` and, in what is compared besides, ${listed(each)}`;
}

/** From 1, of a ratio's interval: as a share. */
function farthest({ low, high }: NonNullable<Estimate['interval']>): number {
  return Math.max(Math.abs(low - 1), Math.abs(high - 1));
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

/**
 * `1 of 308 trials disturbed, 4 set aside`: of all that were measured, twins and controls
 * included.
 */
function trialsInWords({ plan, trials }: ResultFile): string {
  const completed = trials.filter((trial) => trial.outcome === 'completed');
  // Which attempt counts is told from labels alone.
  const observed = completed.map((trial) => ({ ...trial, values: new Map(), resolutions: new Map() }));
  const byGroup = plan.groups.map((group) => {
    const cells = new Set(group.cells.map(({ id }) => id));
    const names = disturbancesIn(plan, group);
    const own = observed.filter(({ cell }) => cells.has(cell));
    const counted = roundsOf(group, own, names).reduce((sum, { completed: those }) => sum + those.size, 0);
    const disturbed = own.filter(({ labels }) => labels.some((label) => names.has(label))).length;
    return { setAside: own.length - counted, disturbed };
  });
  const disturbed = byGroup.reduce((sum, group) => sum + group.disturbed, 0);
  const setAside = byGroup.reduce((sum, group) => sum + group.setAside, 0);
  const aside = setAside === 0 ? '' : `, ${formatCount(setAside)} set aside`;
  return `${formatCount(disturbed)} of ${count(completed.length, 'trial')} disturbed${aside}`;
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
  const all = count(shown.length + withheld, 'figure');
  if (bounds + withheld === 0) return `${all}, none “at least” or withheld`;
  return `${all}, ${formatCount(bounds)} of them “at least” and ${formatCount(withheld)} withheld`;
}

function isWithheld({ completed, figures, withheld }: Row, metric: string): boolean {
  return completed > 0 && !figures.has(metric) && withheld.has(metric);
}
