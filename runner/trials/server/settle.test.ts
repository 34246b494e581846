/** What becomes of what an experiment asks for, here. */
import { describe, expect, test } from 'vitest';
import { noNetwork } from '../../../test/made-up-network.ts';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { place } from './placement.ts';
import { iterationsFor, settle } from './settle.ts';
import { setupSchema, usual, type ServerWanted } from './setup.ts';

const site = { ...madeUpSite, descriptorLimit: 4096 };
const settled = (changes: Partial<ServerWanted> = {}, at: Partial<Parameters<typeof settle>[1]> = {}) =>
  settle({ ...usual, ...changes }, { ...site, ...at });

test('a setup says all that a trial needs, in the shape that files have', () => {
  const { setup, unsupported, source, classicName, family } = settled({ work: { micros: 100 } });
  expect(setupSchema.parse(setup)).toEqual(setup);
  // Whole rounds: 1667 of 60 ns.
  expect(setup).toMatchObject({ service: 'work:1667', workNsPerRequest: 100_020, model: 'event-loop' });
  expect(setup).not.toHaveProperty('work');
  expect({ unsupported, source, family }).toEqual({
    ...{ unsupported: null, source: 'servers/models/event-loop.ts', family: 'one-thread' },
  });
  expect(classicName).not.toBe('');
});

describe('work', () => {
  test.each([
    [{ micros: 0 }, 60, 0],
    [{ micros: 100 }, 60, 1667],
    [{ micros: 0.001 }, 60, 1],
    [{ micros: 1000 }, 57.3, 17_452],
    // Of an echo that costs 12 µs.
    [{ echoes: 0 }, 60, 0],
    [{ echoes: 0.5 }, 60, 100],
    [{ echoes: 10 }, 57.3, 2094],
    [{ echoes: 0.001 }, 60, 1],
  ])('of %j in rounds of %d ns is %d of them', (work, nsPerIteration, expected) => {
    expect(iterationsFor(work, { nsPerIteration, echoCpuNsPerMessage: 12_000 })).toBe(expected);
  });

  test('is stated as what the rounds take by the calibration', () => {
    const calibration = { ...site.calibration, nsPerIteration: 50 };
    expect(settled({ work: { micros: 100 } }, { calibration }).setup).toMatchObject({
      ...{ service: 'work:2000', workNsPerRequest: 100_000 },
    });
  });
});

describe('processors', () => {
  const ok = { ok: true } as const;
  const no = { ok: false, reason: 'processors cannot be bound: this is darwin' } as const;

  test('equal budget is half for each side; one of an odd number stays free', () => {
    expect(place('equal-budget', { cpus: [2, 3, 4, 5, 6], pinning: ok })).toEqual({
      ...{ serverCpus: [2, 3], clientCpus: [4, 5], workers: 2, clients: 2 },
    });
    expect(place('equal-budget', { cpus: [0, 1, 2, 3, 4, 5, 6, 7], pinning: ok })).toMatchObject({
      workers: 4,
      clients: 4,
    });
  });

  test('a pool has two workers at the least', () => {
    expect(place('equal-budget', { cpus: [0, 1], pinning: ok })?.workers).toBe(2);
    expect(place('whole-machine', { cpus: [0], pinning: ok })).toEqual({
      serverCpus: null,
      clientCpus: null,
      workers: 2,
      clients: 1,
    });
  });

  test.each([
    ['a single processor', [0], ok, 'equal budget needs two processors, one for each side'],
    ['no pinning', [0, 1], no, 'equal budget: processors cannot be bound: this is darwin'],
  ] as const)('with %s equal budget cannot be had, and whole machine can', (_, cpus, pinning, reason) => {
    const { setup, unsupported } = settled({}, { cpus, pinning });
    expect(unsupported).toBe(reason);
    expect(setup).toMatchObject({ serverCpus: null, clientCpus: null });
    expect(settled({ regime: 'whole-machine' }, { cpus, pinning }).unsupported).toBeNull();
  });

  test('there is no client without a connection, and one without any', () => {
    const cpus = [0, 1, 2, 3, 4, 5, 6, 7];
    const clients = (load: ServerWanted['load']) => settled({ load }, { cpus }).setup.clients;
    expect(clients({ shape: 'closed', connections: 64, depth: 1 })).toBe(4);
    expect(clients({ shape: 'closed', connections: 3, depth: 1 })).toBe(3);
    expect(clients({ shape: 'none' })).toBe(1);
  });
});

describe('what a model, a framing or the machine cannot do is told', () => {
  const closed = (connections: number) => ({ shape: 'closed', connections, depth: 1 }) as const;

  test.each<[string, Partial<ServerWanted>, RegExp | null]>([
    ['one server for many connections', { model: 'iterative' }, /one connection/],
    ['and one for one', { model: 'iterative', load: closed(1) }, null],
    ['and one without load, which is verified', { model: 'iterative', load: { shape: 'none' } }, null],
    ['a receive buffer that Node chooses', { receiveBufferBytes: 4096 }, /leaves receiving to Node/],
    ['and one that a loop of ours has', { model: 'epoll-loop', receiveBufferBytes: 4096 }, null],
    ['the end of a connection as the end of a message', { framing: 'until-close' }, /carries one exchange/],
    [
      'and where it is one',
      { framing: 'until-close', load: { shape: 'churn', inProgress: 8, exchangesPerConnection: 1 } },
      null,
    ],
    ['a message without an end', { framing: 'raw', work: { micros: 100 } }, /no messages to work on/],
    ['more connections than descriptors', { load: closed(5000) }, /descriptors/],
    ['idle ones count as well', { load: { shape: 'none' }, idleConnections: 5000 }, /descriptors/],
  ])('%s', (_, wanted, expected) => {
    const { unsupported } = settled(wanted);
    if (expected === null) expect(unsupported).toBeNull();
    else expect(unsupported).toMatch(expected);
  });

  test('where the kernel does not tell, descriptors are none of the reasons', () => {
    expect(settled({ load: closed(5000) }, { descriptorLimit: null }).unsupported).toBeNull();
  });
});

test('a calibration of another shape is a defect of ours', () => {
  expect(() => settled({}, { calibration: { nsPerIteration: -1 } })).toThrow('nsPerIteration');
});

describe('network paths', () => {
  const there = { cpus: [4, 5, 6, 7], pinning: { ok: true }, descriptorLimit: 100 } as const;

  test('`--path` stands in place of what an experiment declares', () => {
    expect(settled().setup.path).toBe('loopback');
    expect(settled({}, { path: 'veth' }).setup).toEqual({ ...settled().setup, path: 'veth' });
  });

  test('what this machine cannot make of its network is told, of that path alone', () => {
    const network = noNetwork('no namespaces today');
    expect(settled({ path: 'veth' }, { network }).unsupported).toMatch(/no namespaces today/);
    expect(settled({ path: 'loopback' }, { network }).unsupported).toBeNull();
  });

  test('a model is asked about the transport of the path', () => {
    const over = (model: string, path: string) => settled({ model, path }).unsupported;
    expect(over('thread-pool-handoff', 'unix-socket')).toMatch(/Unix/);
    expect(over('thread-pool-handoff', 'veth')).toBeNull();
    expect(over('epoll-loop', 'unix-socket')).toBeNull();
  });

  test('a server elsewhere has the first half of its own processors, its clients the second half of ours', () => {
    const path = 'ssh:box';
    expect(settled({ path }, { remote: there }).setup).toMatchObject({
      ...{ path, serverCpus: [4, 5], workers: 2, clientCpus: [1], clients: 1 },
    });
    // Reached from itself, a machine is shared as it is at home.
    const { path: _, ...home } = settled().setup;
    expect(settled({ path }, { remote: { ...there, cpus: [0, 1] } }).setup).toMatchObject(home);
    expect(settled({ path }, { remote: { ...there, cpus: [3] }, cpus: [0] }).setup).toMatchObject({
      ...{ serverCpus: [3], clientCpus: [0] },
    });
    const whole = settled({ path, regime: 'whole-machine' }, { remote: there }).setup;
    expect(whole).toMatchObject({ serverCpus: null, clientCpus: null, workers: 4, clients: 2 });
  });

  test('a server elsewhere needs somebody who named the machine, with descriptors and pinning of its own', () => {
    const path = 'ssh:box';
    expect(settled({ path }).unsupported).toBe('ssh:box: use --path ssh:box');
    const load = { shape: 'closed', connections: 200, depth: 1 } as const;
    expect(settled({ path, load }, { remote: there }).unsupported).toMatch(/descriptors/);
    const pinning = { ok: false, reason: 'processors cannot be bound: this is darwin' } as const;
    expect(settled({ path }, { remote: { ...there, pinning } }).unsupported).toBe(
      "equal budget, on the server's machine: processors cannot be bound: this is darwin",
    );
  });

  test('a server that is running already is one process of which nothing is known', () => {
    const { setup, unsupported, ...of } = settled({ path: 'host:192.0.2.9:4000' });
    expect(unsupported).toBeNull();
    expect(setup).toMatchObject({ serverCpus: null, clientCpus: [1] });
    expect(of).toEqual({ family: null, classicName: null, source: null, isOneProcess: true });
    expect(settled({ path: 'host:192.0.2.9:4000', model: 'iterative' }).unsupported).toBe(
      'host:192.0.2.9:4000 is a server that is running already: whether it is iterative cannot be known',
    );
  });
});
