/** The distribution of a channel trial, for export: the round trips of a ping-pong. A stream has none. */
import type { NamedLatency } from '../kind.ts';
import type { ChannelRecord } from './record.ts';

export function latencies({ roundTrip, slices }: ChannelRecord): readonly NamedLatency[] {
  if (roundTrip === null || roundTrip.count === 0) return [];
  const measuredNs = slices.reduce((sum, { windowNs }) => sum + windowNs, 0);
  return [{ name: 'round-trip', latency: roundTrip, measuredNs }];
}
