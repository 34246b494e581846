/** What speaks against a channel trial, judged from its evidence alone and never from its outcome. */
import type { LabelDefinition } from '../../result/metric.ts';
import { disturbances, disturbancesOfMachine, isUnsteady, notSteady } from '../evidence.ts';
import type { ChannelRecord } from './record.ts';

/** In the order in which they are judged. */
export const labels = [notSteady, ...disturbances] as const satisfies readonly LabelDefinition[];

type Label = (typeof labels)[number]['name'];

export function judge({ slices, throttledNs }: ChannelRecord): Label[] {
  const uses = slices.map(({ machine, near, far }) => ({ machine, ownNs: near.cpuNs + (far?.cpuNs ?? 0) }));
  return [...(isUnsteady(slices) ? [notSteady.name] : []), ...disturbancesOfMachine(uses, throttledNs)];
}
