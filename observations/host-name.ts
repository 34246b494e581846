/**
 * Where a server is that is bound to the name of its host, as the HOWTO's is (`socket.gethostname()`): the name is looked up as
 * getaddrinfo(3) does it, and a socket listens at what comes out. Many systems have the name in /etc/hosts with an address of
 * the loopback network (Debian: 127.0.1.1), where nobody outside reaches it.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, isIPv4 } from 'node:net';
import { hostname } from 'node:os';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';

export const hostName = defineObservation({
  name: 'host-name',
  description: 'sockets that listen at the name of this host: how many have an address that is not loopback (share)',
  parameters: { sockets: 20 },
  server: 'none',
  open: async ({ sockets }): Promise<Observing> => {
    requireWhole('sockets', sockets, 1, 1000);
    return { observe: () => listenAt(hostname(), sockets), [Symbol.asyncDispose]: async () => {} };
  },
});

async function listenAt(name: string, sockets: number): Promise<Seen> {
  const addresses: string[] = [];
  for (let socket = 0; socket < sockets; socket += 1) addresses.push(await boundAddress(name));
  const events = addresses.filter((address) => !isLoopback(address)).length;
  // Which address a machine has outside is its own affair.
  const kinds = new Set(addresses.map((address) => (isLoopback(address) ? address : 'one that is not loopback')));
  return { share: { events, of: sockets }, facts: { 'address of the name': [...kinds].join(', ') } };
}

/** @throws Error where the name has no address, or one that is not this machine's */
async function boundAddress(name: string): Promise<string> {
  const server = createServer();
  try {
    server.listen({ host: name, port: 0 });
    await once(server, 'listening');
    return (server.address() as AddressInfo).address;
  } catch (error) {
    throw new Error(`nothing can listen at ${name}, the name of this host: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    server.close();
  }
}

/** 127.0.0.0/8 and ::1 (RFC 6890). */
function isLoopback(address: string): boolean {
  return isIPv4(address) ? address.startsWith('127.') : address === '::1';
}
