/** From what a claim asks to what runs here, or why it cannot. Pure but for `supports`. */
import { supports, type ObservationName } from '../../../observations/index.ts';
import { models, type ModelName } from '../../../servers/models/index.ts';
import type { ServerModel } from '../../../servers/server-model.ts';
import type { Settled, Site } from '../kind.ts';
import { linkAvailable } from '../paths/between-namespaces.ts';
import { usualServer, type ClaimSetup, type ClaimWanted } from './setup.ts';

export function settle(wanted: ClaimWanted, { network }: Site): Settled<ClaimSetup> {
  const setup: ClaimSetup = {
    observation: wanted.observation,
    parameters: wanted.parameters ?? {},
    server: wanted.server === undefined ? null : { ...usualServer, ...wanted.server },
    network: wanted.network ?? 'here',
    ...(wanted.overlaps === true && { overlaps: true as const }),
    takesMs: wanted.takesMs,
  };
  return {
    setup,
    unsupported: whyUnsupported(setup, network),
    source: `observations/${wanted.observation}.ts`,
    classicName: null,
    family: null,
  };
}

function whyUnsupported(setup: ClaimSetup, network: Site['network']): string | null {
  const supported = supports(setup.observation as ObservationName);
  if (!supported.ok) return supported.reason;
  const linked = linkAvailable(network, setup.network === 'packets' ? ['offloads'] : []);
  if (setup.network !== 'here' && !linked.ok) return linked.reason;
  if (setup.server === null) return null;
  const model: ServerModel = models[setup.server.model as ModelName];
  const canServe = model.supports({ transport: 'tcp' });
  return canServe.ok ? null : canServe.reason;
}
