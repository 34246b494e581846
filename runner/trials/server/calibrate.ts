/**
 * The calibration of server trials: made in the server that most experiments compare with, on processors of its own where
 * that can be had.
 */
import type { Pace, Rig, Site } from '../kind.ts';
import type { Calibration } from './calibration.ts';
import { place, settled } from './settle.ts';
import { usual, type ServerSetup } from './setup.ts';
import { startServerTrial } from './start.ts';

/** Rounds of work per request while calibrating: enough for the loop to be compiled where it runs, about 1 µs. */
const iterations = 16;
const slices = 4;

/** Given up, with nothing left running, as soon as the step in which the signal aborts is over. @throws the signal's reason */
export async function calibrate(
  rig: Rig,
  pace: Pace,
  site: Omit<Site, 'calibration'>,
  signal: AbortSignal,
): Promise<Calibration> {
  signal.throwIfAborted();
  const setup = calibrationSetup(site);
  await using live = await startServerTrial(setup, rig, pace);
  signal.throwIfAborted();
  await live.warmUp(1, signal);
  for (let slice = 0; slice < slices; slice++) {
    signal.throwIfAborted();
    await live.slice(pace.sliceMs);
  }
  signal.throwIfAborted();
  const nsPerIteration = await live.calibrate(setup.payloadBytes);
  const record = await live.finish();
  signal.throwIfAborted();
  const cpuNs = record.slices.reduce((sum, { server }) => sum + server.cpuNs, 0);
  const messages = record.slices.reduce((sum, { server }) => sum + server.messages, 0);
  const echoCpuNsPerMessage = cpuNs / messages - iterations * nsPerIteration;
  return { payloadBytes: setup.payloadBytes, nsPerIteration, echoCpuNsPerMessage };
}

function calibrationSetup({ cpus, pinning }: Omit<Site, 'calibration'>): ServerSetup {
  const regime = place('equal-budget', cpus, pinning) === null ? 'whole-machine' : 'equal-budget';
  return settled({ ...usual, regime }, iterations, 0, place(regime, cpus, pinning));
}
