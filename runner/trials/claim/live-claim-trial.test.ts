/** Claim trials with real programs: the whole life of one, and what becomes of it when something goes wrong. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { libcUnavailable } from '../../../native/availability.ts';
import { madeUpRig } from '../../../test/made-up-rig.ts';
import { noNetwork } from '../../../test/made-up-network.ts';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { claimKind } from './kind.ts';
import { startClaimTrial } from './live-claim-trial.ts';
import { recordSchema } from './record.ts';
import { settle } from './settle.ts';
import type { ClaimSetup, ClaimWanted } from './setup.ts';

const compileCache = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(compileCache, { recursive: true }));
const rig = madeUpRig(compileCache);

const wanted: ClaimWanted = { observation: 'backlog', parameters: { backlog: 16, burst: 4 }, takesMs: 200 };
const settled = (changes: Partial<ClaimWanted> = {}): ClaimSetup => settle({ ...wanted, ...changes }, madeUpSite).setup;

/** Programs of ours that still run. */
function programs(): string[] {
  const rows = execFileSync('ps', ['-eo', 'ppid,args'], { encoding: 'utf8' }).split('\n');
  return rows.filter(
    (row) => /observations\/main\.ts|servers\/main\.ts/.test(row) && Number.parseInt(row, 10) === process.pid,
  );
}

describe.skipIf(libcUnavailable !== null)('a claim trial', () => {
  test('stands ready, looks, and leaves a record and nothing else', async () => {
    await using live = await startClaimTrial(settled(), rig);
    await live.warmUp();
    await live.slice(10);
    const record = await live.finish();
    expect(recordSchema.parse(record)).toEqual(record);
    expect(record.seen).toEqual([expect.objectContaining({ count: 4, share: { events: 0, of: 4 } })]);
    expect(record.readyMs).toBeGreaterThan(0);
    expect(programs()).toEqual([]);
    const values = claimKind.metrics.map((metric) => [
      metric.name,
      metric.valueOf({ ...record }, { ...settled() }, { processorCount: 2 }),
    ]);
    expect(Object.fromEntries(values)).toMatchObject({
      share: 0,
      count: 4,
      events: 0,
      chances: 4,
      bytes: Number.NaN,
      cpuNs: Number.NaN,
    });
  });

  test('fails in one sentence where the observation refuses its parameters, with nothing left', async () => {
    const refused = startClaimTrial(settled({ parameters: { burst: 0 } }), rig);
    await expect(refused).rejects.toMatchObject({
      phase: 'start',
      message: expect.stringContaining('--set burst=0: use a whole number'),
    });
    expect(programs()).toEqual([]);
  });

  test('looks that overlap go on at the same time, and are waited for at the end', async () => {
    const waiting: ClaimSetup = { ...settled({ parameters: { backlog: 1, burst: 4 }, overlaps: true }) };
    await using first = await startClaimTrial(waiting, rig);
    await using second = await startClaimTrial(waiting, rig);
    const fromMs = performance.now();
    await first.slice(10);
    await second.slice(10);
    // The kernel sends again after a second: neither look can be over.
    expect(performance.now() - fromMs).toBeLessThan(900);
    const records = [await first.finish(), await second.finish()];
    expect(performance.now() - fromMs).toBeGreaterThan(900);
    expect(records.map(({ seen }) => seen.length)).toEqual([1, 1]);
  });

  test('without a look there is no record', async () => {
    await using live = await startClaimTrial(settled(), rig);
    await expect(live.finish()).rejects.toThrow('nothing was looked at');
  });

  test('a server that is looked at is started, and stopped with it', async () => {
    await using live = await startClaimTrial(
      {
        ...settled(),
        server: {
          model: 'event-loop',
          framing: 'raw',
          service: 'echo',
          listen: 'loopback',
          workers: 1,
          maxMessageBytes: 1024,
        },
      },
      rig,
    ).catch(
      // The backlog has both ends itself: it says so, and the server goes with it.
      (error: unknown) => ({ message: (error as Error).message, [Symbol.asyncDispose]: async () => {} }),
    );
    expect(live).toMatchObject({ message: expect.stringContaining('has both ends itself') });
    expect(programs()).toEqual([]);
  });
});

describe('what a claim takes', () => {
  test('namespaces, where it is about a network between two machines', () => {
    const network = noNetwork('no namespaces here');
    const { unsupported } = settle({ ...wanted, network: 'link' }, { ...madeUpSite, network });
    expect(unsupported).toBe('no namespaces here');
    expect(settle(wanted, { ...madeUpSite, network }).unsupported).toBe(libcUnavailable);
  });
});
