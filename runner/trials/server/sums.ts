/** What several metrics of server trials are made of: sums over the slices of a trial. */
import { sum } from '../../statistics/averages.ts';
import type { Metric } from '../kind.ts';
import type { ServerCounters, ServerRecord, Slice } from './record.ts';
import type { ServerSetup } from './setup.ts';

export type ServerMetric = Metric<ServerSetup, ServerRecord>;

export function messagesPerSecond({ slices }: ServerRecord): number {
  return (1e9 * total(slices, ({ messages }) => messages)) / total(slices, ({ windowNs }) => windowNs);
}

export function total(slices: readonly Slice[], value: (slice: Slice) => number): number {
  return sum(slices.map(value));
}

/** Of the server's counters; NaN where it has none. */
export function totalOfServer(slices: readonly Slice[], value: (server: ServerCounters) => number): number {
  return total(slices, ({ server }) => (server === null ? Number.NaN : value(server)));
}
