/** The conditions of a trial in words, and what has to be known to read its figures. */
import { describe, expect, test } from 'vitest';
import { preferredDriver } from '../../../clients/drivers/index.ts';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { describe as describeSetup } from './describe.ts';
import { notes } from './details.ts';
import { settle } from './settle.ts';
import { usual, type ServerWanted } from './setup.ts';

const setupOf = (changes: Partial<ServerWanted> = {}, cpus: readonly number[] = [0, 1]) =>
  settle({ ...usual, ...changes }, { ...madeUpSite, cpus }).setup;
const wordsOf = (changes: Partial<ServerWanted> = {}, cpus?: readonly number[]) =>
  describeSetup(setupOf(changes, cpus), 3000).map(({ text }) => text);

describe('a setup in words', () => {
  test('names everything that another measurement would have to repeat', () => {
    expect(wordsOf()).toEqual([
      'model event-loop',
      '64 connections',
      'closed loop with 1 request in flight on each',
      '64 B payload',
      'framing length-u32',
      'service echo',
      'loopback',
      'equal budget (server on processor 0, client on processor 1)',
      `load client on ${preferredDriver}`,
    ]);
  });

  test('says what carries the client where that was recorded', () => {
    const { driver, ...older } = setupOf();
    expect(driver).toBe(preferredDriver);
    expect(describeSetup({ ...older, driver: 'net' }, 3000).map(({ text }) => text)).toContain('load client on net');
    expect(describeSetup(older, 3000).filter(({ name }) => name === 'driver')).toEqual([]);
  });

  test.each<[Partial<ServerWanted>, readonly string[]]>([
    [{ load: { shape: 'none' }, idleConnections: 1000 }, ['no load', '1,000 idle connections']],
    [{ load: { shape: 'none' }, idleConnections: 1 }, ['1 idle connection']],
    [
      { load: { shape: 'churn', inProgress: 10, exchangesPerConnection: 1 } },
      ['10 connections', 'replaced after 1 exchange'],
    ],
    [
      { load: { shape: 'closed', connections: 1, depth: 4 } },
      ['1 connection', 'closed loop with 4 requests in flight on each'],
    ],
    [{ receiveBufferBytes: 65_536 }, ['receive buffer of 65,536 B']],
    [{ work: { micros: 100 }, payloadBytes: 65_536 }, ['service work:1667', '65,536 B payload']],
    [{ regime: 'whole-machine' }, ['whole machine (nothing pinned)']],
    [
      { load: { shape: 'open', connections: 8, ratePerSecond: 12_500, share: null } },
      ['8 connections', 'open loop', '12,500 requests/s', 'for 3 s'],
    ],
    [
      { load: { shape: 'open', connections: 64, share: { amount: 0.85, of: 'own' } } },
      ['open loop', '85 % of what each reached in a closed loop', '17,000 requests/s', 'for 3 s'],
    ],
    [
      { load: { shape: 'open', connections: 64, share: { amount: 0.5, of: ['event-loop', 'iterative'] } } },
      ['open loop', '50 % of what the slowest model reached in a closed loop', '10,000 requests/s', 'for 3 s'],
    ],
    [
      { load: { shape: 'objective', connections: 64, objective: 'p99=5ms' } },
      ['64 connections', 'open loop at the highest rate with p99=5ms, searched for in each trial'],
    ],
    [{ mix: 'mix:99*10,1*100000' }, ['service mix:99*10,1*100000']],
  ])('of %j', (changes, expected) => {
    expect(wordsOf(changes)).toEqual(expect.arrayContaining([...expected]));
  });

  test('names several processors as such', () => {
    expect(wordsOf({}, [0, 1, 2, 3])).toContain('equal budget (server on processors 0, 1, client on processors 2, 3)');
  });

  test('has a name for each condition, once', () => {
    for (const load of [
      usual.load,
      { shape: 'none' },
      { shape: 'churn', inProgress: 3, exchangesPerConnection: 2 },
      { shape: 'open', connections: 3, ratePerSecond: 5, share: null },
      { shape: 'objective', connections: 3, objective: 'p99=5ms' },
    ] as const) {
      const names = describeSetup(setupOf({ load, idleConnections: 3, receiveBufferBytes: 256 }), 3000).map(
        ({ name }) => name,
      );
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('a note on more busy workers than processors', () => {
  const noteOf = (models: readonly string[], changes: Partial<ServerWanted> = {}, cpus?: readonly number[]) =>
    notes(models.map((model) => ({ arm: model, setup: setupOf({ ...changes, model }, cpus) })));

  test('names those that have them, and how many processors there are', () => {
    const models = ['event-loop', 'thread-pool-handoff', 'thread-per-connection'];
    expect(noteOf(models)).toEqual([
      expect.stringContaining(
        'More busy workers than the one processor of the server: `thread-pool-handoff`, `thread-per-connection`.',
      ),
    ]);
    expect(noteOf(['thread-per-connection'], {}, [0, 1, 2, 3])[0]).toContain('than the 2 processors of the server');
  });

  test('is not made where nobody waits for a processor', () => {
    expect(noteOf(['event-loop', 'epoll-loop'])).toEqual([]);
    const one = { load: { shape: 'closed', connections: 1, depth: 1 } } as const;
    expect(noteOf(['thread-pool-handoff', 'thread-per-connection'], one), 'one is busy').toEqual([]);
    expect(noteOf(['thread-pool-handoff'], { regime: 'whole-machine' }), 'nothing is pinned').toEqual([]);
    expect(noteOf(['thread-pool-handoff'], { load: { shape: 'none' }, idleConnections: 100 })).toEqual([]);
    expect(noteOf(['thread-pool-handoff'], {}, [0, 1, 2, 3]), 'one for each').toEqual([]);
  });
});
