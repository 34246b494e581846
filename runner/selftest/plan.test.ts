import { describe, expect, test } from 'vitest';
import { twoProcessors } from '../../test/made-up-plan.ts';
import { profiles } from '../plan/profiles.ts';
import { kinds } from '../trials/index.ts';
import { planSelftest, usualRequest } from './plan.ts';

const request = { ...usualRequest, seed: 3, isSmoke: false };
const { identical, slowdowns } = planSelftest(request, twoProcessors);

describe('identical arms', () => {
  test('200 comparisons in groups of ten, each group with a baseline and its twin, all with one setup', () => {
    const { groups, rounds } = identical.plan;
    expect(rounds).toBe(profiles.quick.rounds);
    expect(groups).toHaveLength(20);
    for (const { cells, schedule } of groups) {
      expect(cells.map(({ role }) => role)).toEqual(['baseline', 'twin', ...Array<string>(10).fill('arm')]);
      expect(schedule).toBe('interleaved');
    }
    const setups = new Set(groups.flatMap(({ cells }) => cells.map(({ setup }) => JSON.stringify(setup))));
    expect(setups.size).toBe(1);
  });

  test('a number that is no multiple of ten has a smaller last group', () => {
    const { plan } = planSelftest({ ...request, comparisons: 23 }, twoProcessors).identical;
    expect(plan.groups.map(({ cells }) => cells.length - 2)).toEqual([10, 10, 3]);
  });
});

describe('known slowdowns', () => {
  const [group] = slowdowns.plan.groups;

  test('5, 10 and 20 % in one block with a baseline and its twin, at the pace of standard, in the rounds asked for', () => {
    expect(slowdowns.plan.groups).toHaveLength(1);
    expect(slowdowns.plan).toMatchObject({
      rounds: 60,
      slice: { ms: profiles.standard.slice.ms },
      warmup: profiles.standard.warmup,
    });
    expect(group?.slices).toBe(profiles.standard.slice.turns);
    expect(group?.cells.map(({ role, slowdown }) => [role, slowdown?.asked])).toEqual([
      ['baseline', undefined],
      ['twin', undefined],
      ['arm', 0.05],
      ['arm', 0.1],
      ['arm', 0.2],
    ]);
  });

  test('are put in by the kind, from the calibration: more of the same work', () => {
    const added = group?.cells.flatMap(({ slowdown }) => slowdown ?? []) ?? [];
    for (const { asked, added: share } of added) {
      // Sized for the whole cost of a message, of which an echo is no work.
      expect(share).toBeGreaterThan(asked);
      expect(share).toBeLessThan(1.05 * asked);
    }
    const services = group?.cells.map(({ setup }) => setup['service']);
    expect(new Set(services).size).toBe(4);
  });
});

test('the estimate is that of what is measured', () => {
  const half = planSelftest({ ...request, comparisons: 100, rounds: 30 }, twoProcessors);
  expect(half.identical.plan.estimatedMs).toBeLessThan(0.6 * identical.plan.estimatedMs);
  expect(half.slowdowns.plan.estimatedMs).toBeLessThan(0.6 * slowdowns.plan.estimatedMs);
});

test('on one processor the two sides share it', () => {
  const plan = planSelftest(request, { ...twoProcessors, cpus: [0] });
  const regimes = Object.values(plan).flatMap((part) =>
    part.plan.groups.flatMap(({ cells }) => cells.map(({ setup }) => setup['regime'])),
  );
  expect(new Set(regimes)).toEqual(new Set(['whole-machine']));
});

test('a machine that cannot run it is told why, before anything starts', () => {
  const server = { ...(kinds['server'] as (typeof kinds)[string]) };
  const refusing: typeof server = {
    ...server,
    settle: (wanted, site) => ({ ...server.settle(wanted, site), unsupported: 'no sockets' }),
  };
  expect(() =>
    planSelftest(request, { ...twoProcessors, kinds: { ...twoProcessors.kinds, server: refusing } }),
  ).toThrow('selftest: event-loop cannot be measured here: no sockets; see npm run doctor');
});
