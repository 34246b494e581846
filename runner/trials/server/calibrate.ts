/**
 * The calibration of server trials: made in the server that most experiments compare with, on processors of its own where
 * that can be had.
 */
import type { Pace, Rig, Site } from '../kind.ts';
import type { Calibration } from './calibration.ts';
import { findCapacities } from './capacities.ts';
import { parsePath } from '../paths/index.ts';
import { LiveClientTrial } from './live-client-trial.ts';
import { fairestRegime, placeOn, settled } from './settle.ts';
import { usual, type ServerSetup } from './setup.ts';
import { startServerTrial } from './start.ts';
import { totalOfServer } from './sums.ts';

/** Rounds of work per request while calibrating: enough for the loop to be compiled where it runs, about 1 µs. */
const iterations = 16;
const slices = 4;

/** Given up, with nothing left running, as soon as the step in which the signal aborts is over. @throws the signal's reason */
export async function calibrate(
  rig: Rig,
  pace: Pace,
  site: Omit<Site, 'calibration'>,
  signal: AbortSignal,
  setups: readonly ServerSetup[],
): Promise<Calibration> {
  signal.throwIfAborted();
  const setup = calibrationSetup(site);
  await using live = await startServerTrial(setup, rig, pace);
  // `--path` leads no experiment with work to a server that was running already.
  if (live instanceof LiveClientTrial) throw new Error('a server that was running already cannot be calibrated');
  signal.throwIfAborted();
  await live.warmUp(1, signal);
  const slicesFromMs = performance.now();
  for (let slice = 0; slice < slices; slice++) {
    signal.throwIfAborted();
    await live.slice(pace.sliceMs);
  }
  const sliceOverheadMs = Math.max(0, (performance.now() - slicesFromMs) / slices - pace.sliceMs);
  signal.throwIfAborted();
  const nsPerIteration = await live.calibrate(setup.payloadBytes);
  const record = await live.finish();
  signal.throwIfAborted();
  const cpuNs = totalOfServer(record.slices, (server) => server.cpuNs);
  const messages = totalOfServer(record.slices, (server) => server.messages);
  const echoCpuNsPerMessage = cpuNs / messages - iterations * nsPerIteration;
  const startMs = await timeStart(setup, rig, pace);
  signal.throwIfAborted();
  const capacities = await findCapacities(setups, rig, pace, signal);
  return {
    payloadBytes: setup.payloadBytes,
    nsPerIteration,
    echoCpuNsPerMessage,
    startMs,
    sliceOverheadMs,
    capacities,
  };
}

/** Of a second start: the first one may have compiled what all later ones find in the cache. */
async function timeStart(setup: ServerSetup, rig: Rig, pace: Pace): Promise<number> {
  const fromMs = performance.now();
  await using _ = await startServerTrial(setup, rig, pace);
  return performance.now() - fromMs;
}

/** Where the run measures: rounds of work take as long as they do on the machine of its servers. */
function calibrationSetup(site: Omit<Site, 'calibration'>): ServerSetup {
  const chosen = parsePath('path', site.path ?? usual.path);
  const regime = fairestRegime(chosen, site);
  return settled({ ...usual, path: chosen.name, regime }, iterations, 0, placeOn(chosen, regime, site));
}
