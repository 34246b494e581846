/** The command lines of server and client, as both read them. */
import { describe, expect, test } from 'vitest';
import { parseLoadCommand } from '../../../clients/spec.ts';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { clientArguments, serverArguments } from './arguments.ts';
import { settle } from './settle.ts';
import { usual, type ServerWanted } from './setup.ts';

const endpoint = { kind: 'tcp', host: '127.0.0.1', port: 4000 } as const;
const setupOf = (changes: Partial<ServerWanted>) => settle({ ...usual, ...changes }, madeUpSite).setup;
const commandOf = (changes: Partial<ServerWanted>, seed = 7) =>
  parseLoadCommand(clientArguments(setupOf(changes), { endpoint, seed, sourceAddresses: null }));

describe('a client', () => {
  test('of a closed loop', () => {
    expect(commandOf({ load: { shape: 'closed', connections: 5, depth: 3 } })).toMatchObject({
      load: { shape: { kind: 'closed', depth: 3 }, connections: 5, requestsPerConnection: null, seed: 7 },
      ...{ objective: null, control: 'stdin', hold: true, cpus: [1] },
    });
  });

  test('of an open loop spins, since it has a processor for itself', () => {
    expect(commandOf({ load: { shape: 'open', connections: 64, ratePerSecond: 1234, share: null } })).toMatchObject({
      load: { shape: { kind: 'open', ratePerSecond: 1234 }, connections: 64, pacing: 'spin' },
      objective: null,
    });
    expect(setupOf({ load: { shape: 'objective', connections: 64, objective: 'p99=5ms' } }).pacing).toBe('spin');
    expect(setupOf({})).not.toHaveProperty('pacing');
  });

  test('on the whole machine sleeps, since it would take a processor from the server', () => {
    const load = { shape: 'open', connections: 64, ratePerSecond: 1234, share: null } as const;
    expect(commandOf({ load, regime: 'whole-machine' })).toMatchObject({ load: { pacing: 'sleep' }, cpus: null });
    expect(setupOf({ load, regime: 'whole-machine' })).toMatchObject({ pacing: 'sleep' });
  });

  test('of a search', () => {
    expect(commandOf({ load: { shape: 'objective', connections: 64, objective: 'p99=5ms' } })).toMatchObject({
      load: { connections: 64 },
      objective: { percentile: 'p99', limitNs: 5e6 },
    });
  });

  test('of connections that are replaced, and of none', () => {
    const churn = { shape: 'churn', inProgress: 10, exchangesPerConnection: 2 } as const;
    expect(commandOf({ load: churn }).load).toMatchObject({ connections: 10, requestsPerConnection: 2 });
    expect(commandOf({ load: { shape: 'none' }, idleConnections: 9 }).load).toMatchObject({
      ...{ connections: 0, idleConnections: 9 },
    });
  });

  test('of a mixture, to a server that reads from each request how much it asks for', () => {
    const changes = { mix: 'mix:99*10,1*1000' } as const;
    expect(commandOf(changes).load.service).toMatchObject({ kind: 'mix' });
    const args = serverArguments(setupOf(changes), '127.0.0.1:0');
    expect(args[args.indexOf('--service') + 1]).toBe('work:payload');
  });

  test('takes every seed of 32 bits', () => {
    expect(commandOf({}, 2 ** 32 - 1).load.seed).toBe(2 ** 32 - 1);
  });
});
