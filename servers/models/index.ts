/** All server models, in the order of lists, legends and tables. A new one is its file and one line here. */
import type { ServerModel } from '../server-model.ts';
import { blockingProcessPerConnection } from './blocking-process-per-connection.ts';
import { blockingThreadPerConnection } from './blocking-thread-per-connection.ts';
import { clusterRoundRobin } from './cluster-round-robin.ts';
import { clusterShared } from './cluster-shared.ts';
import { epollLoop } from './epoll-loop.ts';
import { eventLoop } from './event-loop.ts';
import { iterative } from './iterative.ts';
import { pollLoop } from './poll-loop.ts';
import { processOffload } from './process-offload.ts';
import { processPerConnection } from './process-per-connection.ts';
import { processPoolHandoff } from './process-pool-handoff.ts';
import { processPoolReuseport } from './process-pool-reuseport.ts';
import { processPoolShared } from './process-pool-shared.ts';
import { selectLoop } from './select-loop.ts';
import { threadOffload } from './thread-offload.ts';
import { threadPerConnection } from './thread-per-connection.ts';
import { threadPoolHandoff } from './thread-pool-handoff.ts';
import { threadPoolReuseport } from './thread-pool-reuseport.ts';

export const models = {
  iterative,
  'event-loop': eventLoop,
  'select-loop': selectLoop,
  'poll-loop': pollLoop,
  'epoll-loop': epollLoop,
  'thread-per-connection': threadPerConnection,
  'thread-pool-handoff': threadPoolHandoff,
  'thread-pool-reuseport': threadPoolReuseport,
  'thread-offload': threadOffload,
  'blocking-thread-per-connection': blockingThreadPerConnection,
  'process-per-connection': processPerConnection,
  'process-pool-handoff': processPoolHandoff,
  'process-pool-shared': processPoolShared,
  'cluster-round-robin': clusterRoundRobin,
  'cluster-shared': clusterShared,
  'process-pool-reuseport': processPoolReuseport,
  'process-offload': processOffload,
  'blocking-process-per-connection': blockingProcessPerConnection,
} as const satisfies Record<string, ServerModel>;

export type ModelName = keyof typeof models;
export const modelNames = Object.keys(models) as readonly ModelName[];
