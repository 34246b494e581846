/** What becomes of what an experiment asks for, here. */
import { describe, expect, test } from 'vitest';
import { madeUpSite } from '../../../test/made-up-site.ts';
import type { Site } from '../kind.ts';
import { place, settle } from './settle.ts';
import { setupSchema, usual, type ChannelWanted } from './setup.ts';

/** Two cores of two threads, each with a cache of its own: 0 and 2 are one core. */
const topology = [0, 1, 2, 3].map((cpu) => {
  const core = cpu % 2 === 0 ? [0, 2] : [1, 3];
  return { cpu, core, cache: core };
});
const site: Site = { ...madeUpSite, cpus: [0, 1, 2, 3], topology, calibration: {} };
const settled = (changes: Partial<ChannelWanted> = {}, at: Partial<Site> = {}) =>
  settle({ ...usual, channel: 'tcp-loopback', ...changes }, { ...site, ...at });

test('a setup says all that a trial needs, in the shape that files have', () => {
  const { setup, ...of } = settled();
  expect(setupSchema.parse(setup)).toEqual(setup);
  expect(setup).toEqual({
    ...{ channel: 'tcp-loopback', mode: 'pingpong', content: 'bytes', encoding: 'native', bytes: 64 },
    ...{ placement: 'apart', cpus: [0, 1], spins: false },
  });
  expect(of).toEqual({
    unsupported: null,
    source: 'ipc/channels/tcp-loopback.ts',
    classicName: null,
    family: 'sockets',
  });
  expect(settled({ channel: 'shm-ring-spin' }).setup.spins).toBe(true);
});

describe('the ends are put', () => {
  test.each([
    ['same', [0, 0]],
    ['apart', [0, 1]],
    ['sibling', [0, 2]],
    ['far', [0, 1]],
    ['free', null],
  ] as const)('%s: on %j', (ends, cpus) => {
    expect(place(ends, site)).toEqual({ placement: ends, cpus, reason: null });
  });

  test('near, where two cores share a cache', () => {
    const shared = topology.map((processor) => ({ ...processor, cache: [0, 1, 2, 3] }));
    expect(place('near', { ...site, topology: shared })).toEqual({ placement: 'near', cpus: [0, 1], reason: null });
    expect(place('far', { ...site, topology: shared }).reason).toBe('ends far: all processors here share a cache');
  });

  test('on two processors that were named, which the topology has a word for', () => {
    expect(place([3, 3], site)).toEqual({ placement: 'same', cpus: [3, 3], reason: null });
    expect(place([1, 3], site)).toEqual({ placement: 'sibling', cpus: [1, 3], reason: null });
    expect(place([1, 2], { ...site, topology: [] })).toEqual({ placement: 'apart', cpus: [1, 2], reason: null });
  });
});

describe('what cannot be had is skipped with the reason:', () => {
  test.each<[string, Parameters<typeof settled>, string]>([
    ['two processors', [{}, { cpus: [3] }], 'ends apart: there is one processor, and each end needs its own'],
    [
      'pinning',
      [{ ends: 'same' }, { pinning: { ok: false, reason: 'processors cannot be bound: no libc' } }],
      'ends same: processors cannot be bound: no libc',
    ],
    ['near', [{ ends: 'near' }], 'ends near: no two cores here share a cache'],
    [
      'sibling',
      [{ ends: 'sibling' }, { cpus: [0, 1] }],
      'ends sibling: no core here has two threads that programs may use',
    ],
    [
      'sibling, untold',
      [{ ends: 'sibling' }, { topology: [] }],
      'ends sibling: the kernel does not tell which processors are threads of one core',
    ],
    [
      'far, untold',
      [{ ends: 'far' }, { topology: [] }],
      'ends far: the kernel does not tell which processors share a cache',
    ],
    ['a processor', [{ ends: [0, 9] }], 'ends far: programs may not use processor 9 here'],
    [
      'values',
      [{ channel: 'unix-socket', content: 'record', bytes: 0 }],
      'unix-socket carries bytes, not values; use --encoding json or v8',
    ],
  ])('%s', (_, [changes, at], reason) => {
    const { setup, unsupported } = settled(changes, at);
    expect(unsupported).toBe(reason);
    expect(setupSchema.parse(setup)).toEqual(setup);
  });

  test('nothing has to be pinned where the ends are free', () => {
    expect(settled({ ends: 'free' }, { cpus: [0], pinning: { ok: false, reason: 'no' } }).unsupported).toBeNull();
  });

  test('a payload that is too long', () => {
    expect(settled({ bytes: 2 ** 40 }).unsupported).toBe('it carries at most 1,048,576 B');
  });
});
