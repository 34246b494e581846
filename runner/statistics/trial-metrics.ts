/**
 * The figures of one trial, from its raw slices: always a ratio of sums over all slices, never a mean of ratios, so that
 * a short slice weighs no more than its time.
 */
import type { Metric } from '../experiments/experiment.ts';
import type { Measurement } from '../trial.ts';
import { sum } from './averages.ts';

export interface TrialMetrics extends Readonly<Record<Metric, number>> {
  /** Processors' worth of time that the server used: 1 is one processor all the time. */
  readonly serverUtilization: number;
  /** All client processes together. */
  readonly clientUtilization: number;
  /** Voluntary and involuntary, of the server. */
  readonly contextSwitchesPerMessage: number;
}

export function metricsOf({ slices, contextSwitches }: Measurement): TrialMetrics {
  const total = (value: (slice: Measurement['slices'][number]) => number) => sum(slices.map(value));
  const serverMessages = total(({ server }) => server.messages);
  return {
    messagesPerSecond: (1e9 * total(({ messages }) => messages)) / total(({ windowNs }) => windowNs),
    cpuNsPerMessage: total(({ server }) => server.cpuNs) / serverMessages,
    serverUtilization: total(({ server }) => server.cpuNs) / total(({ server }) => server.elapsedNs),
    clientUtilization: total(({ client }) => client.cpuNs) / total(({ client }) => client.elapsedNs),
    contextSwitchesPerMessage: (contextSwitches.voluntary + contextSwitches.involuntary) / serverMessages,
  };
}
