/** The addresses that a user names for connections to come from: whether they are this machine's. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { UserError } from '../protocol/flags.ts';

/**
 * The system is asked for each of them, by a bind to a port of its choice: an address can be ours without being on an
 * interface (ip-route(8), local). @throws UserError with the first that is not
 */
export async function refuseForeignAddresses(addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const why = await whyNotOurs(address);
    if (why !== null)
      throw new UserError(
        `--source-addresses: ${address} is no address of this machine (${why}); name addresses that \`ip address\` shows, or leave the flag out`,
      );
  }
}

async function whyNotOurs(address: string): Promise<string | null> {
  const server = createServer();
  try {
    server.listen({ host: address, port: 0 });
    await once(server, 'listening');
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  } finally {
    server.close();
  }
}
