/** Rates of open loops: from the share that an experiment declares to requests per second. Pure. */
import type { Calibration } from './calibration.ts';
import { capacityKey, nominalCapacity } from './capacity-key.ts';
import type { Load, WantedLoad } from './setup.ts';

/** Or why the rate is not known. */
export function settleLoad(
  load: WantedLoad,
  conditions: Omit<Parameters<typeof capacityKey>[0], 'load'>,
  { capacities }: Pick<Calibration, 'capacities'>,
): { readonly load: Load; readonly unknown: string | null } {
  if (load.shape !== 'open' || 'ratePerSecond' in load) return { load, unknown: null };
  const { connections, share } = load;
  const models = share.of === 'own' ? [conditions.model] : share.of;
  const known = models.map((model) => {
    const closed = { shape: 'closed', connections, depth: 1 } as const;
    return capacities === undefined ? nominalCapacity : capacities[capacityKey({ ...conditions, model, load: closed })];
  });
  const found = known.filter((one) => one !== undefined);
  const capacityPerSecond = found.length === 0 ? nominalCapacity : Math.min(...found);
  const settled = {
    shape: 'open',
    connections,
    ratePerSecond: Math.max(1, Math.round(share.amount * capacityPerSecond)),
    share: {
      amount: share.amount,
      of: share.of === 'own' ? 'own' : 'slowest',
      capacityPerSecond: Math.round(capacityPerSecond),
    },
  } as const;
  const isKnown = share.of === 'own' ? found.length === 1 : found.length > 0;
  return {
    load: settled,
    unknown: isKnown ? null : `what ${conditions.model} reaches in a closed loop could not be measured before the run`,
  };
}
