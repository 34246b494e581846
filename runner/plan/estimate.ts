/** How long a plan takes: said before a run, and what budgets and repeats are measured against. */
import { roundsOfGroup, type Group, type Plan } from '../result/plan.ts';
import { sum } from '../statistics/averages.ts';
import { kindOf, type Kinds } from '../trials/index.ts';
import type { Pace, Plain } from '../trials/kind.ts';

/** Reading the environment, and the calibration, where it is not known how long they took. */
export const beginningMs = 4000;
/** The report, when all is measured. */
const reportMs = 2500;

/**
 * So many of a hundred blocks are disturbed and measured again: 1 to 6 in the committed results. It is what a run expects
 * before it knows better; see ../run/run-clock.ts.
 */
export const repeatedShare = 0.04;

/** What durations on this machine are estimated by. */
export interface Pacing {
  readonly kinds: Kinds;
  readonly cpus: readonly number[];
  /** By the names of kinds; of one that is missing, the nominal one. */
  readonly calibrations: Readonly<Record<string, Plain>>;
}

/** Two processors of a machine like those that the factors were found on. */
const nominalCpus = [0, 1] as const;

/** What of a group takes time. */
export function withoutSkipped(group: Group, skips: ReadonlyMap<string, string>): Group {
  return { ...group, cells: group.cells.filter(({ id }) => !skips.has(id)) };
}

/** What a run of these groups takes before its first block. */
export function preparationMs(groups: readonly Group[], pacing: Pacing): number {
  const setups = Map.groupBy(
    groups.flatMap(({ cells }) => cells),
    ({ kind }) => kind,
  );
  const prepareMs = [...setups].map(([name, cells]) =>
    kindOf(pacing.kinds, name).prepareMs(
      cells.map(({ setup }) => setup),
      siteOf(name, pacing),
    ),
  );
  return sum(prepareMs);
}

/** What a run of these groups takes beside their blocks, where nothing was measured yet. */
export function overheadMs(groups: readonly Group[], kinds: Kinds): number {
  return beginningMs + preparationMs(groups, { kinds, cpus: nominalCpus, calibrations: {} }) + reportMs;
}

/** How long one block of a group takes: as its plan has it, which knows the machine; else as on a machine like ours. */
export function estimateBlockMs(group: Group, plan: Pick<Plan, 'slice' | 'warmup'>, kinds: Kinds): number {
  return group.blockMs ?? costOfBlockMs(group, plan, { kinds, cpus: nominalCpus, calibrations: {} });
}

/** The same of a group that is being planned, without the cells that are skipped. */
export function costOfBlockMs(group: Group, plan: Pick<Plan, 'slice' | 'warmup'>, pacing: Pacing): number {
  const pace = paceOf(group, plan);
  const costs = group.cells.map(({ kind, setup }) =>
    kindOf(pacing.kinds, kind).costMs(setup, pace, group.schedule, siteOf(kind, pacing)),
  );
  const starts = costs.map(({ startMs }) => startMs);
  // Sequential trials start one after the other.
  const startMs = group.schedule === 'interleaved' ? Math.max(0, ...starts) : sum(starts);
  return startMs + sum(costs.map(({ restMs }) => restMs));
}

function siteOf(kind: string, { kinds, cpus, calibrations }: Pacing) {
  return { cpus, calibration: calibrations[kind] ?? kindOf(kinds, kind).nominalCalibration };
}

/**
 * The whole run, with a reserve for blocks that are measured again.
 *
 * @param groups each with its `blockMs`
 * @param beforeMs all that comes before the first block
 */
export function estimateMs(groups: readonly Group[], rounds: number, beforeMs: number): number {
  const blocksMs = sum(groups.map((group) => roundsOfGroup(group, rounds) * (group.blockMs ?? 0)));
  return beforeMs + blocksMs * (1 + repeatedShare) + reportMs;
}

export interface StageTime {
  readonly experiment: string;
  readonly ms: number;
  /** From the start of the run until it is known what the experiment found. */
  readonly endsAtMs: number;
}

/** Experiment by experiment, the controls last, as they are measured; repeats are part of it. */
export function stageTimes({ groups, rounds, estimatedMs }: Plan): StageTime[] {
  const took = [...Map.groupBy(groups, ({ experiment }) => experiment)].map(([experiment, own]) => ({
    experiment,
    ms: estimateMs(own, rounds, 0) - reportMs,
  }));
  let endsAtMs = estimatedMs - reportMs - sum(took.map(({ ms }) => ms));
  return took.map(({ experiment, ms }) => ({ experiment, ms, endsAtMs: (endsAtMs += ms) }));
}

/** How long the trials of a group go on. */
export function paceOf({ slices }: Pick<Group, 'slices'>, { slice, warmup }: Pick<Plan, 'slice' | 'warmup'>): Pace {
  return { sliceMs: slice.ms, slices, warmup };
}

/** `75s`, `4m`: as a budget is written, rounded up. */
export function formatEstimate(ms: number): string {
  return ms < 90_000 ? `${Math.ceil(ms / 1000)}s` : `${Math.ceil(ms / 60_000)}m`;
}
