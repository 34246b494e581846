/** What the experiments with open loops have in common: their models, and rates as shares of what models reach. */
import type { ModelName } from '../../servers/models/index.ts';
import type { ProfileName } from '../result/plan.ts';
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { everyModel, modelArms } from './choices.ts';
import { isThorough, type Arm } from './experiment.ts';

/** One of each kind of design; to most people "worker pool" means the ones that offload. */
const quickModels = [
  'event-loop',
  'thread-pool-handoff',
  'thread-offload',
  'process-pool-handoff',
  'process-offload',
] as const satisfies readonly ModelName[];
const smokeModels = ['event-loop', 'thread-offload'] as const satisfies readonly ModelName[];

export const connections = 64;

export function modelsFor(profile: ProfileName): readonly ModelName[] {
  if (isThorough(profile)) return everyModel;
  return profile === 'smoke' ? smokeModels : quickModels;
}

/** An arm for each model, at a share of what itself or the slowest of them reaches. */
export function armsAtShare(
  names: readonly ModelName[],
  share: { readonly amount: number; readonly of: 'own' | 'slowest' },
  conditions: Partial<Omit<ServerWanted, 'model' | 'load'>>,
  isCompared: boolean,
): Arm<ServerWanted>[] {
  const [first, ...others] = names as readonly [ModelName, ...ModelName[]];
  const of = share.of === 'own' ? 'own' : ([first, ...others] as const);
  const load = { shape: 'open', connections, share: { amount: share.amount, of } } as const;
  return modelArms(names, { ...usual, ...conditions, load }, () => isCompared);
}
