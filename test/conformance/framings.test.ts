/** Points 1, 2, 3 and 5 of the contract for every model, and for every framing, over TCP. */
import { afterAll, beforeAll, describe } from 'vitest';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { framingNames, type FramingName } from '../../protocol/framing/index.ts';
import { modelNames, type ModelName } from '../../servers/models/index.ts';
import { startServer, type ProgramUnderTest } from '../programs/program-under-test.ts';
import { testPointsOnTheWire } from './points-on-the-wire.ts';

/**
 * One model of each family with every framing; the others, which share its connection code, with the usual one. All of
 * them with all framings take minutes: `npm run conformance`.
 */
const families: ReadonlySet<ModelName> = new Set([
  'event-loop',
  'epoll-loop',
  'thread-pool-handoff',
  'thread-offload',
  'blocking-thread-per-connection',
  'process-pool-handoff',
]);
const isComplete = process.env.CONFORMANCE === 'every framing';
const cases = modelNames.flatMap((model) => {
  const chosen: readonly FramingName[] = isComplete || families.has(model) ? framingNames : ['length-u32'];
  return chosen.map((framing) => ({ model, framing }));
});

describe.each(cases)('$model, $framing, tcp', ({ model, framing }) => {
  let server: ProgramUnderTest;
  let endpoint: Endpoint;

  beforeAll(async () => {
    ({ server, endpoint } = await startServer(model, ['--framing', framing]));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testPointsOnTheWire(model, framing, () => endpoint);
});
