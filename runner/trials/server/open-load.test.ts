/** Rates of open loops: from the share that an experiment declares, by what models reached before the run. */
import { describe, expect, test } from 'vitest';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { calibrationSchema, nominalCalibration } from './calibration.ts';
import { capacityKey, nominalCapacity } from './capacity-key.ts';
import { settle } from './settle.ts';
import { setupSchema, usual, type ServerWanted, type WantedLoad } from './setup.ts';

const models = ['event-loop', 'thread-offload', 'process-offload'] as const;
const share = (amount: number, of: 'own' | 'slowest'): WantedLoad => ({
  ...{ shape: 'open', connections: 64 },
  share: { amount, of: of === 'own' ? 'own' : models },
});
const keyOf = (model: string, changes: Partial<ServerWanted> = {}) =>
  capacityKey(settle({ ...usual, model, load: share(0.5, 'own'), ...changes }, madeUpSite).setup);
const capacities = Object.fromEntries(
  models.map((model, place) => [keyOf(model), [70_000, 9000, 12_000][place] as number]),
);
const settled = (model: string, load: WantedLoad, known: Readonly<Record<string, number>> | undefined = capacities) =>
  settle({ ...usual, model, load }, { ...madeUpSite, calibration: { ...nominalCalibration, capacities: known } });

describe('a share', () => {
  test('of a model’s own is of what it reached', () => {
    const { setup, unsupported } = settled('thread-offload', share(0.85, 'own'));
    expect(unsupported).toBe(null);
    expect(setup.load).toEqual({
      ...{ shape: 'open', connections: 64, ratePerSecond: 7650 },
      share: { amount: 0.85, of: 'own', capacityPerSecond: 9000 },
    });
    expect(setupSchema.parse(setup)).toEqual(setup);
  });

  test('of the slowest is one rate for all', () => {
    for (const model of models)
      expect(settled(model, share(0.5, 'slowest')).setup.load).toEqual({
        ...{ shape: 'open', connections: 64, ratePerSecond: 4500 },
        share: { amount: 0.5, of: 'slowest', capacityPerSecond: 9000 },
      });
  });

  test('of the slowest is of those that could be measured', () => {
    const { [keyOf('thread-offload')]: _, ...others } = capacities;
    const { setup, unsupported } = settled('event-loop', share(0.5, 'slowest'), others);
    expect(setup.load).toMatchObject({ ratePerSecond: 6000 });
    expect(unsupported).toBe(null);
  });

  test('of what could not be measured is said to be none', () => {
    const { [keyOf('thread-offload')]: _, ...others } = capacities;
    const why = 'what thread-offload reaches in a closed loop could not be measured before the run';
    expect(settled('thread-offload', share(0.5, 'own'), others).unsupported).toBe(why);
    expect(settled('thread-offload', share(0.5, 'slowest'), {}).unsupported).toBe(why);
    expect(settled('event-loop', share(0.5, 'own'), others).unsupported).toBe(null);
  });

  test('is planned by a nominal capacity while nothing has been measured', () => {
    const nominal = settle({ ...usual, load: share(0.5, 'own') }, { ...madeUpSite, calibration: nominalCalibration });
    expect(nominal.setup.load).toMatchObject({ ratePerSecond: nominalCapacity / 2 });
    expect(nominal.unsupported).toBe(null);
  });

  test('of very little is a request a second', () => {
    const slow = { [keyOf('event-loop')]: 0.4 };
    expect(settled('event-loop', share(0.5, 'own'), slow).setup.load).toMatchObject({ ratePerSecond: 1 });
  });
});

test('a rate that is declared as such stays as it is', () => {
  const load = { shape: 'open', connections: 8, ratePerSecond: 123, share: null } as const;
  expect(settled('event-loop', load).setup.load).toEqual(load);
});

test('a capacity belongs to everything but the rate', () => {
  const keys = [
    keyOf('event-loop'),
    keyOf('thread-offload'),
    keyOf('event-loop', { payloadBytes: 128 }),
    keyOf('event-loop', { framing: 'slip' }),
    keyOf('event-loop', { path: 'unix-socket' }),
    keyOf('event-loop', { regime: 'whole-machine' }),
    keyOf('event-loop', { work: { micros: 100 } }),
    keyOf('event-loop', { mix: 'mix:99*10,1*1000' }),
    keyOf('event-loop', { load: { shape: 'open', connections: 4, share: { amount: 0.5, of: 'own' } } }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(keyOf('event-loop', { load: share(0.1, 'slowest') })).toBe(keys[0]);
});

test('capacities are part of a calibration that can be stored', () => {
  const calibration = { ...nominalCalibration, capacities };
  expect(calibrationSchema.parse(JSON.parse(JSON.stringify(calibration)))).toEqual(calibration);
});

test('a server that was running already takes no open load: nobody knows how much it can take', () => {
  for (const load of [share(0.5, 'own'), { shape: 'objective', connections: 4, objective: 'p99=5ms' } as const])
    expect(
      settle({ ...usual, path: 'host:192.0.2.9:4000', load }, { ...madeUpSite, calibration: nominalCalibration })
        .unsupported,
    ).toBe('host:192.0.2.9:4000 is a server that is running already: how much it can take is not known before');
});
