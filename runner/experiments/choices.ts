/** Which models an experiment measures, by what they are and not by what they are called. */
import { modelNames, models, type ModelName } from '../../servers/models/index.ts';
import type { ServerWanted } from '../trials/server/setup.ts';
import type { Arm } from './experiment.ts';

/** In the order of the catalogue. */
export const everyModel: readonly ModelName[] = modelNames;

/** What the arms differ in, in the experiments that compare models. */
export const modelFactor = { title: 'Model', plural: 'models' } as const;

/** An arm for each model, under the same conditions. */
export function modelArms(
  names: readonly ModelName[],
  conditions: Omit<ServerWanted, 'model'>,
  isCompared: (model: ModelName) => boolean,
): Arm<ServerWanted>[] {
  return names.map((model) => ({ name: model, setup: { ...conditions, model }, compared: isCompared(model) }));
}

/** A thread or process for each connection: hundreds of connections cost it, and the run, seconds to start with. */
export function hasWorkerPerConnection(model: ModelName): boolean {
  return 'connectionLimit' in models[model];
}

/** The first model of each row of Stevens' table (`ServerModel.stevensRow`), the iterative one among them. */
export function firstOfEachStevensRow(): readonly ModelName[] {
  const rows = Map.groupBy(
    everyModel.filter((model) => stevensRow(model) !== null),
    stevensRow,
  );
  return [...rows.values()].flatMap(([first]) => first ?? []);
}

/** Row of Stevens' table that has the same design, 0 for iterative; null for none. */
export function stevensRow(model: ModelName): number | null {
  return models[model].stevensRow;
}
