/** The plan of a new run: at once, or with `--precision` when a pilot has told how much rounds scatter. */
import type { Spread } from '../analysis/precision.ts';
import type { CompileCache } from '../machine/compile-cache.ts';
import type { Environment } from '../machine/environment-schema.ts';
import { usableProcessors } from '../machine/usable-processors.ts';
import type { AskedPrecision } from '../plan/precision.ts';
import type { PlannedRun } from '../plan/plan.ts';
import { measurePilot } from '../run/pilot.ts';
import { kinds } from '../trials/index.ts';
import type { Rig } from '../trials/kind.ts';
import { prepare } from './measure.ts';
import { precisionLines } from './plan-lines.ts';

/** @param pilot what it found; null: none was measured */
export type PlanMaker = (pilot: readonly Spread[] | null) => PlannedRun;

interface PilotRun {
  readonly rig: Rig;
  readonly cache: CompileCache;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** What is expected is said before anything of the measurement itself begins. @throws the signal's reason */
export async function plannedWithPilot(
  precision: AskedPrecision | null,
  plan: PlanMaker,
  { rig, cache, environment, signal }: PilotRun,
): Promise<PlannedRun> {
  const first = plan(null);
  if (precision === null) return first;
  try {
    await prepare(first, rig, cache, signal);
    const spreads = await measurePilot(
      first,
      {
        kinds,
        rig,
        machine: { processorCount: usableProcessors(environment) },
        now: () => new Date().toISOString(),
        clockMs: () => performance.now(),
        signal,
      },
      ({ done, total, group }) => console.error(`pilot, block ${done + 1} of ${total}: ${group}`),
    );
    const planned = plan(spreads);
    for (const line of precisionLines(planned.plan)) console.error(line);
    return planned;
  } catch (error) {
    if (signal.aborted) console.error('stopped in the pilot; nothing was measured yet');
    throw error;
  }
}
