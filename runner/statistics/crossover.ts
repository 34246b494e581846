/**
 * From how much computation per request an arm overtakes the baseline.
 *
 *      ratio │                     upper end  __----
 *            │                 __----‾‾  estimate __
 *          1 ┼─────────────×──×──×──────────────────   lower end of the interval crosses last
 *            │    __---‾‾ low est high
 *            └──────────────────────────────────────▶ work
 *
 * The ratio is known at the measured levels only. Between neighbours it is taken as linear in ln(work + e), where e is the
 * baseline's own processor time at the least work: a request costs e besides its work, so what the work does to a ratio
 * follows the sum. The interval is read off the interval of the ratio; a bootstrap would cover less than it says. It
 * answers for the noise, not for the interpolation, which is why the two levels are told: between them the crossing is
 * measured, its place is interpolated.
 *
 * With noise a curve can cross more than once. What counts is the first *sustained* crossing: the one after which the
 * curve stays above 1 up to the largest level measured. Each of the three curves is read by this rule.
 */
import type { Contrast, Crossover, GroupAnalysis } from './analysis.ts';
import { definitionOf, type Metric } from './metrics.ts';
import { workNsOf } from './work-in-place.ts';

/** How many times better than the baseline an arm is at one level of work: above 1 is ahead, whatever the metric. */
interface Level {
  readonly workNs: number;
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
}

/** Where a curve rises above 1 for good, and between which levels; or it is above at every level, or not at the last. */
type Crossing = { readonly workNs: number; readonly levelsNs: readonly [number, number] } | 'always' | 'never';

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
  if (ownNs === null) return undetermined('the baseline has no value at the least work');
  const levels: Level[] = [];
  for (const group of groups) {
    const ratio = group.rows.find((row) => row.cell.role === 'arm' && row.cell.arm === model)?.contrast?.[metric];
    if (ratio === undefined) return undetermined(`no value at ${group.label}`);
    const level = levelOf(workNsOf(group), ratio, metric);
    if (level === null) return undetermined(`no interval at ${group.label}: ${ratio.note}`);
    levels.push(level);
  }
  return locate(levels, ownNs);
}

function levelOf(workNs: number, { value, interval }: Contrast, metric: Metric): Level | null {
  if (interval === null || definitionOf(metric).scale !== 'factor') return null;
  if (definitionOf(metric).better === 'higher')
    return { workNs, low: interval.low, estimate: value, high: interval.high };
  return { workNs, low: 1 / interval.high, estimate: 1 / value, high: 1 / interval.low };
}

function locate(levels: readonly Level[], ownNs: number): Crossover['outcome'] {
  if (levels.every((level) => level.low > 1)) return { kind: 'ahead-everywhere' };
  if (levels.every((level) => level.high < 1)) return { kind: 'behind-everywhere' };
  const middle = crossing(levels, (level) => level.estimate, ownNs);
  if (middle === 'always')
    return undetermined('ahead at every level by its estimate, but not at all of them by its interval');
  if (middle === 'never')
    return undetermined('not ahead at the largest work measured, but not behind at every level either');
  const first = crossing(levels, (level) => level.high, ownNs);
  const last = crossing(levels, (level) => level.low, ownNs);
  // The upper end lies above the estimate, the lower end below: the first cannot be 'never', nor the second 'always'.
  return {
    kind: 'between',
    lowNs: typeof first === 'object' ? first.workNs : (levels[0] as Level).workNs,
    estimateNs: middle.workNs,
    highNs: typeof last === 'object' ? last.workNs : null,
    levelsNs: middle.levelsNs,
  };
}

function crossing(levels: readonly Level[], height: (level: Level) => number, ownNs: number): Crossing {
  const lastBelow = levels.findLastIndex((level) => height(level) <= 1);
  const [below, above] = [levels[lastBelow], levels[lastBelow + 1]];
  if (below === undefined) return 'always';
  if (above === undefined) return 'never';
  const share = (1 - height(below)) / (height(above) - height(below));
  // Linear in ln(work + own): from one sum to the other, a share of the way in factors.
  const sum = below.workNs + ownNs;
  const workNs = sum * ((above.workNs + ownNs) / sum) ** share - ownNs;
  return { workNs, levelsNs: [below.workNs, above.workNs] };
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
