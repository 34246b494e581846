/** A process that measures: takes an order over its channel, answers with the results, ends. */
import type { CellSpec } from './cell.bench.ts';
import { measureMemory, type Memory } from './memory.bench.ts';
import { measureSpeed, type Speed, type SpeedSpec } from './measure.bench.ts';

export type Order =
  | { readonly what: 'speed'; readonly spec: SpeedSpec }
  | { readonly what: 'memory'; readonly spec: CellSpec };
export type Answer = readonly Speed[] | readonly Memory[];

process.once('message', (order: Order) => void obey(order));
// Whoever asked has gone.
process.once('disconnect', () => process.exit());

async function obey(order: Order): Promise<void> {
  const answer: Answer = order.what === 'speed' ? await measureSpeed(order.spec) : await measureMemory(order.spec);
  process.send?.(answer, () => process.disconnect?.());
}
