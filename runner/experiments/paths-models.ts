/**
 * Does the order of the models that was found over loopback hold where packets leave the host's stack? A longer way takes
 * more of the kernel's time for each message, and what tells models apart is then a smaller share of it: an order could be
 * lost, or turn round where one model pays more for that way than the other.
 */
import type { ModelName } from '../../servers/models/index.ts';
import type { ProfileName } from '../result/plan.ts';
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { everyModel, modelArms, modelFactor } from './choices.ts';
import type { Experiment } from './experiment.ts';

const [first, other] = ['loopback', 'veth'];

/**
 * Every pair gets a ratio in both groups. Eight rounds can decide the six of three models, and ten the twenty of five, which
 * differ in kind: libuv's loop, a loop of our own, offloading, and pools of threads and of processes. Models with a worker for
 * each of 64 connections would be read as cold workers.
 */
const chosen = {
  smoke: ['event-loop', 'thread-pool-handoff'],
  quick: ['event-loop', 'thread-pool-handoff', 'process-pool-handoff'],
  standard: ['event-loop', 'epoll-loop', 'thread-pool-handoff', 'thread-offload', 'process-pool-handoff'],
  rigorous: everyModel,
} as const satisfies Record<ProfileName, readonly ModelName[]>;

export const pathsModelsExperiment: Experiment<ServerWanted> = {
  name: 'paths-models',
  title: 'Concurrency models over another path',
  question: 'Does the order of the models found over loopback hold over another path?',
  description: 'whether the order of the models over loopback holds over veth, or the path that --path names',
  isHeadline: false,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  primaryMetric: 'messagesPerSecond',
  metrics: ['messagesPerSecond', 'cpuNsPerMessage'],
  summary: 'first',
  axis: null,
  orderAcross: { title: 'path' },
  precedent: null,
  paths: 'groups',
  // Rounds can decide no third group: a path that the user names takes the place of veth.
  groups: (profile, { path = null }) =>
    [first, path === null || path === first ? other : path].map((over) => ({
      label: `over ${over}`,
      level: null,
      arms: modelArms(chosen[profile], { ...usual, path: over }, () => true),
    })),
};
