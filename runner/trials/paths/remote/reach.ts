/**
 * Whether programs here get to programs there, at the address where ssh did: behind a firewall, a jump host or an address
 * translation ssh may be all that gets through. Found out before anything is measured, by one connection.
 */
import { createServer, connect, type AddressInfo } from 'node:net';
import { errorText } from '../../../../native/storage-error.ts';

const withinMs = 5000;

/** There: waits for one connection to a free port, and says this word to it. Rejects where that address is none of its own. */
export async function listenOnce(address: string, word: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(word);
    server.close();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const timer = setTimeout(() => server.close(), 2 * withinMs);
  server.once('close', () => clearTimeout(timer));
  return (server.address() as AddressInfo).port;
}

/** Here: null when the word was said there; else why not. */
export async function whyUnreached(address: string, port: number, word: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  let said = '';
  const socket = connect({ host: address, port, timeout: withinMs });
  socket.setEncoding('utf8').on('data', (text: string) => (said += text));
  socket.on('timeout', () => resolve(`no answer within ${withinMs / 1000} s`));
  socket.on('error', (error) => resolve(errorText(error)));
  socket.on('end', () => resolve(said === word ? null : 'another machine answered'));
  return await promise.finally(() => socket.destroy());
}
