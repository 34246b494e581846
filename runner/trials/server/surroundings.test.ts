/** What a report says of the network paths of its trials. */
import { expect, test } from 'vitest';
import { serverRecord, usualFigures } from '../../../test/made-up-record.ts';
import { createRandom } from '../../../protocol/random.ts';
import type { PathEnvironment } from '../paths/environment.ts';
import { settled } from './settle.ts';
import { usual, type Load } from './setup.ts';
import { surroundings } from './surroundings.ts';

const end = {
  end: 'client',
  interface: 'eb-client',
  mtu: 1500,
  offloads: { 'tcp-segmentation-offload': false, 'rx-checksumming': true },
  queueing: 'tbf rate 100Mbit',
  congestionControl: 'cubic',
  addresses: ['198.18.1.1', '198.18.1.2', '198.18.1.3', '198.18.1.4'],
} as const;
const environment: PathEnvironment = { ends: [end], connection: 'cubic rto:204 mss:1448' };

const trial = (path: string, environmentOf: PathEnvironment | null | undefined) => {
  const setup = settled({ ...usual, path }, 0, 60, null);
  const record = serverRecord(setup, usualFigures(setup), { slices: 2, sliceMs: 10, noise: 0 }, createRandom(1));
  const traffic = { interface: 'eb-client', receivedBytes: 3000, receivedPackets: 2, sentBytes: 3000, sentPackets: 2 };
  const slices = record.slices.map((slice) => ({ ...slice, traffic }));
  return { setup, record: { ...record, slices, ...(environmentOf !== undefined && { path: environmentOf }) } };
};

test('each path is told with its ends, one of its connections, and the packets that proved it', () => {
  expect(surroundings([trial('veth', environment), trial('veth', environment)])).toEqual([
    {
      title: 'Network path veth',
      facts: [
        ['interface, client’s end', 'eb-client'],
        ['addresses, client’s end', '198.18.1.1, 2 more, 198.18.1.4'],
        ['MTU, client’s end', '1500'],
        ['offloads, client’s end', 'on: rx-checksumming; off: tcp-segmentation-offload'],
        ['queueing, client’s end', 'tbf rate 100Mbit'],
        ['congestion control, client’s end', 'cubic'],
        ['one of its connections (ss -ti)', 'cubic rto:204 mss:1448'],
        [
          'through the client’s interface while it was measured',
          '16 packets, 1,500 bytes each; in every slice at least as many bytes as were exchanged',
        ],
      ],
    },
  ]);
});

test('what was not the same in all trials is told with all that it was, and what nobody could read as unknown', () => {
  const other = { ends: [{ ...end, mtu: 9000, offloads: null }], connection: null };
  const [told] = surroundings([trial('veth', environment), trial('veth', other)]);
  const facts = Object.fromEntries(told?.facts ?? []);
  expect(facts['MTU, client’s end']).toBe('1500; in other trials 9000');
  expect(facts['offloads, client’s end']).toMatch(/; in other trials unknown$/);
});

test('how the client received and sent is told for each load: while an open loop is paced, one by one', () => {
  const under = (load: Load, clientSocketCalls: string) => {
    const setup = { ...settled(usual, 0, 60, null), load };
    return {
      setup: { ...setup, driver: 'epoll' as const },
      record: { ...trial('veth', null).record, clientSocketCalls },
    };
  };
  const several = 'up to 32 by one system call (io_uring)';
  const open = { shape: 'open', connections: 8, ratePerSecond: 1000, share: null } as const;
  const searched = { shape: 'objective', connections: 8, objective: 'p99=5ms' } as const;
  const [told] = surroundings([
    under({ shape: 'closed', connections: 8, depth: 1 }, several),
    under(open, several),
    under(searched, several),
  ]);
  expect(told).toEqual({
    title: 'Load client',
    facts: [
      ['driver', 'epoll'],
      ['receives and sends in closed loops', several],
      ['receives and sends in open loops', 'a system call for each'],
      [
        'receives and sends in searches for the highest rate',
        `${several} until a rate is known, then a system call for each`,
      ],
    ],
  });
  // What a client says it did is taken as it is.
  const [other] = surroundings([under(open, 'by Node (libuv)')]);
  expect(other?.facts).toContainEqual(['receives and sends in open loops', 'by Node (libuv)']);
});

test('nothing is told of results from before it was read, nor where there is nothing to read', () => {
  expect(surroundings([trial('loopback', undefined), trial('unix-socket', null)])).toEqual([]);
});
