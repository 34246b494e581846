/** What a trial is expected to take. */
import { describe, expect, test } from 'vitest';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { nominalCalibration } from './calibration.ts';
import { costMs, hasWorkerPerConnection, prepareMs } from './cost.ts';
import { settle } from './settle.ts';
import { usual, type ServerWanted } from './setup.ts';

const setupOf = (changes: Partial<ServerWanted>) => settle({ ...usual, ...changes }, madeUpSite).setup;
const pace = { sliceMs: 100, slices: 8, warmup: { messagesPerIsolate: 50_000, cpuMsPerIsolate: 700 } };
const cost = (changes: Partial<ServerWanted> = {}, schedule: 'interleaved' | 'sequential' = 'interleaved') =>
  costMs(setupOf(changes), pace, schedule, madeUpSite);

describe('a trial takes', () => {
  test('its warm-up, its slices, and what is between them', () => {
    const { startMs, restMs } = cost();
    expect(startMs).toBeGreaterThan(0);
    expect(restMs).toBeGreaterThan(700 + 8 * 100);
    const longer = (slices: number) => costMs(setupOf({}), { ...pace, slices }, 'interleaved', madeUpSite).restMs;
    expect(longer(9) - longer(8), 'a window and a pause').toBeCloseTo(100 + 10);
  });

  test('no warm-up without load, and a longer start with idle connections', () => {
    const resting = cost({ load: { shape: 'none' } });
    expect(resting.restMs).toBeLessThan(cost().restMs - 700);
    expect(cost({ load: { shape: 'none' }, idleConnections: 100 }).startMs).toBeGreaterThan(resting.startMs);
  });

  test('longer with a worker for each connection, idle ones among them', () => {
    const workers = (changes: Partial<ServerWanted>) =>
      cost({ ...changes, model: 'process-per-connection' }).restMs - cost(changes).restMs;
    expect(workers({})).toBeGreaterThan(64 * 20);
    expect(workers({ load: { shape: 'none' }, idleConnections: 100 })).toBeGreaterThan(100 * 20);
  });

  test('as long as enough workers take to come, where connections are replaced', () => {
    const churn = { load: { shape: 'churn', inProgress: 10, exchangesPerConnection: 1 } } as const;
    const of = (model: string) => cost({ ...churn, model }, 'sequential').restMs;
    expect(of('process-per-connection') - of('thread-pool-handoff')).toBeGreaterThan(2000);
  });
});

describe('by the calibration', () => {
  const on = (calibration: object, changes: Partial<ServerWanted> = {}) =>
    costMs(setupOf(changes), pace, 'interleaved', {
      ...madeUpSite,
      calibration: { ...nominalCalibration, ...calibration },
    });

  test('a machine that starts programs more slowly takes longer for every trial of a block, and once for all of them', () => {
    const [fast, slow] = [on({ startMs: 200 }), on({ startMs: 800 })];
    expect(slow.startMs).toBeGreaterThan(3 * fast.startMs);
    expect(slow.restMs).toBeGreaterThan(fast.restMs + 200);
  });

  test('a warm-up ends sooner where an echo takes less, and takes no longer than its processor time', () => {
    expect(on({ echoCpuNsPerMessage: 4000 }).restMs).toBeLessThan(on({ echoCpuNsPerMessage: 8000 }).restMs);
    expect(on({ echoCpuNsPerMessage: 80_000 }).restMs).toBe(on({ echoCpuNsPerMessage: 40_000 }).restMs);
  });

  test('isolates are warmed each, and on the whole machine beside their client', () => {
    const pool = { model: 'thread-pool-handoff' };
    expect(on({}, pool).restMs).toBeGreaterThan(on({}).restMs + 500);
    const whole = (model: string) => on({}, { model, regime: 'whole-machine' }).restMs;
    expect(whole('thread-pool-handoff')).toBeGreaterThan(whole('event-loop') + 250);
  });
});

describe('an open loop takes', () => {
  const at = (ratePerSecond: number) =>
    ({ load: { shape: 'open', connections: 64, ratePerSecond, share: null } }) as const;

  test('its head, its tail and its schedule besides, at whatever rate', () => {
    const more = cost(at(1000), 'sequential').restMs - cost({}, 'sequential').restMs;
    // 15 % of 800 ms, and a part that is always the same.
    expect(more).toBeGreaterThan(0.15 * 800);
    expect(more).toBeLessThan(800);
    expect(cost(at(100_000), 'sequential')).toEqual(cost(at(1000), 'sequential'));
  });

  test('as long again as it was beyond what the model can do, until all has been answered', () => {
    const share = (amount: number) =>
      ({ load: { shape: 'open', connections: 64, share: { amount, of: 'own' } } }) as const;
    const restMs = (amount: number) => cost(share(amount), 'sequential').restMs;
    expect(restMs(0.95)).toBe(restMs(0.5));
    expect(restMs(2) - restMs(1)).toBeCloseTo(1.15 * 800);
  });

  test('before the first block, what each model reaches in a closed loop', () => {
    const own = (model: string, amount: number) =>
      setupOf({ model, load: { shape: 'open', connections: 64, share: { amount, of: 'own' } } });
    const one = prepareMs([own('event-loop', 0.5)], madeUpSite);
    expect(one).toBeGreaterThan(prepareMs([setupOf({})], madeUpSite) + 1000);
    expect(prepareMs([own('event-loop', 0.5), own('event-loop', 0.9)], madeUpSite)).toBe(one);
    expect(prepareMs([own('event-loop', 0.5), own('epoll-loop', 0.5)], madeUpSite)).toBe(2 * one);
    expect(prepareMs([own('process-per-connection', 0.5)], madeUpSite)).toBeGreaterThan(one + 64 * 20);
  });

  test('with a search seconds, however long slices are', () => {
    const search = { load: { shape: 'objective', connections: 64, objective: 'p99=5ms' } } as const;
    expect(cost(search).restMs).toBeGreaterThan(5000);
    const longer = costMs(setupOf(search), { ...pace, slices: 100 }, 'interleaved', madeUpSite);
    expect(longer).toEqual(cost(search));
    const workers = { ...search, model: 'process-per-connection' } as const;
    expect(cost(workers).restMs).toBeGreaterThan(cost(search).restMs + 64 * 20);
  });
});

test('models are prepared once each', () => {
  const one = prepareMs([setupOf({})], madeUpSite);
  expect(one).toBeGreaterThan(0);
  expect(
    prepareMs([setupOf({}), setupOf({ work: { micros: 100 } }), setupOf({ model: 'epoll-loop' })], madeUpSite),
  ).toBe(2 * one);
  expect(prepareMs([], madeUpSite)).toBe(0);
});

test('a worker for each connection is told from a pool; of a model of another edition nothing is known', () => {
  expect(['thread-per-connection', 'blocking-process-per-connection'].map(hasWorkerPerConnection)).toEqual([
    true,
    true,
  ]);
  expect(['thread-pool-handoff', 'nobody'].map(hasWorkerPerConnection)).toEqual([false, false]);
});
