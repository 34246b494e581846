/** All server models, in the order of lists, legends and tables. A new one is its file and one line here. */
import type { ServerModel } from '../server-model.ts';
import { blockingProcessPerConnection } from './blocking-process-per-connection.ts';
import { blockingThreadPerConnection } from './blocking-thread-per-connection.ts';
import { epollLoop } from './epoll-loop.ts';
import { eventLoop } from './event-loop.ts';
import { pollLoop } from './poll-loop.ts';
import { processPoolHandoff } from './process-pool-handoff.ts';
import { selectLoop } from './select-loop.ts';
import { threadPoolHandoff } from './thread-pool-handoff.ts';

export const models = {
  'event-loop': eventLoop,
  'select-loop': selectLoop,
  'poll-loop': pollLoop,
  'epoll-loop': epollLoop,
  'thread-pool-handoff': threadPoolHandoff,
  'blocking-thread-per-connection': blockingThreadPerConnection,
  'process-pool-handoff': processPoolHandoff,
  'blocking-process-per-connection': blockingProcessPerConnection,
} as const satisfies Record<string, ServerModel>;

export type ModelName = keyof typeof models;
export const modelNames = Object.keys(models) as readonly ModelName[];
