/** Ports that wait for the end of TIME_WAIT must not be what a load of short connections measures. */
import { expect, test } from 'vitest';
import { dialledInTurn } from './dial.ts';

const loopback = { kind: 'tcp', host: '127.0.0.1', port: 4000 } as const;

test('short connections over loopback come from so many addresses in turn that their ports last', () => {
  const sources = Array.from({ length: 6400 }, (_, nth) => dialledInTurn(loopback, nth, null, 'linux'));
  const uses = new Map<unknown, number>();
  for (const source of sources) {
    expect(source).toMatchObject({ host: '127.0.0.1', port: 4000 });
    const address = 'localAddress' in source ? source.localAddress : undefined;
    expect(address).toMatch(/^127\.0\.1\.([1-9]|\d\d)$/);
    uses.set(address, (uses.get(address) ?? 0) + 1);
  }
  // A minute of TIME_WAIT at 10,000 connections a second.
  expect((60 * 10_000) / uses.size).toBeLessThan(28_000 / 2);
  expect(new Set(uses.values())).toEqual(new Set([100]));
});

test.each([
  ['another host', { kind: 'tcp', host: '10.0.0.1', port: 4000 }, 'linux'],
  ['another loopback address than one of IPv4', { kind: 'tcp', host: '::1', port: 4000 }, 'linux'],
  ['a name', { kind: 'tcp', host: '127.0.0.1.example.org', port: 4000 }, 'linux'],
  ['a platform with one loopback address', loopback, 'darwin'],
] as const)('%s: the system chooses', (_, endpoint, platform) => {
  expect(dialledInTurn(endpoint, 1, null, platform)).toEqual({ host: endpoint.host, port: 4000 });
});

test('a Unix socket has no ports', () => {
  expect(dialledInTurn({ kind: 'unix', path: '/run/echo' }, 1, ['10.0.0.1'], 'linux')).toEqual({ path: '/run/echo' });
});

test('addresses that the user names are taken in turn, wherever the server is', () => {
  const sources = ['198.18.1.1', '198.18.1.2'];
  const endpoint = { kind: 'tcp', host: '198.18.0.1', port: 4000 } as const;
  expect([0, 1, 2].map((nth) => dialledInTurn(endpoint, nth, sources, 'linux'))).toEqual([
    { host: '198.18.0.1', port: 4000, localAddress: '198.18.1.1' },
    { host: '198.18.0.1', port: 4000, localAddress: '198.18.1.2' },
    { host: '198.18.0.1', port: 4000, localAddress: '198.18.1.1' },
  ]);
});
