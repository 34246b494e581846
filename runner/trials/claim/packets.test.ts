/** Loopback that carries packets as Ethernet does, for real. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { missingTool } from '../../../test/needs-tool.ts';
import { surveyNetwork } from '../../machine/network.ts';
import { capture } from '../program.ts';
import { linkAvailable } from '../paths/between-namespaces.ts';
import { openNetwork } from './network.ts';
import { settle } from './settle.ts';
import { madeUpSite } from '../../../test/made-up-site.ts';

const network = await surveyNetwork(capture);
const missing = missingTool('ip', 'iproute2') ?? missingTool('ethtool', 'ethtool');
const supported = linkAvailable(network, ['offloads']);
const refused = missing ?? (supported.ok ? null : supported.reason);

describe.skipIf(refused !== null)(`small packets${refused === null ? '' : ` (${refused})`}`, () => {
  test('have the MTU of Ethernet, and nobody joins them', async () => {
    await using open = await openNetwork('packets', network);
    const inside = (node: string, ...command: readonly string[]) => {
      const launch = open?.observerPlace({ runtime: { node, compileCache: '' }, command, cpus: null });
      const [program = '', ...args] = launch?.command ?? [];
      return execFileSync(program, args, { encoding: 'utf8' });
    };
    expect(inside('ip', 'link', 'show', 'lo')).toContain('mtu 1500');
    const features = inside('ethtool', '-k', 'lo');
    for (const feature of ['tcp-segmentation-offload', 'generic-segmentation-offload', 'generic-receive-offload'])
      expect(features).toContain(`${feature}: off`);
  });
});

test('cannot be had where nobody can turn offloads off, and the reason is told', () => {
  const wanted = { observation: 'ascii-or-binary', network: 'packets', takesMs: 1 } as const;
  const without = { ...network, namespaces: { ok: true, as: 'root' }, offloads: { ok: false, reason: 'no ethtool' } };
  const site = { ...madeUpSite, network: without as typeof network };
  expect(settle(wanted, site).unsupported).toBe('no ethtool');
  expect(settle({ ...wanted, network: 'inside' }, site).unsupported).toBeNull();
});
