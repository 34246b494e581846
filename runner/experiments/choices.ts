/** Which models an experiment measures, by what they are and not by what they are called. */
import { modelNames, models, type ModelName } from '../../servers/models/index.ts';
import type { Cell } from '../result/trial.ts';
import type { ProfileName } from './experiment.ts';

/** In the order of the catalogue. */
export const everyModel: readonly ModelName[] = modelNames;

/** All levels, for figures to be cited. */
export function isThorough(profile: ProfileName): boolean {
  return profile === 'standard' || profile === 'rigorous';
}

/** A thread or process for each connection: hundreds of connections cost it, and the run, seconds to start with. */
export function hasWorkerPerConnection(model: string): boolean {
  return model in models && 'connectionLimit' in models[model as ModelName];
}

/** Where connections come and go, so do their workers: none is there before the load. */
export function keepsWorkerPerConnection({ model, exchangesPerConnection }: Cell): boolean {
  return exchangesPerConnection === null && hasWorkerPerConnection(model);
}

/** Isolates for each processor that are warmed up in full; more of them share what these get, or it would take minutes. */
export const warmedPerProcessor = 2;

/**
 * Whether each of the cell's workers has served so few requests that its code is hardly compiled: those of many
 * connections that have a worker each.
 */
export function hasYoungWorkers(cell: Cell): boolean {
  // Where connections are replaced, young workers are what is measured.
  return (
    keepsWorkerPerConnection(cell) && cell.connections > warmedPerProcessor * (cell.serverCpus?.length ?? cell.workers)
  );
}

/** Row of Stevens' table (UNP vol. 1, 3rd ed., figure 30.1) that has the same design, 0 for iterative; null for none. */
export function stevensRow(model: string): number | null {
  if (!(model in models)) return null;
  const row = /\bUNP (\d)\b/.exec(models[model as ModelName].classicName)?.[1];
  return row === undefined ? null : Number(row);
}
