/** What the time of a run went into: the share of it in which something was measured or warmed up. Pure. */
import type { Plan } from '../result/plan.ts';
import type { PhasesMs, Trial } from '../result/trial.ts';
import { sum } from '../statistics/averages.ts';

export interface TimeSpent extends PhasesMs {
  /** The whole run. */
  readonly total: number;
  /** Calibration, preparation, and what is between blocks. */
  readonly beside: number;
}

/**
 * Every attempt at a block counts. Null where no trial tells, as of results from before it was stored.
 *
 * @param elapsedMs of the whole run; null where it does not tell
 */
export function timeSpent(plan: Plan, trials: readonly Trial[], elapsedMs: number | null): TimeSpent | null {
  const groupOf = new Map(plan.groups.flatMap(({ id, cells }) => cells.map((cell) => [cell.id, id])));
  const blocks = new Map<string, PhasesMs>();
  for (const { cell, round, attempt, phasesMs } of trials)
    if (phasesMs !== undefined) blocks.set(JSON.stringify([groupOf.get(cell), round, attempt]), phasesMs);
  if (blocks.size === 0 || elapsedMs === null) return null;
  const all = [...blocks.values()];
  const of = (phase: keyof PhasesMs) => sum(all.map((block) => block[phase]));
  const phases = {
    starting: of('starting'),
    warmingUp: of('warmingUp'),
    measuring: of('measuring'),
    stopping: of('stopping'),
  };
  return { ...phases, total: elapsedMs, beside: Math.max(0, elapsedMs - sum(Object.values(phases))) };
}
