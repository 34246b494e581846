/**
 * The equivalence contract in short form, at the head of every trial: no pass, no number. On a connection of its own:
 * several requests, the first sent byte by byte and the others in one write, then FIN; every reply must come back
 * right and in order, and then the server's FIN. Where a connection carries one exchange, one request on each of as
 * many connections.
 */
import { connect, type Socket } from 'node:net';
import { Buffer } from 'node:buffer';
import type { Endpoint } from '../protocol/endpoint.ts';
import { exchangesPerConnection } from '../protocol/framing/framing.ts';
import { connected, ConnectError } from './connect-error.ts';
import { createExchange, type ExchangeSpec } from './exchange.ts';

const requests = 3;
/** Of the first request, how many bytes travel alone: enough for every header, and bounded for large payloads. */
const singleBytes = 96;

/**
 * @throws ConnectError when there is no server, Error with one sentence when it breaks the contract or is silent for
 * `deadlineMs`
 */
export async function verifyServer(endpoint: Endpoint, spec: ExchangeSpec, deadlineMs: number): Promise<void> {
  const perConnection = Math.min(requests, exchangesPerConnection(spec.framing));
  for (let sent = 0; sent < requests; sent += perConnection) {
    await verifyConnection(endpoint, spec, perConnection, deadlineMs);
  }
}

async function verifyConnection(
  endpoint: Endpoint,
  spec: ExchangeSpec,
  count: number,
  deadlineMs: number,
): Promise<void> {
  const exchange = createExchange(spec);
  exchange.thorough = true;
  const wires = Array.from({ length: count }, () => Buffer.from(exchange.request()));
  const socket = connect({
    ...(endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port }),
    noDelay: true,
    allowHalfOpen: true,
  });
  try {
    await connected(socket, deadlineMs);
    const replies = receiveAll(socket, exchange, deadlineMs);
    // A failure while sending is reported by the receiving side; it must not end the process meanwhile.
    replies.catch(() => {});
    await sendCut(socket, wires);
    const received = await replies;
    if (received !== count) throw new Error(`${received} of ${count} replies before the server closed`);
  } catch (error) {
    if (error instanceof ConnectError) throw error;
    throw new Error(`verification: ${(error as Error).message}`, { cause: error });
  } finally {
    socket.destroy();
  }
}

async function sendCut(socket: Socket, [first, ...others]: readonly Buffer[]): Promise<void> {
  const alone = first?.subarray(0, singleBytes) ?? [];
  for (const byte of alone) await new Promise((resolve) => socket.write(Uint8Array.of(byte), resolve));
  socket.end(Buffer.concat([first?.subarray(singleBytes) ?? Buffer.alloc(0), ...others]));
}

/** Resolves with the number of replies when the server has closed its side. */
async function receiveAll(
  socket: Socket,
  exchange: ReturnType<typeof createExchange>,
  deadlineMs: number,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let received = 0;
  const deadline = setTimeout(() => reject(new Error(`no end of the replies within ${deadlineMs} ms`)), deadlineMs);
  socket.on('data', (chunk: Buffer) => {
    try {
      exchange.receive(chunk, () => received++);
    } catch (error) {
      reject(error);
    }
  });
  socket.on('end', () => {
    try {
      exchange.end(() => received++);
      resolve(received);
    } catch (error) {
      reject(error);
    }
  });
  socket.on('error', reject);
  socket.on('close', () => reject(new Error('connection closed before the end of the replies')));
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
  }
}
