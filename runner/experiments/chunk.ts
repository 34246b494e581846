/**
 * How large should the receive buffer be? The Socket Programming HOWTO ("Using a Socket") takes 4096 or 8192 for a good
 * size of a chunk. The loops that call recv by themselves can have any. Messages of 64 KiB, several on their way on each
 * connection, so that a larger buffer has more to receive.
 */
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { isThorough, type Experiment } from './experiment.ts';

/** In bytes. Eight rounds can decide six comparisons. */
const sizes = {
  smoke: [256, 8192, 65_536],
  quick: [256, 1024, 4096, 8192, 65_536, 262_144, 1_048_576],
  standard: [256, 1024, 4096, 8192, 16_384, 65_536, 262_144, 1_048_576],
  rigorous: [256, 1024, 4096, 8192, 16_384, 65_536, 262_144, 1_048_576],
} as const;

export const chunkExperiment: Experiment<ServerWanted> = {
  name: 'chunk',
  title: 'Receive buffer',
  question: 'Is a receive buffer of 4096 or 8192 bytes a good size?',
  description: 'a receive buffer of 256 B to 1 MiB: processor time, system calls per MB; is 4096 or 8192 a good size?',
  isHeadline: false,
  kind: 'server',
  factor: { title: 'Receive buffer', plural: 'sizes' },
  baseline: '8192 B',
  // A client on one processor has more to do for 64 KiB than these servers: throughput would tell where the client ends.
  primaryMetric: 'cpuNsPerMessage',
  metrics: ['cpuNsPerMessage', 'messagesPerSecond', 'systemCallsPerMegabyte'],
  summary: 'last',
  axis: null,
  precedent: null,
  groups(profile) {
    const models = isThorough(profile) ? ['select-loop', 'poll-loop', 'epoll-loop'] : ['epoll-loop'];
    return models.map((model) => ({
      label: model,
      level: null,
      arms: sizes[profile].map((receiveBufferBytes) => ({
        name: `${receiveBufferBytes} B`,
        setup: {
          ...usual,
          model,
          load: { shape: 'closed', connections: 16, depth: 4 },
          payloadBytes: 65_536,
          receiveBufferBytes,
        },
        compared: true,
      })),
    }));
  },
};
