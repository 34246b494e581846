/**
 * "If you need fast IPC between two processes on one machine, you should look into pipes or shared memory" (Socket
 * Programming HOWTO). How fast is each, beside the sockets of the same machine, and at what processor time?
 */
import type { ChannelName } from '../../ipc/channels/index.ts';
import type { ProfileName } from '../result/plan.ts';
import { placements, type ChannelWanted, type Placement } from '../trials/channel/setup.ts';
import { channelArms, channelBaseline, channelFactor, everyChannel } from './channel-arms.ts';
import { isThorough, type Experiment } from './experiment.ts';

/** Eight rounds can decide six comparisons: what the HOWTO names, with Node's streams and without, and other sockets. */
const named: ReadonlySet<ChannelName> = new Set([
  'unix-socket',
  'pipe',
  'shm-ring-spin',
  'shm-ring-block',
  'pipe-blocking',
  'unix-blocking',
]);
/**
 * What a quick run measures: those, the sockets that they are compared with, and what Node itself has between two threads and
 * between two processes.
 */
const quickly: ReadonlySet<ChannelName> = new Set([channelBaseline, ...named, 'message-port', 'node-ipc-json']);
/**
 * Eight pairs of identical cells have a 99 % interval from the least to the greatest of them: a single noisy round makes such
 * a run unfit. A second pair brings sixteen (docs/decisions/0016-plan-and-precision.md).
 */
const twice: ReadonlySet<ChannelName> = new Set(['pipe']);
const fewest: ReadonlySet<ChannelName> = new Set([channelBaseline, 'pipe', 'message-port', 'shm-ring-block']);

export const ipcExperiment: Experiment<ChannelWanted> = {
  name: 'ipc',
  title: 'Channels between two threads or processes',
  question: 'How fast are pipes, shared memory and the others between two ends on one machine, and what do they cost?',
  description:
    'channels between two threads or processes: round trip of 64 B, processor time of both ends; in quick nine of them',
  isHeadline: true,
  kind: 'channel',
  factor: channelFactor,
  baseline: channelBaseline,
  primaryMetric: 'roundTripNs',
  metrics: ['roundTripNs', 'cpuNsPerMessage'],
  summary: 'first',
  axis: null,
  precedent: null,
  // A round trip is a thousandth of a slice, and the block has a program for each channel.
  slices: { quick: 2 },
  groups(profile) {
    const wanted: readonly Placement[] = isThorough(profile)
      ? ['apart', ...placements.filter((placement) => placement !== 'apart')]
      : ['apart'];
    return wanted.map((ends) => ({
      label: ends,
      level: null,
      arms: channelArms(
        channelsOf(profile),
        { ends },
        (channel) => isCompared(channel, ends, profile),
        (channel) => profile === 'quick' && twice.has(channel),
      ),
    }));
  },
};

function channelsOf(profile: ProfileName): readonly ChannelName[] {
  if (isThorough(profile)) return everyChannel;
  const wanted = profile === 'smoke' ? fewest : quickly;
  return everyChannel.filter((name) => wanted.has(name));
}

/** Ten rounds can decide 25: all on two processors, and what the HOWTO names on one. */
function isCompared(channel: ChannelName, ends: Placement, profile: ProfileName): boolean {
  if (profile === 'rigorous' || profile === 'smoke') return true;
  if (profile === 'quick') return named.has(channel);
  return ends === 'apart' || (ends === 'same' && named.has(channel));
}
