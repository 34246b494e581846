/** Trials of a server that somebody else has started: what is measured, what is not, and how they fail. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatEndpoint } from '../../../protocol/endpoint.ts';
import { madeUpRig } from '../../../test/made-up-rig.ts';
import { startServer, type ProgramUnderTest } from '../../../test/programs/program-under-test.ts';
import { TrialError, type Rig } from '../kind.ts';
import { serverKind } from './kind.ts';
import { recordSchema } from './record.ts';
import { settled } from './settle.ts';
import { usual, type ServerSetup } from './setup.ts';
import { startServerTrial } from './start.ts';

let compileCache: string;
let rig: Rig;
beforeAll(() => {
  compileCache = mkdtempSync(join(tmpdir(), 'echobench-'));
  rig = madeUpRig(compileCache);
});
afterAll(() => rmSync(compileCache, { recursive: true }));

const pace = { sliceMs: 50, slices: 1, warmup: { messagesPerIsolate: 100, cpuMsPerIsolate: 5000 } };
const placement = { serverCpus: null, clientCpus: null, workers: 2, clients: 1 };
const never = new AbortController().signal;

function setupOver(path: string): ServerSetup {
  const load = { shape: 'closed', connections: 4, depth: 1 } as const;
  return settled({ ...usual, regime: 'whole-machine', load, path }, 0, 60, placement);
}

/** A server by hand, and the path to it. */
async function running(...args: string[]): Promise<{ readonly server: ProgramUnderTest; readonly path: string }> {
  const { server, endpoint } = await startServer('event-loop', args);
  return { server, path: `host:${formatEndpoint(endpoint)}` };
}

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => null,
    (reason: unknown) => reason,
  );

test('what the client sees is measured, nothing of the server, and it goes on afterwards', async () => {
  const { server, path } = await running('--framing', 'length-u32');
  await using _ = server;
  const setup = setupOver(path);
  for (let trial = 0; trial < 2; trial += 1) {
    await using live = await startServerTrial(setup, rig, pace);
    await live.warmUp(1, never);
    await live.slice(50);
    const record = await live.finish();
    expect(recordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    expect(record).toMatchObject({ readyMs: null, memory: null, contextSwitches: null, gc: null });
    expect(record.slices).toMatchObject([{ server: null, traffic: { interface: 'lo' } }]);
    expect(record.slices[0]?.messages).toBeGreaterThan(0);
    expect(record.warmup.messages).toBeGreaterThanOrEqual(100);
    expect(record.firstExchangeNs).toBeGreaterThan(0);
    expect(serverKind.judge(record, setup, { processorCount: 2 })).not.toContain('disturbed-foreign-load');
  }
});

describe('one that cannot be measured fails the trial with a sentence', () => {
  test('when nothing answers', async () => {
    const { server, path } = await running('--framing', 'length-u32');
    await server[Symbol.asyncDispose]();
    const error = await failureOf(startServerTrial(setupOver(path), rig, pace));
    expect(error).toBeInstanceOf(TrialError);
    expect(error).toMatchObject({
      phase: 'verify',
      message: expect.stringContaining('connection refused; start a server there'),
    });
  });

  test('when it speaks another protocol', async () => {
    const { server, path } = await running('--framing', 'slip');
    await using _ = server;
    const error = await failureOf(startServerTrial(setupOver(path), rig, pace));
    expect(error).toMatchObject({
      phase: 'verify',
      message: expect.stringContaining("the server's --framing or --service may differ from ours"),
    });
  });

  test('when it stops in mid-run', async () => {
    const { server, path } = await running('--framing', 'length-u32');
    await using _ = server;
    await using live = await startServerTrial(setupOver(path), rig, pace);
    await live.warmUp(1, never);
    const slice = live.slice(5000);
    server.child.kill('SIGKILL');
    const error = await failureOf(slice);
    expect(error).toBeInstanceOf(TrialError);
    expect(error).toMatchObject({ phase: 'measure', message: expect.stringMatching(/closed by the server|refused/) });
  });

  test('and before a run, where it is refused with the flag', async () => {
    const { server, path } = await running('--framing', 'slip');
    await using _ = server;
    await expect(serverKind.reach([setupOver(path), setupOver('loopback')], rig, never)).rejects.toThrow(
      new RegExp(`^--path ${path}: .*may differ from ours`),
    );
    await expect(serverKind.reach([setupOver('loopback')], rig, never)).resolves.toBeUndefined();
  });
});
