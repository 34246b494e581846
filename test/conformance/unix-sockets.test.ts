/** Points 1, 2, 3 and 5 of the contract for every model that serves Unix sockets, with and without messages. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { models } from '../../servers/models/index.ts';
import { startServer, type ProgramUnderTest } from '../programs/program-under-test.ts';
import { testPointsOnTheWire } from './points-on-the-wire.ts';
import { testedModels } from './selection.ts';

const serving = testedModels.filter((model) => models[model].supports({ transport: 'unix' }).ok);
const cases = serving.flatMap((model) => (['raw', 'length-u32'] as const).map((framing) => ({ model, framing })));

describe.each(cases)('$model, $framing, unix', ({ model, framing }) => {
  const folder = mkdtempSync(join(tmpdir(), 'echobench-'));
  const path = join(folder, 'socket');
  let server: ProgramUnderTest;
  let endpoint: Endpoint;

  beforeAll(async () => {
    ({ server, endpoint } = await startServer(model, ['--framing', framing, '--listen', `unix:${path}`]));
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  testPointsOnTheWire(model, framing, () => endpoint);

  test('8. stop takes the path away', async () => {
    server.say('stop');
    expect(await server.end()).toBe(0);
    expect(existsSync(path)).toBe(false);
  });
});
