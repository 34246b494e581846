/** Whether all connections of a server wait alike: the p99 of the one that waits least, of the median one, of the one that waits most. */
import type { Value } from '../../analysis/observation.ts';
import { nanoseconds } from '../../result/quantity.ts';
import { factor, shorter } from '../metric-words.ts';
import type { ServerRecord } from './record.ts';
import { busyConnections, exchangesPerConnection, type ServerSetup } from './setup.ts';
import type { ServerMetric } from './sums.ts';

const connections = {
  min: { name: 'bestConnectionP99Ns', which: 'best', column: 'p99 per connection, best' },
  median: { name: 'medianConnectionP99Ns', which: 'median', column: 'p99, median' },
  max: { name: 'worstConnectionP99Ns', which: 'worst', column: 'p99, worst' },
} as const;

export const fairnessMetrics: readonly ServerMetric[] = (['min', 'median', 'max'] as const).map((of): ServerMetric => {
  const { name, which, column } = connections[of];
  return {
    ...factor,
    ...shorter,
    name,
    title: `p99 of the ${which} connection`,
    column,
    axis: `{unit} of p99 of the ${which} connection`,
    quantity: nanoseconds,
    valueOf: (record, setup) => valueOf(of, record, setup),
  };
});

/** Two significant digits, which is what the client keeps by connection. */
function valueOf(of: keyof typeof connections, { p99PerConnectionNs }: ServerRecord, { load }: ServerSetup): Value {
  // A single connection is the best and the worst, and those that are replaced have no p99 of their own.
  const areKept = busyConnections(load) > 1 && !Number.isFinite(exchangesPerConnection(load));
  if (!areKept || load.shape === 'objective' || p99PerConnectionNs === undefined) return Number.NaN;
  return (
    p99PerConnectionNs?.[of] ?? {
      none: 'p99 by connection needs 1,000 latencies of each connection in every trial, and at most 256 connections',
      brief: 'too few latencies',
    }
  );
}
