/** How long a run may take, and how much of that is left for its blocks. Pure. */
import { estimateBlockMs, overheadMs, withoutSkipped } from '../plan/estimate.ts';
import type { Plan } from '../result/plan.ts';
import type { Trial } from '../result/trial.ts';
import type { Kinds } from '../trials/index.ts';

const quickLimitMs = 360_000;
const slack = 1.25;

/**
 * Time for the blocks that `saved` does not hold yet, repeats included. What the rest of a run takes (calibration, first
 * starts, report) is taken off, and so is what the parts before an interrupt took: they were paid for.
 */
export function blocksLimitMs(plan: Plan, saved: readonly Trial[], kinds: Kinds): number {
  return limitMs(plan) - overheadMs(plan.groups, kinds) - (ranBeforeMs(saved) ?? spentMs(plan, saved, kinds));
}

/** How long the run had gone on when its last block was saved; null where no trial tells. */
export function ranBeforeMs(saved: readonly Trial[]): number | null {
  const told = saved.flatMap(({ elapsedMs }) => elapsedMs ?? []);
  return told.length === 0 ? null : Math.max(...told);
}

/**
 * The budget, else a quarter over the estimate. A quick run that is expected to take less may take six minutes, and smoke,
 * which measures nothing, repeats nothing whatever its budget.
 */
function limitMs({ budgetMs, profile, estimatedMs }: Plan): number {
  if (profile === 'smoke') return 0;
  if (budgetMs !== null) return budgetMs;
  const isShort = profile === 'quick' && estimatedMs <= quickLimitMs;
  return isShort ? quickLimitMs : estimatedMs * slack;
}

/** Estimated, of trials that do not tell when their block was over. */
function spentMs(plan: Plan, saved: readonly Trial[], kinds: Kinds): number {
  return plan.groups.reduce((total, group) => {
    const ids = new Set(group.cells.map(({ id }) => id));
    const measured = saved.filter((trial) => trial.outcome !== 'skipped' && ids.has(trial.cell));
    const skipped = new Map(saved.flatMap((one) => (one.outcome === 'skipped' ? [[one.cell, one.reason]] : [])));
    const blocks = new Set(measured.map(({ round, attempt }) => `${round}.${attempt}`));
    return total + blocks.size * estimateBlockMs(withoutSkipped(group, skipped), plan, kinds);
  }, 0);
}
