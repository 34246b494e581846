/**
 * The levels of an experiment whose groups differ in their work only, and the axis they stand on.
 *
 * The axis is the logarithm of the processor time that a request costs the baseline altogether: its work plus the echo
 * around it. So echo has a place of its own at the left end instead of minus infinity, equal distances are equal factors of
 * the whole cost, and it is the scale on which crossovers are interpolated: a line crosses 1 where the table says.
 */
import type { ExperimentAnalysis, GroupAnalysis, Row } from '../statistics/analysis.ts';
import { formatQuantity, nanoseconds } from './format.ts';
import type { Domain } from './scales.ts';
import { textWidth } from './text-width.ts';

/** One amount of work. */
export interface WorkLevel {
  readonly workNs: number;
  readonly group: GroupAnalysis;
}

export interface WorkAxis {
  readonly domain: Domain;
  /** What echo costs besides the work: 0 of the axis lies at its logarithm. */
  readonly echoNs: number;
  /** Place of an amount of work on the axis. */
  readonly at: (workNs: number) => number;
  /** `line`: 0, or 1 where the label would touch the one before it; null where neither line has room. */
  readonly ticks: readonly { readonly at: number; readonly label: string; readonly line: 0 | 1 | null }[];
}

/** By rising work; null when the groups differ in more than their work, or there is only one. */
export function workLevels({ groups }: ExperimentAnalysis): WorkLevel[] | null {
  const levels = groups.flatMap((group): WorkLevel[] => {
    const [row] = group.rows;
    return row === undefined ? [] : [{ workNs: row.cell.workNsPerRequest, group }];
  });
  const amounts = new Set(levels.map(({ workNs }) => workNs));
  const others = new Set(levels.map(({ group }) => conditionsBesidesWork(group)));
  const isComplete = levels.length > 1 && amounts.size === levels.length && others.size === 1;
  return isComplete ? levels.toSorted((one, other) => one.workNs - other.workNs) : null;
}

/** @param lengthPx of the axis */
export function workAxis(levels: readonly WorkLevel[], lengthPx: number, labelSizePx: number): WorkAxis {
  const amounts = levels.map(({ workNs }) => workNs);
  const echoNs = echoCost(levels);
  const at = (workNs: number) => Math.log10(workNs + echoNs);
  const [first, last] = [at(Math.min(...amounts)), at(Math.max(...amounts))];
  const inset = ((last - first) * 22) / (lengthPx - 44);
  const domain: Domain = [first - inset, last + inset];
  const pxPerUnit = lengthPx / (domain[1] - domain[0]);
  const freeFrom = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const ticks = amounts.map((workNs) => {
    const label = workNs === 0 ? 'echo (0)' : formatQuantity(workNs, nanoseconds);
    const halfWidth = textWidth(label, labelSizePx) / 2;
    const middle = at(workNs) * pxPerUnit;
    const line = ([0, 1] as const).find((candidate) => middle - halfWidth >= (freeFrom[candidate] ?? 0)) ?? null;
    if (line !== null) freeFrom[line] = middle + halfWidth + 5;
    return { at: at(workNs), label, line };
  });
  return { domain, echoNs, at, ticks };
}

/** Server processor time per message of the baseline at the least work, as crossover.ts takes it; the least work where it is unknown. */
function echoCost(levels: readonly WorkLevel[]): number {
  const [least] = levels;
  const baseline = least?.group.rows.find(isBaseline)?.cpuNsPerMessage?.value ?? null;
  if (least !== undefined && baseline !== null && Number.isFinite(baseline)) return baseline;
  return levels.find(({ workNs }) => workNs > 0)?.workNs ?? 1;
}

export function isBaseline(row: Row): boolean {
  return row.cell.role === 'baseline';
}

function conditionsBesidesWork({ rows }: GroupAnalysis): string {
  const [row] = rows;
  if (row === undefined) return '';
  const { framing, path, regime, connections, depth, payloadBytes, serverCpus, clientCpus } = row.cell;
  return JSON.stringify([framing, path, regime, connections, depth, payloadBytes, serverCpus, clientCpus]);
}
