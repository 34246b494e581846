import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { observing } from '../test/observing.ts';
import { hostName } from './host-name.ts';

test('a socket that listens at the name of the host has the address that the name is looked up as', async () => {
  const { address } = await lookup(hostname());
  const isOutside = !address.startsWith('127.') && address !== '::1';
  await using open = await observing(hostName, { sockets: 3 });
  expect(await open.observe(1)).toEqual({
    share: { events: isOutside ? 3 : 0, of: 3 },
    facts: { 'address of the name': isOutside ? 'one that is not loopback' : address },
  });
});

test('refuses no sockets', async () => {
  await expect(observing(hostName, { sockets: 0 })).rejects.toThrow(
    '--set sockets=0: use a whole number from 1 to 1000',
  );
});
