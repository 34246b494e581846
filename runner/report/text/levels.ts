/**
 * The levels of an experiment whose groups differ in one amount only, and the axis they stand on: work per request,
 * connections, or idle connections. Always logarithmic, of something that is above 0 at every level.
 *
 * The axis of work is the logarithm of the processor time that a request costs the baseline altogether: its work plus the
 * echo around it. So echo has a place of its own at the left end instead of minus infinity, equal distances are equal
 * factors of the whole cost, and it is the scale on which crossovers are interpolated: a line crosses 1 where the table says.
 */
import type { ExperimentAnalysis, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import { closestFactor } from '../../analysis/crossover.ts';
import { workNsOf } from '../../analysis/work-in-place.ts';
import type { Cell } from '../../result/trial.ts';
import { formatCount, formatQuantity, nanoseconds } from './format.ts';

/** One amount of what the groups differ in. */
export interface Level {
  readonly amount: number;
  readonly group: GroupAnalysis;
}

export interface Levels {
  readonly factor: Factor;
  /** By rising amount; two or more. */
  readonly levels: readonly Level[];
}

/** The axis across: a place for each level, and for what lies between them. */
export interface LevelPlaces {
  readonly title: string;
  readonly levels: readonly { readonly label: string; readonly place: number; readonly isFar: boolean }[];
  /** Place of an amount on the axis. */
  readonly at: (amount: number) => number;
  /** What is across, in a sentence below the chart. */
  readonly note: string;
}

/** What groups can differ in. */
interface Factor {
  /** Of the axis. */
  readonly title: string;
  /** As planned: what tells the levels apart. */
  amountOf(cell: Cell): number;
  /** Where the level stands on the axis. */
  placeOf(group: GroupAnalysis, planned: number): number;
  /** Added to an amount before its logarithm is taken. */
  offset(levels: readonly Level[]): number;
  label(amount: number): string;
  note(offset: number, baseline: string): string;
}

const factors: readonly Factor[] = [
  {
    title: 'work per request',
    amountOf: ({ workNsPerRequest }) => workNsPerRequest,
    placeOf: workNsOf,
    offset: echoCost,
    label: (amount) => (amount === 0 ? 'echo (0)' : formatQuantity(amount, nanoseconds)),
    note: (offset, baseline) =>
      `Across: work per request as measured in place, which is the server processor time that a message costs ${baseline} beyond an echo in the same rounds; on the logarithm of work + ${formatQuantity(offset, nanoseconds)}, which is what an echo costs ${baseline} here. Echo itself has no work and stands at the left end.`,
  },
  {
    title: 'connections',
    amountOf: ({ connections }) => connections,
    placeOf: asPlanned,
    offset: () => 0,
    label: formatCount,
    note: () => 'Across: connections, all of them busy, on their logarithm.',
  },
  {
    title: 'idle connections',
    amountOf: ({ idleConnections }) => idleConnections,
    placeOf: asPlanned,
    offset: ([level]) => level?.group.rows[0]?.cell.connections ?? 0,
    label: formatCount,
    note: (offset) =>
      `Across: idle connections, on the logarithm of all open ones (idle + ${formatCount(offset)} busy).`,
  },
];

function asPlanned(_: GroupAnalysis, planned: number): number {
  return planned;
}

/** Null when the groups differ in more than one amount, in none, or there is only one. */
export function levelsOf({ groups }: ExperimentAnalysis): Levels | null {
  for (const factor of factors) {
    const planned = groups.flatMap((group) => {
      const [row] = group.rows;
      return row === undefined ? [] : [{ amount: factor.amountOf(row.cell), group }];
    });
    const amounts = new Set(planned.map(({ amount }) => amount));
    const levels = planned
      .map(({ amount, group }): Level => ({ amount: factor.placeOf(group, amount), group }))
      .toSorted((one, other) => one.amount - other.amount);
    const others = new Set(levels.map(({ group }) => conditionsBeside(factor, group)));
    const isComplete = levels.length > 1 && amounts.size === levels.length && others.size === 1;
    const least = levels[0]?.amount ?? Number.NaN;
    if (isComplete && least + factor.offset(levels) > 0) return { factor, levels };
  }
  return null;
}

export function levelPlaces({ factor, levels }: Levels, baseline: string): LevelPlaces {
  const offset = factor.offset(levels);
  const at = (amount: number) => Math.log10(amount + offset);
  const places = levels.map(({ amount }) => at(amount));
  return {
    title: factor.title,
    levels: levels.map(({ amount }, index) => {
      const [before = at(amount), place] = [places[index - 1], at(amount)];
      return { label: factor.label(amount), place, isFar: place - before > Math.log10(closestFactor) };
    }),
    at,
    note: factor.note(offset, baseline),
  };
}

/** Server processor time per message of the baseline at the least work, as crossover.ts takes it; the least work where it is unknown. */
function echoCost(levels: readonly Level[]): number {
  const [least] = levels;
  const baseline = least?.group.rows.find(isBaseline)?.cpuNsPerMessage?.value ?? null;
  if (least !== undefined && baseline !== null && Number.isFinite(baseline)) return baseline;
  return levels.find(({ amount }) => amount > 0)?.amount ?? 1;
}

function isBaseline(row: Row): boolean {
  return row.cell.role === 'baseline';
}

function conditionsBeside(factor: Factor, { rows }: GroupAnalysis): string {
  const [row] = rows;
  if (row === undefined) return '';
  const { framing, path, regime, depth, payloadBytes, exchangesPerConnection, serverCpus, clientCpus } = row.cell;
  const others = factors.map((other) => (other === factor ? null : other.amountOf(row.cell)));
  return JSON.stringify([
    ...[framing, path, regime, depth, payloadBytes, exchangesPerConnection, serverCpus, clientCpus],
    ...others,
  ]);
}
