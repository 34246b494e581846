/** How much of the processors the load client takes of those that it shares with the server. Pure. */
import type { Machine } from '../kind.ts';
import type { ServerRecord } from './record.ts';
import type { ServerSetup } from './setup.ts';
import { total } from './sums.ts';

/**
 * Of all processors of the machine, 0 … 1. NaN where it takes nothing away from the server: without load, at equal budget, and
 * with a server on another machine. Of one that was running already nobody knows where it is.
 */
export function clientShare(
  { slices, serverMachine }: ServerRecord,
  { regime, load }: ServerSetup,
  { processorCount }: Machine,
): number {
  const isShared = regime === 'whole-machine' && serverMachine === undefined && slices.every(({ server }) => server);
  if (!isShared || load.shape === 'none') return Number.NaN;
  return (
    total(slices, ({ client }) => client.cpuNs) / (total(slices, ({ client }) => client.elapsedNs) * processorCount)
  );
}
