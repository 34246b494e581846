/** What `--path` does to a plan, and what becomes of paths that a machine does not have. */
import { describe, expect, test } from 'vitest';
import { noNetwork, wholeNetwork } from '../../test/made-up-network.ts';
import { madeUpPlan as planOf } from '../../test/made-up-plan.ts';
import type { Cell } from '../result/plan.ts';
import type { ServerSetup } from '../trials/server/setup.ts';

const setupOf = (cell: Cell) => cell.setup as unknown as ServerSetup;
const armOf = (cell: string) => cell.split('/').at(-1) ?? '';

describe('network paths', () => {
  const pathsIn = (cells: readonly Cell[]) => cells.map((cell) => setupOf(cell).path);

  test('another path is that of every trial, the known slowdown among them', () => {
    const { groups } = planOf({ experiments: ['models'], setting: { path: 'veth' } }).plan;
    expect(new Set(groups.flatMap(({ cells }) => pathsIn(cells)))).toEqual(new Set(['veth']));
    const experimentOf = (path: string | null) =>
      planOf({ experiments: ['models'], setting: { path } }).plan.experiments[0];
    expect(experimentOf('veth')).toMatchObject({ over: 'veth' });
    expect(experimentOf(null)).not.toHaveProperty('over');
    expect(groups.some(({ slowdown }) => slowdown !== null)).toBe(true);
  });

  test('to an experiment that compares paths it adds one, and everything else goes as declared', () => {
    const { groups } = planOf({ experiments: ['paths'], setting: { path: 'veth-rate:10' } }).plan;
    const [compared, controls] = groups;
    expect(pathsIn(compared?.cells ?? [])).toEqual(['loopback', 'loopback', 'unix-socket', 'veth', 'veth-rate:10']);
    expect(new Set(pathsIn(controls?.cells ?? []))).toEqual(new Set(['loopback']));
  });

  test('a server that is running already is measured, and compared with nothing', () => {
    const { groups } = planOf({ experiments: ['paths'], setting: { path: 'host:192.0.2.9:4000' } }).plan;
    const cell = groups[0]?.cells.find(({ arm }) => arm.startsWith('host:'));
    expect(cell).toMatchObject({ isOneProcess: true, source: null });
    expect(groups[0]?.comparisons.map(({ arm }) => armOf(arm))).toEqual(['unix-socket', 'veth']);
    expect(groups[0]?.notes.join()).toMatch(/one process in all rounds/);
    for (const other of groups.flatMap(({ cells }) => cells))
      if (other !== cell) expect(other).not.toHaveProperty('isOneProcess');
  });

  test('a quick run names what this machine does not have, and takes no time for it', () => {
    const network = { ...wholeNetwork, delay: { ok: false, reason: 'no netem' } } as const;
    const { plan, skips } = planOf({ experiments: ['paths'], setting: { network } });
    expect(skips).toEqual(new Map([['paths/64 connections/veth-delay:1', 'no netem']]));
    expect(plan.estimatedMs).toBe(planOf({ experiments: ['paths'] }).plan.estimatedMs);
  });

  test('all paths are compared from the profile standard up, where the machine has them', () => {
    const { plan, skips } = planOf({
      experiments: ['paths'],
      profile: 'standard',
      setting: { network: noNetwork('no namespaces today') },
    });
    const groups = plan.groups.filter(({ experiment }) => experiment === 'paths');
    expect(groups.map(({ label }) => label)).toEqual(['64 connections', '1 connection', 'streaming 64 KiB']);
    const names = ['own-address', 'unix-socket', 'veth', 'veth-offload', 'veth-rate:100', 'veth-delay:1'];
    expect(new Set(groups[0]?.cells.map(({ arm }) => arm))).toEqual(new Set(['loopback', ...names]));
    expect(skips.get('paths/64 connections/veth')).toBe('no namespaces today');
    expect(skips.has('paths/64 connections/loopback')).toBe(false);
  });
});
