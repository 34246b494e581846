/** The record of one channel trial that nobody measured: slices, counters and a real histogram that agree with one another. */
import type { Random } from '../protocol/random.ts';
import type { ChannelRecord, ChannelSlice } from '../runner/trials/channel/record.ts';
import type { ChannelSetup } from '../runner/trials/channel/setup.ts';
import { madeUpLatency } from './made-up-latency.ts';
import { machineTime, type ServerFigures, type SliceShape } from './made-up-record.ts';
import { standardNormal } from './normal.ts';

/** What a trial shall have measured. The metrics of its record are these, to the rounding of counts. */
export interface ChannelFigures extends Pick<
  ServerFigures,
  'readyMs' | 'secondHalf' | 'stealShare' | 'foreignShare' | 'throttledNs'
> {
  /** Median; of a stream, between two messages. */
  readonly roundTripNs: number;
  readonly nearCpuNsPerMessage: number;
  readonly farCpuNsPerMessage: number;
  /** Of either end. */
  readonly switchesPerMessage: number;
  /** SD of the log of a round trip. */
  readonly roundTripSpread: number;
  /** What one round trip is worth as an independent observation, 0 … 1. */
  readonly effectiveShare: number;
}

const usualRoundTripNs = 20_000;
const nsPerByte = 0.2;

/** What a trial of this setup measures where a test says nothing else: every channel is as fast as every other one. */
export function usualChannelFigures({ bytes }: ChannelSetup): ChannelFigures {
  const roundTripNs = usualRoundTripNs + nsPerByte * bytes;
  return {
    roundTripNs,
    nearCpuNsPerMessage: 0.4 * roundTripNs,
    farCpuNsPerMessage: 0.35 * roundTripNs,
    switchesPerMessage: 1,
    roundTripSpread: 0.2,
    effectiveShare: 0.5,
    readyMs: 300,
    secondHalf: 1,
    stealShare: 0,
    foreignShare: 0,
    throttledNs: 0,
  };
}

export function channelRecord(
  { mode }: ChannelSetup,
  figures: ChannelFigures,
  shape: SliceShape,
  random: Random,
): ChannelRecord {
  const { roundTripNs, roundTripSpread, effectiveShare, readyMs, secondHalf, throttledNs } = figures;
  // A log-normal distribution has its mean above its median.
  const meanNs = roundTripNs * Math.exp(roundTripSpread ** 2 / 2);
  const half = Math.floor(shape.slices / 2);
  const slices = Array.from({ length: shape.slices }, (_, index) => {
    const noise = Math.exp(shape.noise * standardNormal(random));
    const speed = noise * (index >= shape.slices - half ? secondHalf : 1);
    return sliceOf(figures, mode === 'stream' ? roundTripNs : meanNs, shape.sliceMs, speed);
  });
  const messages = slices.reduce((sum, slice) => sum + slice.messages, 0);
  return {
    readyMs,
    warmup: { messages: 5000, durationMs: 150 },
    slices,
    roundTrip: mode === 'stream' ? null : madeUpLatency(messages, meanNs, roundTripSpread, effectiveShare),
    throttledNs,
  };
}

/** The window is a little longer or shorter than planned, so that whole messages make the rate. */
function sliceOf(figures: ChannelFigures, usualNs: number, sliceMs: number, speed: number): ChannelSlice {
  const nsPerMessage = usualNs / speed;
  const messages = Math.max(1, Math.round((1e6 * sliceMs) / nsPerMessage));
  const windowNs = messages * nsPerMessage;
  const end = (cpuNsPerMessage: number) => ({
    cpuNs: (messages * cpuNsPerMessage) / speed,
    voluntary: Math.round(messages * figures.switchesPerMessage),
    involuntary: 0,
  });
  const [near, far] = [end(figures.nearCpuNsPerMessage), end(figures.farCpuNsPerMessage)];
  const cpuNs = near.cpuNs + far.cpuNs;
  return { windowNs, messages, near, far, cpuNs, machine: machineTime(cpuNs, windowNs, figures) };
}
