/**
 * What each model reaches in a closed loop, found before the run: rates of open loops are stated as shares of it. A share
 * of the slowest model's is a rate that all can do; a share of a model's own says how near to its limit it is.
 */
import { wantedCapacities } from './capacity-key.ts';
import { TrialError, type Pace, type Rig } from '../kind.ts';
import { LiveClientTrial } from './live-client-trial.ts';
import { busyConnections, type ServerSetup } from './setup.ts';
import { startServerTrial } from './start.ts';
import { messagesPerSecond } from './sums.ts';

const slices = 4;

/** By key; none of a model that could not be measured: its trials will say why. @throws the signal's reason */
export async function findCapacities(
  setups: readonly ServerSetup[],
  rig: Rig,
  pace: Pace,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [key, setup] of wantedCapacities(setups)) {
    try {
      found[key] = await measure(setup, rig, pace, signal);
    } catch (error) {
      if (!(error instanceof TrialError)) throw error;
    }
  }
  return found;
}

async function measure(setup: ServerSetup, rig: Rig, pace: Pace, signal: AbortSignal): Promise<number> {
  const load = { shape: 'closed', connections: busyConnections(setup.load), depth: 1 } as const;
  signal.throwIfAborted();
  await using live = await startServerTrial({ ...setup, load }, rig, pace);
  // `--path` leads no open loop to a server that was running already.
  if (live instanceof LiveClientTrial) throw new Error('a server that was running already has no capacity of its own');
  await live.warmUp(1, signal);
  for (let slice = 0; slice < slices; slice++) {
    signal.throwIfAborted();
    await live.slice(pace.sliceMs);
  }
  return messagesPerSecond(await live.finish());
}
