/** What the metrics of server trials have in common: scales, and how a higher or a lower value is called. */
import { sum } from '../../statistics/averages.ts';
import type { Metric } from '../kind.ts';
import type { ServerRecord, Slice } from './record.ts';
import type { ServerSetup } from './setup.ts';

const usually = { differenceMargin: null, most: null, boundedBy: null, secondReference: null, note: null } as const;
export const factor = { ...usually, scale: 'factor' } as const;
export const difference = { ...usually, scale: 'difference' } as const;
export const faster = { better: 'higher', higher: 'faster', lower: 'slower', boundedBy: 'client-limited' } as const;
export const cheaper = { better: 'lower', higher: 'costs more', lower: 'costs less' } as const;
export const sooner = { better: 'lower', higher: 'later', lower: 'sooner' } as const;
export const smaller = { better: 'lower', higher: 'takes more', lower: 'takes less' } as const;
export const shorter = { better: 'lower', higher: 'longer', lower: 'shorter' } as const;
export const more = { better: 'higher', higher: 'more', lower: 'fewer' } as const;

export type ServerMetric = Metric<ServerSetup, ServerRecord>;

export function messagesPerSecond({ slices }: ServerRecord): number {
  return (1e9 * total(slices, ({ messages }) => messages)) / total(slices, ({ windowNs }) => windowNs);
}

export function total(slices: readonly Slice[], value: (slice: Slice) => number): number {
  return sum(slices.map(value));
}
