/**
 * Before the first block each model is started once and stopped, so that no trial is the first to load a program: its code
 * is then in the runtime's cache, as it is for all later ones.
 */
import { UserError } from '../../../protocol/flags.ts';
import { TrialError, type Rig } from '../kind.ts';
import { parsePath } from '../paths/index.ts';
import type { ServerSetup } from './setup.ts';
import { startServerTrial } from './start.ts';

const noWarmUp = { warmup: { messagesPerIsolate: 0, cpuMsPerIsolate: 0 } };

/** @throws the signal's reason */
export async function prepare(setups: readonly ServerSetup[], rig: Rig, signal: AbortSignal): Promise<void> {
  const ours = setups.filter((setup) => !isRunning(setup));
  for (const setup of new Map(ours.map((one) => [one.model, one])).values()) {
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

/** Servers that have to run already do, and speak as ours would. @throws UserError; the signal's reason */
export async function reach(setups: readonly ServerSetup[], rig: Rig, signal: AbortSignal): Promise<void> {
  const theirs = setups.filter(isRunning);
  for (const setup of new Map(theirs.map((one) => [one.path, one])).values()) {
    signal.throwIfAborted();
    try {
      await using live = await startServerTrial(withoutLoad(setup), rig, noWarmUp);
      await live.finish();
    } catch (error) {
      if (!(error instanceof TrialError)) throw error;
      throw new UserError(`--path ${setup.path}: ${error.message}`, { cause: error });
    }
  }
}

function isRunning({ path }: ServerSetup): boolean {
  return parsePath('path', path).path.server === 'running';
}

/** The client verifies the server, which has its workers load all that they ever will. */
function withoutLoad(setup: ServerSetup): ServerSetup {
  return { ...setup, load: { shape: 'none' }, idleConnections: 0, clients: 1 };
}
