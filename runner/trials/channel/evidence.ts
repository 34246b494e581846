/** What speaks against a channel trial, judged from its evidence alone and never from its outcome. */
import type { LabelDefinition } from '../../result/metric.ts';
import { nsPerTick } from '../../machine/machine-time.ts';
import { disturbances, disturbancesOfMachine, isUnsteady, notSteady } from '../evidence.ts';
import type { ChannelRecord } from './record.ts';

/** In the order in which they are judged. */
export const labels = [notSteady, ...disturbances] as const satisfies readonly LabelDefinition[];

type Label = (typeof labels)[number]['name'];

export function judge({ slices, throttledNs }: ChannelRecord): Label[] {
  // The machine is counted in ticks, and two slices are few: what is less than a tick in each is not taken for foreign.
  const uses = slices.map(({ machine, near, cpuNs }) => ({ machine, ownNs: (cpuNs ?? near.cpuNs) + nsPerTick }));
  return [...(isUnsteady(slices) ? [notSteady.name] : []), ...disturbancesOfMachine(uses, throttledNs)];
}
