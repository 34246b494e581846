/** How much do channels carry, from messages of 64 B to 1 MiB, and from which size on does it pay not to copy? */
import type { ChannelName } from '../../ipc/channels/index.ts';
import { binaryBytes } from '../result/quantity.ts';
import type { ChannelWanted } from '../trials/channel/setup.ts';
import { carries, channelArms, channelBaseline, channelFactor, everyChannel } from './channel-arms.ts';
import type { Experiment } from './experiment.ts';

const largest = 2 ** 20;
const levels = {
  smoke: [64, largest],
  quick: [64, 65_536, largest],
  standard: [64, 4096, 65_536, largest],
  rigorous: [64, 4096, 65_536, largest],
} as const;

const fewest: ReadonlySet<ChannelName> = new Set([channelBaseline, 'pipe', 'shm-ring-block']);
const few: ReadonlySet<ChannelName> = new Set([
  ...fewest,
  'unix-socket',
  'message-port',
  'message-port-transfer',
  'shm-ring-spin',
  'pipe-blocking',
]);
/** Eight rounds can decide six comparisons, two at each level; ten can decide 25, six at each. */
const quicklyCompared: ReadonlySet<ChannelName> = new Set(['pipe', 'shm-ring-block']);
const usuallyCompared: ReadonlySet<ChannelName> = new Set([
  ...quicklyCompared,
  'unix-socket',
  'message-port',
  'message-port-transfer',
  'shm-ring-spin',
]);

const measured = { smoke: fewest, quick: few, standard: null, rigorous: null } as const;
const compared = { smoke: null, quick: quicklyCompared, standard: usuallyCompared, rigorous: null } as const;

export const ipcStreamExperiment: Experiment<ChannelWanted> = {
  name: 'ipc-stream',
  title: 'Channels as streams',
  question: 'How much do channels carry, and from which size on does transferring or sharing pay beside copying?',
  description: 'channels as streams of messages of 64 B to 1 MiB: MB/s, processor time per MB',
  isHeadline: false,
  kind: 'channel',
  factor: channelFactor,
  baseline: channelBaseline,
  primaryMetric: 'bytesPerSecond',
  metrics: ['bytesPerSecond', 'cpuNsPerMegabyte', 'messagesPerSecond'],
  summary: 'last',
  axis: {
    name: 'payload',
    title: 'payload of a message',
    quantity: binaryBytes,
    zero: null,
    measuredBy: null,
    offset: 0,
    hasCrossovers: false,
  },
  precedent: null,
  slices: { quick: 4 },
  groups: (profile) =>
    levels[profile].map((bytes) => ({
      label: sizeText(bytes),
      level: bytes,
      arms: channelArms(
        everyChannel.filter((name) => carries(name, bytes) && (measured[profile]?.has(name) ?? true)),
        { mode: 'stream', bytes },
        (channel) => compared[profile]?.has(channel) ?? true,
      ),
    })),
};

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < largest ? `${bytes / 1024} KiB` : `${bytes / largest} MiB`;
}
