/** Tables of what describes a channel trial beside the metrics of its experiment, and notes on how to read a group. */
import type { DetailTable, ProfileName } from '../../result/plan.ts';
import type { NamedSetup } from '../kind.ts';
import type { ChannelSetup } from './setup.ts';

/** In quick runs the tail beyond the 99th percentile rests on too few observations. */
const longEnoughForP999: ReadonlySet<ProfileName> = new Set(['standard', 'rigorous']);

export function details(profile: ProfileName): DetailTable[] {
  return [
    {
      title: 'Round trip beside its median',
      isFolded: false,
      metrics: ['roundTripMeanNs', 'roundTripP99Ns', ...(longEnoughForP999.has(profile) ? ['roundTripP999Ns'] : [])],
      note: 'A round trip is from sending a message to having its whole reply, with one message in flight. Its percentiles are taken in each trial and shown with 95 % intervals over the trials.',
    },
    {
      title: 'Processor time and context switches of each end',
      isFolded: true,
      metrics: ['nearCpuNsPerMessage', 'farCpuNsPerMessage', 'nearSwitchesPerMessage', 'farSwitchesPerMessage'],
      note: 'They describe the trials: nothing is decided on them. The near end sends and measures, the far end echoes or consumes.',
    },
  ];
}

/** What an end that spins does to the other one on the same processor. */
export function notes(cells: readonly NamedSetup<ChannelSetup>[]): string[] {
  const crowded = cells.filter(({ setup }) => setup.placement === 'same' && setup.spins);
  if (crowded.length === 0) return [];
  const names = [...new Set(crowded.map(({ arm }) => arm))].map((arm) => `\`${arm}\``).join(', ');
  return [
    `Both ends on one processor: ${names} wait by spinning, so that the end with something to do waits until the scheduler takes the processor from the other. Waits that sleep are made for this, spinning is not.`,
  ];
}
