/** The distributions of a server trial, for export: in a closed loop the service time alone, and none without load. */
import type { NamedLatency } from '../kind.ts';
import type { ServerRecord } from './record.ts';

export function latencies({ serviceTime, slices }: ServerRecord): readonly NamedLatency[] {
  const measuredNs = slices.reduce((sum, { windowNs }) => sum + windowNs, 0);
  return serviceTime.count === 0 ? [] : [{ name: 'service', latency: serviceTime, measuredNs }];
}
