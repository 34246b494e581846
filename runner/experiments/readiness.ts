/**
 * What do idle connections cost a server that asks the kernel who is ready? select and poll name every descriptor in
 * each call, epoll does not (Banga, Mogul and Druschel, USENIX 1999); libuv uses epoll.
 */
import { plainCount } from '../result/quantity.ts';
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { modelArms, modelFactor } from './choices.ts';
import type { Experiment } from './experiment.ts';

const levels = { smoke: [0, 10], quick: [0, 900], standard: [0, 10, 100, 900], rigorous: [0, 10, 100, 900] } as const;

export const readinessExperiment: Experiment<ServerWanted> = {
  name: 'readiness',
  title: 'Readiness with idle connections',
  question: 'What do idle connections cost per message with select, poll, epoll and libuv?',
  description: 'select, poll, epoll and libuv with one busy and up to 900 idle connections: processor time per message',
  isHeadline: false,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  primaryMetric: 'cpuNsPerMessage',
  metrics: ['cpuNsPerMessage', 'messagesPerSecond'],
  summary: 'last',
  // Open connections are counted on the axis's logarithm: the idle ones and the one that is busy.
  axis: {
    name: 'idle-connections',
    title: 'idle connections',
    quantity: plainCount,
    zero: null,
    measuredBy: null,
    offset: 1,
    hasCrossovers: false,
  },
  precedent: null,
  groups: (profile) =>
    levels[profile].map((idleConnections) => ({
      label: `${idleConnections} idle connections`,
      level: idleConnections,
      arms: modelArms(
        profile === 'smoke' ? ['event-loop', 'epoll-loop'] : ['event-loop', 'select-loop', 'poll-loop', 'epoll-loop'],
        { ...usual, load: { shape: 'closed', connections: 1, depth: 1 }, idleConnections },
        () => true,
      ),
    })),
};
