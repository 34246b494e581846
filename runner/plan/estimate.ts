/** How long a plan takes: said before a run, and what budgets and repeats are measured against. */
import type { Group, Plan } from '../result/plan.ts';
import { sum } from '../statistics/averages.ts';
import { kindOf, type Kinds } from '../trials/index.ts';
import type { Pace } from '../trials/kind.ts';
import type { Profile } from './profiles.ts';

/** Environment and report; calibration. */
const reportMs = 8000;

/** What of a group takes time. */
export function withoutSkipped(group: Group, skips: ReadonlyMap<string, string>): Group {
  return { ...group, cells: group.cells.filter(({ id }) => !skips.has(id)) };
}

/** What a run of these groups takes beside their blocks. */
export function overheadMs(groups: readonly Group[], kinds: Kinds): number {
  const setups = Map.groupBy(
    groups.flatMap(({ cells }) => cells),
    ({ kind }) => kind,
  );
  const prepareMs = [...setups].map(([name, cells]) => kindOf(kinds, name).prepareMs(cells.map(({ setup }) => setup)));
  return reportMs + sum(prepareMs);
}

/** How long one block of a group takes. */
export function estimateBlockMs(group: Group, plan: Pick<Plan, 'slice' | 'warmup'>, kinds: Kinds): number {
  const pace = paceOf(group, plan);
  const costs = group.cells.map(({ kind, setup }) => kindOf(kinds, kind).costMs(setup, pace, group.schedule));
  const starts = costs.map(({ startMs }) => startMs);
  // Sequential trials start one after the other.
  const startMs = group.schedule === 'interleaved' ? Math.max(0, ...starts) : sum(starts);
  return startMs + sum(costs.map(({ restMs }) => restMs));
}

export function estimateMs(
  groups: readonly Group[],
  profile: Pick<Profile, 'slice' | 'warmup'>,
  rounds: number,
  kinds: Kinds,
): number {
  const blocksMs = groups.map((group) => estimateBlockMs(group, profile, kinds));
  return overheadMs(groups, kinds) + rounds * sum(blocksMs);
}

/** How long the trials of a group go on. */
export function paceOf({ slices }: Pick<Group, 'slices'>, { slice, warmup }: Pick<Plan, 'slice' | 'warmup'>): Pace {
  return { sliceMs: slice.ms, slices, warmup };
}

/** `75s`, `4m`: as a budget is written, rounded up. */
export function formatEstimate(ms: number): string {
  return ms < 90_000 ? `${Math.ceil(ms / 1000)}s` : `${Math.ceil(ms / 60_000)}m`;
}
