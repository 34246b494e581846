/** An exchange that ends by shutdown(2): the request's end is the client's FIN, the reply's end the server's. */
import type { Endpoint } from '../protocol/endpoint.ts';
import { setOut } from './exchange.ts';

/** So long may the longest reply take on a busy machine, before it is taken for lost. */
const longestMs = 20_000;

/**
 * Sends the request, says that nothing more comes, and reads until the other side has ended as well.
 * @returns null where the reply is the request, byte for byte; otherwise what came instead. Leaves nothing open
 */
export async function exchangeByHalfClose(server: Endpoint, request: Buffer): Promise<string | null> {
  const socket = setOut(server);
  const { promise, resolve } = Promise.withResolvers<string | null>();
  let received = 0;
  socket.on('data', (chunk: Buffer) => {
    const expected = request.subarray(received, received + chunk.length);
    received += chunk.length;
    if (!expected.equals(chunk)) resolve('another reply');
  });
  socket.on('end', () => resolve(received === request.length ? null : cutShort(received)));
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  const tooLate = setTimeout(() => resolve('no end of the reply'), longestMs);
  socket.end(request);
  try {
    return await promise;
  } finally {
    clearTimeout(tooLate);
    socket.destroy();
  }
}

function cutShort(received: number): string {
  return received === 0 ? 'the connection ended without a reply' : 'the connection ended inside the reply';
}

/** Sends the request and leaves the connection open. @returns whether something of a reply came within the time */
export async function isAnsweredUnended(server: Endpoint, request: Buffer, withinMs: number): Promise<boolean> {
  const socket = setOut(server);
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  socket.on('data', () => resolve(true));
  socket.on('error', reject);
  socket.on('end', () => reject(new Error('the server ended a connection whose client had not')));
  // From when the server can have the request, not from when it was asked for the connection.
  let tooLate: NodeJS.Timeout | undefined;
  socket.write(request, () => {
    tooLate = setTimeout(() => resolve(false), withinMs);
  });
  try {
    return await promise;
  } finally {
    clearTimeout(tooLate);
    socket.destroy();
  }
}
