/**
 * What else describes a trial: shown beside its metrics, never decided on. Ratios of sums over all slices, never means of
 * ratios, so that a short slice weighs no more than its time.
 */
import type { Measurement } from '../../result/trial.ts';
import { sum } from '../../statistics/averages.ts';

export interface Utilization {
  /** Processors' worth of time that the server used: 1 is one processor all the time. */
  readonly serverUtilization: number;
  /** All client processes together. */
  readonly clientUtilization: number;
  /** Voluntary and involuntary, of the server; NaN without messages. */
  readonly contextSwitchesPerMessage: number;
}

export function utilizationOf({ slices, contextSwitches }: Measurement): Utilization {
  const total = (value: (slice: Measurement['slices'][number]) => number) => sum(slices.map(value));
  const switches = contextSwitches.voluntary + contextSwitches.involuntary;
  return {
    serverUtilization: total(({ server }) => server.cpuNs) / total(({ server }) => server.elapsedNs),
    clientUtilization: total(({ client }) => client.cpuNs) / total(({ client }) => client.elapsedNs),
    contextSwitchesPerMessage: switches / (total(({ server }) => server.messages) || Number.NaN),
  };
}
