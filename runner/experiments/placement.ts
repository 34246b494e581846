/** Between which processors is a message soonest? A round trip for every pair of them, over channels that wait differently. */
import type { ChannelName } from '../../ipc/channels/index.ts';
import { usual, type ChannelWanted, type CpuPair } from '../trials/channel/setup.ts';
import { isThorough, type Experiment, type Processors } from './experiment.ts';

/** Three ways to wait: by spinning, on a futex, in the kernel's read. */
const measured = ['shm-ring-spin', 'shm-ring-block', 'unix-blocking'] as const satisfies readonly ChannelName[];

/** More pairs of two processors, and more single ones, are sampled at even distances. */
const mostPairs = 16;
/** Ten rounds can decide 25 comparisons, eight for each channel. */
const usuallyCompared = 8;

export const placementExperiment: Experiment<ChannelWanted> = {
  name: 'placement',
  title: 'Pairs of processors',
  question: 'How much does it matter on which processors two ends are?',
  description: 'round trip of 64 B for every pair of processors, over a ring that spins, one that blocks, and a socket',
  isHeadline: false,
  kind: 'channel',
  factor: { title: 'Processors', plural: 'pairs of processors' },
  baseline: '0 → 1',
  primaryMetric: 'roundTripNs',
  metrics: ['roundTripNs', 'cpuNsPerMessage'],
  summary: 'first',
  axis: null,
  matrix: { down: 'near end on processor', across: 'far end on processor' },
  precedent: null,
  slices: { quick: 4 },
  groups: (profile, processors) => {
    const pairs = isThorough(profile) ? everyPair(processors) : onePairOfEach(processors);
    const baseline = nameOf(baselineOf(processors));
    const others = pairs.map(nameOf).filter((name) => name !== baseline);
    const compared = new Set(profile === 'rigorous' ? others : sampled(others, usuallyCompared));
    return measured.map((channel) => ({
      label: channel,
      level: null,
      arms: pairs.map((ends) => ({
        name: nameOf(ends),
        setup: { ...usual, channel, ends },
        compared: compared.has(nameOf(ends)),
      })),
    }));
  },
  baselineOn: (processors) => nameOf(baselineOf(processors)),
};

/** `0 → 1`: the near end is on 0, the far one on 1. */
function nameOf([near, far]: CpuPair): string {
  return `${near} → ${far}`;
}

/** The first two; on a single processor both ends are there. */
function baselineOf({ cpus }: Processors): CpuPair {
  const [first = 0, second = first] = cpus;
  return [first, second];
}

function onePairOfEach(processors: Processors): readonly CpuPair[] {
  const [first, second] = baselineOf(processors);
  return first === second
    ? [[first, first]]
    : [
        [first, first],
        [first, second],
      ];
}

/** Without their direction: the ends do the same there and back. Row by row, as a matrix has them. */
function everyPair({ cpus }: Processors): readonly CpuPair[] {
  const inOrder = ([near, far]: CpuPair, [otherNear, otherFar]: CpuPair) => near - otherNear || far - otherFar;
  const two = cpus.flatMap((near, at) => cpus.slice(at + 1).map((far): CpuPair => [near, far]));
  const one = cpus.map((cpu): CpuPair => [cpu, cpu]);
  return [...sampled(two, mostPairs), ...sampled(one, mostPairs)].toSorted(inOrder);
}

/** At even distances, the first among them. */
function sampled<Item>(all: readonly Item[], most: number): readonly Item[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)] as Item);
}
