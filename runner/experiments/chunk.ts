/**
 * How large should the receive buffer be? The Socket Programming HOWTO ("Using a Socket") takes 4096 or 8192 for a good
 * size of a chunk. The loops that call recv by themselves can have any. Messages of 64 KiB, several on their way on each
 * connection, so that a larger buffer has more to receive.
 */
import { usualConditions } from '../cells.ts';
import { isThorough } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { describeBuffers } from './sentences.ts';

/** In bytes. Eight rounds can decide six comparisons. */
const sizes = { smoke: [256, 8192, 65_536], quick: [256, 1024, 4096, 8192, 65_536, 262_144, 1_048_576] } as const;
const finerSizes = [256, 1024, 4096, 8192, 16_384, 65_536, 262_144, 1_048_576];

export const chunkExperiment: Experiment = {
  name: 'chunk',
  title: 'Receive buffer',
  question: 'Is a receive buffer of 4096 or 8192 bytes a good size?',
  description:
    'receive buffer of 256 B to 1 MiB in the loops of our own: processor time, throughput, system calls per MB',
  isHeadline: false,
  // A client on one processor has more to do for 64 KiB than these servers: throughput would tell where the client ends.
  primaryMetric: 'cpuNsPerMessage',
  metrics: ['cpuNsPerMessage', 'messagesPerSecond', 'systemCallsPerMegabyte'],
  factor: 'receiveBuffer',
  baseline: '8192 B',
  arms(profile) {
    const chosen = isThorough(profile) ? finerSizes : sizes[profile as 'smoke' | 'quick'];
    return chosen.map((bytes) => `${bytes} B`);
  },
  declares: () => true,
  summary: 'last',
  conditions(profile) {
    const models = isThorough(profile) ? ['select-loop', 'poll-loop', 'epoll-loop'] : ['epoll-loop'];
    return models.map((model) => {
      const load = { connections: 16, depth: 4, payloadBytes: 65_536 };
      return { ...usualConditions, ...load, regime: 'equal-budget', workMicros: 0, model };
    });
  },
  groupLabel: ({ model }) => model,
  finding: describeBuffers,
};
