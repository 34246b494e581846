/** A link between two namespaces that falls silent, for real: who notices it, and that nothing stays of it. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { missingTool } from '../../../test/needs-tool.ts';
import { leftOfPaths } from '../../../test/programs/left-of-paths.ts';
import { surveyNetwork } from '../../machine/network.ts';
import { capture } from '../program.ts';
import { startClaimTrial } from './live-claim-trial.ts';
import { usualServer } from './setup.ts';

const network = await surveyNetwork(capture);
const missing = missingTool('ip', 'iproute2');
const refused = missing ?? (network.namespaces.ok ? null : network.namespaces.reason);
const retriesHere = () => readFileSync('/proc/sys/net/ipv4/tcp_retries2', 'utf8');

describe.skipIf(refused !== null)(`a silenced link${refused === null ? '' : ` (${refused})`}`, () => {
  // Somebody else may have namespaces with a name.
  const before = refused === null ? leftOfPaths(process.pid) : [];
  afterEach(() => {
    const left = leftOfPaths(process.pid).filter((line) => !before.includes(line));
    if (left.length > 0) throw new Error(`left: ${left.join(', ')}`);
  });

  async function seenWith(parameters: Readonly<Record<string, string | number>>) {
    const setup = {
      observation: 'silence',
      parameters: { connections: 4, ...parameters },
      server: { ...usualServer, model: 'event-loop', listen: 'own' },
      network: 'link',
      takesMs: 1000,
    } as const;
    const runtime = { node: process.execPath, compileCache: '' };
    await using live = await startClaimTrial(setup, { runtime, seed: 1, network });
    await live.slice(1);
    // The server is still there, and can be told to stop: the link is as it was.
    const { seen } = await live.finish();
    return { ...seen[0] };
  }

  test('is noticed by nobody who has set nothing', async () => {
    const { share, facts } = await seenWith({ way: 'nothing', lookMs: 1000 });
    expect(share).toEqual({ events: 0, of: 4 });
    expect(facts).toMatchObject({ 'waiting: not noticed': 2, 'sending: not noticed': 2 });
  });

  test.each([
    ['keep-alive', 1.5e9, 'waiting: ETIMEDOUT'],
    ['user-timeout', 0.5e9, 'sending: ETIMEDOUT'],
  ])('is noticed by %s, no sooner than it was told', async (way, least, how) => {
    const { share, durationNs, facts } = await seenWith({ way, lookMs: 20_000 });
    expect(share).toEqual({ events: 4, of: 4 });
    expect(durationNs).toBeGreaterThan(least);
    expect(facts).toMatchObject({ [how]: 4 });
  });

  test('is given up by one who sends when the kernel of its namespace is told to, and no other', async () => {
    const here = retriesHere();
    const { share, durationNs } = await seenWith({ way: 'sending', retries: 0, lookMs: 20_000 });
    expect(share).toEqual({ events: 4, of: 4 });
    expect(durationNs).toBeGreaterThan(0.2e9);
    expect(retriesHere()).toBe(here);
  });
});
