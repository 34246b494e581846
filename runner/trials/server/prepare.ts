/**
 * Before the first block each model is started once and stopped, so that no trial is the first to load a program: its code
 * is then in the runtime's cache, as it is for all later ones.
 */
import { TrialError, type Rig } from '../kind.ts';
import type { ServerSetup } from './setup.ts';
import { startServerTrial } from './start.ts';

const noWarmUp = { warmup: { messagesPerIsolate: 0, cpuMsPerIsolate: 0 } };

/** @throws the signal's reason */
export async function prepare(setups: readonly ServerSetup[], rig: Rig, signal: AbortSignal): Promise<void> {
  for (const setup of new Map(setups.map((one) => [one.model, one])).values()) {
    signal.throwIfAborted();
    try {
      await using live = await startServerTrial(withoutLoad(setup), rig, noWarmUp);
      await live.finish();
    } catch (error) {
      // What fails here fails in its trial, and is told there.
      if (!(error instanceof TrialError)) throw error;
    }
  }
}

/** The client verifies the server, which has its workers load all that they ever will. */
function withoutLoad(setup: ServerSetup): ServerSetup {
  return { ...setup, load: { shape: 'none' }, idleConnections: 0, clients: 1 };
}
