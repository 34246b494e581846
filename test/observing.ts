/** An observation that stands ready, in the process of a test: without a server, and on the network of this machine. */
import type { Endpoint } from '../protocol/endpoint.ts';
import type { Observation, Observing, Parameters } from '../observations/observation.ts';

export function observing(
  observation: Observation,
  parameters: Parameters = {},
  server: Endpoint | null = null,
): Promise<Observing> {
  return observation.open(
    { ...observation.parameters, ...parameters },
    { server, seed: 1, network: () => Promise.reject(new Error('a test has no network that can change')) },
  );
}
