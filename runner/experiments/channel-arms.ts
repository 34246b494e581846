/** What the experiments on channels have in common. */
import { channelNames, channels, type ChannelName } from '../../ipc/channels/index.ts';
import { usual, type ChannelWanted } from '../trials/channel/setup.ts';
import type { Arm } from './experiment.ts';

/** In the order of the catalogue. */
export const everyChannel: readonly ChannelName[] = channelNames;

/** The sockets that everything else is compared with. */
export const channelBaseline = 'tcp-loopback' satisfies ChannelName;

export const channelFactor = { title: 'Channel', plural: 'channels' } as const;

/** An arm for each channel, under the same conditions. */
export function channelArms(
  names: readonly ChannelName[],
  conditions: Partial<Omit<ChannelWanted, 'channel'>>,
  isCompared: (channel: ChannelName) => boolean,
  isTwice: (channel: ChannelName) => boolean = () => false,
): Arm<ChannelWanted>[] {
  return names.map((channel) => ({
    name: channel,
    setup: { ...usual, ...conditions, channel },
    compared: channel !== channelBaseline && isCompared(channel),
    ...(isTwice(channel) && { twice: true }),
  }));
}

/** Whether a channel carries payloads of that length. */
export function carries(channel: ChannelName, bytes: number): boolean {
  return bytes <= channels[channel].largestBytes;
}
