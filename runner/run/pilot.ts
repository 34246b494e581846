/**
 * The pilot of a run with `--precision`: some rounds of everything that is compared, of which only the scatter is kept. They
 * are no part of the result: it would be judged by what it was planned on.
 */
import { spreadsOf, type Spread } from '../analysis/precision.ts';
import { withoutSkipped } from '../plan/estimate.ts';
import { pilotRounds } from '../plan/precision.ts';
import { stagesOf } from '../plan/schedule.ts';
import type { PlannedRun } from '../plan/plan.ts';
import type { Trial } from '../result/trial.ts';
import { observe } from '../trials/observe.ts';
import { measureBlock, type Surroundings } from './block.ts';

/** Before each block of it. */
export interface PilotProgress {
  readonly done: number;
  readonly total: number;
  readonly group: string;
}

/** A block that was disturbed is not repeated: it tells how disturbed this machine is. @throws the signal's reason when aborted */
export async function measurePilot(
  { plan, skips }: PlannedRun,
  surroundings: Surroundings,
  onProgress: (progress: PilotProgress) => void,
): Promise<Spread[]> {
  // Other orders and payloads than the run will have.
  const piloted = { ...plan, rounds: pilotRounds, seed: (plan.seed + 1) % 2 ** 32 };
  const blocks = stagesOf(piloted)
    .flatMap((stage) => stage.blocks)
    .filter(({ group }) => group.comparisons.length > 0);
  const trials: Trial[] = [];
  for (const [done, block] of blocks.entries()) {
    onProgress({ done, total: blocks.length, group: block.group.id });
    const { cells } = withoutSkipped(block.group, skips);
    const measured = await measureBlock(block, cells, piloted, surroundings);
    trials.push(...measured.map((trial) => ({ ...trial, elapsedMs: null })));
  }
  return spreadsOf(piloted, observe(piloted, trials, surroundings.kinds, surroundings.machine));
}
