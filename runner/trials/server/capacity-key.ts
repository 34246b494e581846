/** What a capacity belongs to (capacities.ts), and which ones a run needs. Pure. */
import { busyConnections, type ServerSetup } from './setup.ts';

/** Of trials that are planned, and not measured yet: neither time nor comparisons depend on it. */
export const nominalCapacity = 20_000;

/** What a capacity belongs to: everything that it depends on but the rate. */
export function capacityKey(
  setup: Pick<ServerSetup, 'model' | 'framing' | 'path' | 'regime' | 'payloadBytes' | 'service' | 'mix' | 'load'>,
): string {
  const { model, framing, path, regime, payloadBytes, service, mix, load } = setup;
  return [
    model,
    framing,
    path,
    regime,
    `${payloadBytes} B`,
    mix ?? service,
    `${busyConnections(load)} connections`,
  ].join(', ');
}

/** One setup for each capacity that rates are shares of, by its key. */
export function wantedCapacities(setups: readonly ServerSetup[]): ReadonlyMap<string, ServerSetup> {
  const shared = setups.filter(({ load }) => load.shape === 'open' && load.share !== null);
  return new Map(shared.map((one) => [capacityKey(one), one]));
}
