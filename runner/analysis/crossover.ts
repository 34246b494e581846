/**
 * From how much computation per request an arm overtakes the baseline, for good.
 *
 *      ratio │                      ┬ ahead        ┬ ahead
 *            │             ┬ open   ┴              ┴
 *          1 ┼─────────────┼─────────────────────────
 *            │   ┴ behind  ┴
 *            └───┴─────────┴────────┴──────────────┴─▶ work
 *              below             above
 *
 * What is measured is between which levels it lies: above the last one at which the arm is behind by its whole interval,
 * and at or below the first one from which on it is ahead by its whole interval. All intervals cover at once, so this range
 * covers as they do. With noise a curve can cross more than once; what counts is the crossing after which it stays above 1
 * up to the largest level measured. Where the client was at its limit the ratio is a bound, and such a level is "behind" or
 * "ahead" only if the bound carries it.
 *
 * Where exactly it lies between two levels depends on the curve that is drawn there. Between levels that are close the
 * curves hardly differ, so a figure is interpolated only there, linear in ln(work + e), where e is the baseline's own
 * processor time at the least work: a request costs e besides its work, so what the work does to a ratio follows the sum.
 * Between echo and 100 µs the usual curves give 5 to 22 µs from the same data: there no figure is given.
 *
 * The range around it goes from where the upper to where the lower end of the ratio's interval crosses 1; a bootstrap would
 * cover less than it says.
 */
import type { Contrast, Crossover, GroupAnalysis, InterpolatedCrossover } from './analysis.ts';
import { boundOf, type Bound } from './labels.ts';
import { definitionOf, type Metric } from '../trials/server/metrics.ts';
import { workNsOf } from './work-in-place.ts';

/**
 * Neighbouring levels are close up to this factor in work + e. Levels in the series 1, 3, 10 are 3.3 apart, and work as
 * measured is a few percent off what was aimed at.
 */
export const closestFactor = 3.5;

/** How many times better than the baseline an arm is at one level of work: above 1 is ahead, whatever the metric. */
interface Level {
  readonly workNs: number;
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
  readonly bound: Bound;
}

/** Where a curve rises above 1 for good, and between which neighbouring levels; null where it is above at all, or not at the last. */
type Crossing = { readonly workNs: number; readonly neighbours: readonly [Level, Level] } | null;

/** @param groups of one experiment; empty unless they differ in their work only */
export function crossovers(groups: readonly GroupAnalysis[], metric: Metric, unfit: boolean): Crossover[] {
  const ordered = groups.toSorted((one, other) => workNsOf(one) - workNsOf(other));
  const [least] = ordered;
  if (least === undefined || !differInWorkOnly(ordered)) return [];
  const models = new Set(
    ordered.flatMap((group) => group.rows.filter((row) => row.cell.role === 'arm').map((row) => row.cell.arm)),
  );
  const ownNs = baselineOf(least)?.cpuNsPerMessage?.value ?? null;
  return [...models].map((model) => ({ model, outcome: outcomeOf(model, ordered, metric, ownNs, unfit) }));
}

function outcomeOf(
  model: string,
  groups: readonly GroupAnalysis[],
  metric: Metric,
  ownNs: number | null,
  unfit: boolean,
): Crossover['outcome'] {
  if (unfit) return undetermined('verdicts are withheld, because the controls do not vouch for this run');
  const levels: Level[] = [];
  for (const group of groups) {
    const row = group.rows.find(({ cell }) => cell.role === 'arm' && cell.arm === model);
    const ratio = row?.contrast?.[metric];
    if (row === undefined || ratio === undefined) return undetermined(`no value at ${group.label}`);
    const level = levelOf(workNsOf(group), ratio, metric, boundOf(row, group, metric));
    if (level === null) return undetermined(`no interval at ${group.label}: ${ratio.note}`);
    levels.push(level);
  }
  return locate(levels, ownNs);
}

function levelOf(workNs: number, { value, interval }: Contrast, metric: Metric, bound: Bound): Level | null {
  if (interval === null || definitionOf(metric).scale !== 'factor') return null;
  if (definitionOf(metric).better === 'higher')
    return { workNs, low: interval.low, estimate: value, high: interval.high, bound };
  return { workNs, low: 1 / interval.high, estimate: 1 / value, high: 1 / interval.low, bound };
}

function isBehind({ high, bound: { carries } }: Level): boolean {
  return high < 1 && (carries === 'all' || carries === 'lower');
}

function isAhead({ low, bound: { carries } }: Level): boolean {
  return low > 1 && (carries === 'all' || carries === 'higher');
}

/** @param ownNs null where it is not known: then nothing is interpolated */
function locate(levels: readonly Level[], ownNs: number | null): Crossover['outcome'] {
  if (levels.every(isAhead)) return { kind: 'ahead-everywhere' };
  if (levels.every(isBehind)) return { kind: 'behind-everywhere' };
  const last = levels.at(-1);
  if (last !== undefined && isBehind(last))
    return undetermined('behind at the largest work measured, but not at every level');
  const below = levels.findLast(isBehind);
  const above = levels[levels.findLastIndex((level) => !isAhead(level)) + 1];
  if (below === undefined && above === undefined)
    return undetermined('neither behind at any level nor ahead at the largest for certain');
  return {
    kind: 'between',
    belowNs: below?.workNs ?? null,
    aboveNs: above?.workNs ?? null,
    interpolated: ownNs === null ? null : interpolate(levels, ownNs),
  };
}

/** Null where a curve crosses 1 between levels that are not close, or the ratio there is a bound either way. */
function interpolate(levels: readonly Level[], ownNs: number): InterpolatedCrossover | null {
  const middle = crossing(levels, ({ estimate }) => estimate, ownNs);
  if (middle === null) return null;
  const low = crossing(levels, ({ high }) => high, ownNs);
  const high = crossing(levels, (level) => level.low, ownNs);
  const used = [low, middle, high].flatMap((one) => (one === null ? [] : [one.neighbours]));
  if (used.some(([below, above]) => (above.workNs + ownNs) / (below.workNs + ownNs) > closestFactor)) return null;
  const bounds = new Set(used.flat().map(({ bound: { carries } }) => carries));
  if (bounds.has('none') || (bounds.has('higher') && bounds.has('lower'))) return null;
  // A true ratio above the measured one crosses 1 at less work, one below it at more.
  const bound = bounds.has('higher') ? 'at most' : bounds.has('lower') ? 'at least' : null;
  return {
    estimateNs: middle.workNs,
    lowNs: bound === 'at most' ? null : (low?.workNs ?? null),
    highNs: bound === 'at least' ? null : (high?.workNs ?? null),
    bound,
  };
}

function crossing(levels: readonly Level[], height: (level: Level) => number, ownNs: number): Crossing {
  const lastBelow = levels.findLastIndex((level) => height(level) <= 1);
  const [below, above] = [levels[lastBelow], levels[lastBelow + 1]];
  if (below === undefined || above === undefined) return null;
  const share = (1 - height(below)) / (height(above) - height(below));
  // Linear in ln(work + own): from one sum to the other, a share of the way in factors.
  const sum = below.workNs + ownNs;
  const workNs = sum * ((above.workNs + ownNs) / sum) ** share - ownNs;
  return { workNs, neighbours: [below, above] };
}

function differInWorkOnly(groups: readonly GroupAnalysis[]): boolean {
  const levels = new Set(groups.map(workNsOf));
  const conditions = new Set(groups.map(conditionsBesidesWork));
  return groups.length > 1 && levels.size === groups.length && conditions.size === 1;
}

function conditionsBesidesWork(group: GroupAnalysis): string {
  const cell = baselineOf(group)?.cell;
  if (cell === undefined) return group.id;
  // Everything else is the same in all cells of an experiment, or follows from these.
  const { model, framing, path, regime, connections, exchangesPerConnection, idleConnections, depth, payloadBytes } =
    cell;
  const { workers, clients, serverCpus, clientCpus } = cell;
  return JSON.stringify([
    model,
    framing,
    path,
    regime,
    connections,
    exchangesPerConnection,
    idleConnections,
    depth,
    payloadBytes,
    workers,
    clients,
    serverCpus,
    clientCpus,
  ]);
}

function baselineOf(group: GroupAnalysis) {
  return group.rows.find((row) => row.cell.role === 'baseline');
}

function undetermined(why: string): Crossover['outcome'] {
  return { kind: 'not-determined', why };
}
