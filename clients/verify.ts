/**
 * The equivalence contract in short form, at the head of every trial: no pass, no number. On a connection of its own:
 * a request by itself, whose reply is timed; then another, sent byte by byte, and the others in one write, then FIN;
 * every reply must come back right and in order, and then the server's FIN. Where a connection carries one exchange,
 * one request on each of as many connections, the first of them whole.
 */
import { connect, type Socket } from 'node:net';
import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../protocol/endpoint.ts';
import { exchangesPerConnection } from '../protocol/framing/framing.ts';
import { connected, ConnectError } from './connect-error.ts';
import { dialled } from './dial.ts';
import { createExchange, type ExchangeSpec } from './exchange.ts';
import { monotonicNs, type Connected } from './load.ts';

const requests = 3;
/** So long the first request stays alone. A server may have misunderstood it, and reply only when it knows the end. */
const patienceMs = 200;
/** Of the request that is cut, how many bytes travel alone: enough for every header, and bounded for large payloads. */
const singleBytes = 96;

/**
 * @throws ConnectError when there is no server, Error with one sentence when it breaks the contract or is silent for
 * `deadlineMs`
 */
export async function verifyServer(endpoint: Endpoint, spec: ExchangeSpec, deadlineMs: number): Promise<Connected> {
  const perConnection = Math.min(requests, exchangesPerConnection(spec.framing));
  const first = await verifyConnection(endpoint, spec, { whole: 1, cut: perConnection - 1 }, deadlineMs);
  for (let sent = perConnection; sent < requests; sent += perConnection) {
    await verifyConnection(endpoint, spec, { whole: 0, cut: perConnection }, deadlineMs);
  }
  return { firstExchangeNs: first };
}

/** Returns the nanoseconds from connect() to the first reply. */
async function verifyConnection(
  endpoint: Endpoint,
  spec: ExchangeSpec,
  { whole, cut }: { readonly whole: number; readonly cut: number },
  deadlineMs: number,
): Promise<number> {
  const exchange = createExchange(spec);
  exchange.thorough = true;
  const wires = Array.from({ length: whole + cut }, () => Buffer.from(exchange.request()));
  const startNs = monotonicNs();
  const socket = connect({ ...dialled(endpoint), noDelay: true, allowHalfOpen: true });
  try {
    await connected(socket, deadlineMs);
    const replies = receiveAll(socket, exchange, deadlineMs);
    // A failure while sending is reported by the receiving side; it must not end the process meanwhile.
    replies.all.catch(() => {});
    const left = [...wires];
    if (whole > 0) await sendWhole(socket, left.splice(0, whole), left.length === 0, replies.first);
    if (left.length > 0) await sendCut(socket, left);
    const received = await replies.all;
    if (received !== wires.length) {
      throw new Error(`${received} of ${wires.length} replies before the server closed`);
    }
    return (await replies.first) - startNs;
  } catch (error) {
    if (error instanceof ConnectError) throw error;
    throw new Error(`verification: ${(error as Error).message}`, { cause: error });
  } finally {
    socket.destroy();
  }
}

/** Nothing follows before the reply is here, or it takes too long. */
async function sendWhole(
  socket: Socket,
  wires: readonly Buffer[],
  isAll: boolean,
  reply: Promise<number>,
): Promise<void> {
  const bytes = Buffer.concat(wires);
  if (isAll) socket.end(bytes);
  else socket.write(bytes);
  const impatience = new AbortController();
  const { signal } = impatience;
  await Promise.race([reply, sleep(patienceMs, undefined, { signal }).catch(() => {})]);
  impatience.abort();
}

async function sendCut(socket: Socket, [first, ...others]: readonly Buffer[]): Promise<void> {
  const alone = first?.subarray(0, singleBytes) ?? [];
  for (const byte of alone) await new Promise((resolve) => socket.write(Uint8Array.of(byte), resolve));
  socket.end(Buffer.concat([first?.subarray(singleBytes) ?? Buffer.alloc(0), ...others]));
}

interface Replies {
  /** When the first was here (monotonic clock, nanoseconds); never without one. */
  readonly first: Promise<number>;
  /** How many there were, when the server has closed its side. */
  readonly all: Promise<number>;
}

function receiveAll(socket: Socket, exchange: ReturnType<typeof createExchange>, deadlineMs: number): Replies {
  const first = Promise.withResolvers<number>();
  const all = Promise.withResolvers<number>();
  let received = 0;
  const onReply = (): void => {
    if (received++ === 0) first.resolve(monotonicNs());
  };
  const deadline = setTimeout(() => all.reject(new Error(`no end of the replies within ${deadlineMs} ms`)), deadlineMs);
  socket.on('data', (chunk: Buffer) => {
    try {
      exchange.receive(chunk, onReply);
    } catch (error) {
      all.reject(error);
    }
  });
  socket.on('end', () => {
    try {
      exchange.end(onReply);
      all.resolve(received);
    } catch (error) {
      all.reject(error);
    }
  });
  socket.on('error', all.reject);
  socket.on('close', () => {
    clearTimeout(deadline);
    all.reject(new Error('connection closed before the end of the replies'));
  });
  return { first: first.promise, all: all.promise };
}
