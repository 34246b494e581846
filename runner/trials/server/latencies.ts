/** The distributions of a server trial, for export: in a closed loop the service time alone, and none without load. */
import { nameLatencies } from '../../../latency/names.ts';
import type { NamedLatency } from '../kind.ts';
import type { ServerRecord } from './record.ts';

export function latencies(record: ServerRecord): NamedLatency[] {
  const measuredNs = record.slices.reduce((sum, { windowNs }) => sum + windowNs, 0);
  return nameLatencies(record)
    .filter(({ latency }) => latency.count > 0)
    .map(({ name, latency }) => ({ name, latency, measuredNs }));
}
