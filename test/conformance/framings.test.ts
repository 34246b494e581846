/** Points 1, 2, 3 and 5 of the contract for every model, and for every framing, over TCP. */
import { afterAll, beforeAll, describe } from 'vitest';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { startServer, type ProgramUnderTest } from '../programs/program-under-test.ts';
import { testPointsOnTheWire } from './points-on-the-wire.ts';
import { testedPairs } from './selection.ts';

describe.each(testedPairs)('$model, $framing, tcp', ({ model, framing }) => {
  let server: ProgramUnderTest;
  let endpoint: Endpoint;

  beforeAll(async () => {
    ({ server, endpoint } = await startServer(model, ['--framing', framing]));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testPointsOnTheWire(model, framing, () => endpoint);
});
