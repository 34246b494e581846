/** A server under test, as the points of the contract ask about it: by properties of its model, never by its name. */
import { models, type ModelName } from '../../servers/models/index.ts';
import type { ServerModel } from '../../servers/server-model.ts';
import type { Usage } from '../../servers/usage.ts';
import type { ProgramUnderTest } from '../programs/program-under-test.ts';
import { testedModels } from './selection.ts';

export const model = (name: ModelName): ServerModel => models[name];

/** More than one connection is served at the same time. */
export function servesSeveral(name: ModelName): boolean {
  return model(name).supports({ transport: 'tcp', connections: 2 }).ok;
}

/** There are workers that can be killed. */
export const withWorkers = testedModels.filter((name) => model(name).isolates(2, 2) > 1);

/** As many connections at once as a test may ask for: a worker for each of 1,000 would take the test's whole time. */
export function atMost(connections: number, name: ModelName): number {
  return Math.min(connections, model(name).interleavedUpTo);
}

export async function usageOf(server: ProgramUnderTest): Promise<Usage> {
  return (await server.ask('usage')) as unknown as Usage;
}

/** Asks until it holds; the test's time limit is the only other end. */
export async function untilUsage(server: ProgramUnderTest, holds: (usage: Usage) => boolean): Promise<Usage> {
  for (;;) {
    const usage = await usageOf(server);
    if (holds(usage)) return usage;
  }
}

/** All connections have ended, in the server's eyes. */
export async function untilIdle(server: ProgramUnderTest): Promise<Usage> {
  return await untilUsage(server, ({ connectionsPerWorker }) => connectionsPerWorker.every((open) => open === 0));
}
