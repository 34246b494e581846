/**
 * What do idle connections cost a server that asks the kernel who is ready? select and poll name every descriptor in
 * each call, epoll does not (Banga, Mogul and Druschel, USENIX 1999); libuv uses epoll.
 */
import { usualConditions } from '../trials/server/cells.ts';
import { isThorough } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { describeEnds } from '../report/findings/sentences.ts';

const levels = { smoke: [0, 10], quick: [0, 900], thorough: [0, 10, 100, 900] } as const;

export const readinessExperiment: Experiment = {
  name: 'readiness',
  title: 'Readiness with idle connections',
  question: 'What do idle connections cost per message with select, poll, epoll and libuv?',
  description:
    'one busy connection beside 0 to 900 idle ones: processor time per message of select, poll, epoll, libuv',
  isHeadline: false,
  primaryMetric: 'cpuNsPerMessage',
  metrics: ['cpuNsPerMessage', 'messagesPerSecond'],
  factor: 'model',
  baseline: 'event-loop',
  arms: (profile) =>
    profile === 'smoke' ? ['event-loop', 'epoll-loop'] : ['event-loop', 'select-loop', 'poll-loop', 'epoll-loop'],
  declares: () => true,
  summary: 'last',
  conditions(profile) {
    const chosen = isThorough(profile) ? levels.thorough : levels[profile as 'smoke' | 'quick'];
    return chosen.map((idleConnections) => {
      return { ...usualConditions, regime: 'equal-budget', workMicros: 0, connections: 1, idleConnections };
    });
  },
  groupLabel: ({ idleConnections }) => `${idleConnections} idle connections`,
  finding: (analysis) => describeEnds(analysis, { verb: 'takes', ofWhat: ' of processor time per message' }),
};
