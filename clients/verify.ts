/**
 * The equivalence contract in short form, at the head of every trial: no pass, no number. On a connection of its own:
 * a request by itself, whose reply is timed; then another, sent byte by byte, and the others in one write, then FIN;
 * every reply must come back right and in order, and then the server's FIN. Where a connection carries one exchange,
 * one request on each of as many connections, the first of them whole. Of a mixture every class is asked for.
 */
import { Buffer } from 'node:buffer';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../protocol/endpoint.ts';
import { exchangesPerConnection } from '../protocol/framing/framing.ts';
import { ConnectError } from './connect-error.ts';
import { dialled } from './dial.ts';
import type { Driver, DriverSocket, SocketEvents } from './drivers/driver.ts';
import { createExchange, type Exchange, type ExchangeSpec } from './exchange.ts';
import { monotonicNs, type Connected } from './load.ts';
import { openSocket } from './open-socket.ts';
import { classesInTurn } from './request-classes.ts';

const fewestRequests = 3;
/** So long the first request stays alone. A server may have misunderstood it, and reply only when it knows the end. */
const patienceMs = 200;
/** Of the request that is cut, how many bytes travel alone: enough for every header, and bounded for large payloads. */
const singleBytes = 96;

/**
 * @throws ConnectError when there is no server, Error with one sentence when it breaks the contract or is silent for
 * `deadlineMs`
 */
export async function verifyServer(
  driver: Driver,
  endpoint: Endpoint,
  spec: ExchangeSpec,
  deadlineMs: number,
): Promise<Connected> {
  const requests = Math.max(fewestRequests, spec.service.kind === 'mix' ? spec.service.classes.length : 0);
  const perConnection = Math.min(requests, exchangesPerConnection(spec.framing));
  const exchangeFrom = (sent: number) => createExchange(spec, (classes) => classesInTurn(classes, sent));
  const first = await verifyConnection(
    driver,
    endpoint,
    exchangeFrom(0),
    { whole: 1, cut: perConnection - 1 },
    deadlineMs,
  );
  for (let sent = perConnection; sent < requests; sent += perConnection) {
    await verifyConnection(driver, endpoint, exchangeFrom(sent), { whole: 0, cut: perConnection }, deadlineMs);
  }
  return { firstExchangeNs: first };
}

/**
 * Returns when the server has served a connection of its own, and with it has accepted those that came before.
 * @throws as `verifyServer` does
 */
export async function untilAllAccepted(
  driver: Driver,
  endpoint: Endpoint,
  spec: ExchangeSpec,
  deadlineMs: number,
): Promise<void> {
  await verifyConnection(driver, endpoint, createExchange(spec), { whole: 1, cut: 0 }, deadlineMs);
}

/** Returns the nanoseconds from connect() to the first reply. */
async function verifyConnection(
  driver: Driver,
  endpoint: Endpoint,
  exchange: Exchange,
  { whole, cut }: { readonly whole: number; readonly cut: number },
  deadlineMs: number,
): Promise<number> {
  exchange.thorough = true;
  const wires = Array.from({ length: whole + cut }, () => Buffer.from(exchange.request()));
  const replies = new Replies(exchange);
  const startNs = monotonicNs();
  const socket = await openSocket(driver, dialled(endpoint), replies, deadlineMs);
  const deadline = setTimeout(() => replies.fail(`no end of the replies within ${deadlineMs} ms`), deadlineMs);
  try {
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
    clearTimeout(deadline);
    socket.destroy();
  }
}

/** Nothing follows before the reply is here, or it takes too long. */
async function sendWhole(
  socket: DriverSocket,
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

/** Between two bytes the event loop has a turn, and the server time to read them one by one. */
async function sendCut(socket: DriverSocket, [first, ...others]: readonly Buffer[]): Promise<void> {
  const alone = first?.subarray(0, singleBytes) ?? [];
  for (const byte of alone) {
    socket.write(Uint8Array.of(byte));
    await turn();
  }
  socket.end(Buffer.concat([first?.subarray(singleBytes) ?? Buffer.alloc(0), ...others]));
}

/** The replies of one connection, being received and checked. */
class Replies implements Omit<SocketEvents, 'onConnect'> {
  readonly #exchange: Exchange;
  readonly #first = Promise.withResolvers<number>();
  readonly #all = Promise.withResolvers<number>();
  #received = 0;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    // A failure while something is still being sent is told to whoever waits for the replies afterwards.
    this.all.catch(() => {});
  }

  /** When the first was here (monotonic clock, nanoseconds); never without one. */
  get first(): Promise<number> {
    return this.#first.promise;
  }

  /** How many there were, when the server has closed its side. */
  get all(): Promise<number> {
    return this.#all.promise;
  }

  fail(why: string): void {
    this.#all.reject(new Error(why));
  }

  onRead(bytes: Uint8Array): void {
    try {
      this.#exchange.receive(bytes, this.#onReply);
    } catch (error) {
      this.#all.reject(error);
    }
  }

  onEnd(): void {
    try {
      this.#exchange.end(this.#onReply);
      this.#all.resolve(this.#received);
    } catch (error) {
      this.#all.reject(error);
    }
  }

  onError(error: NodeJS.ErrnoException): void {
    this.#all.reject(error);
  }

  onClose(): void {
    this.fail('connection closed before the end of the replies');
  }

  readonly #onReply = (): void => {
    if (this.#received++ === 0) this.#first.resolve(monotonicNs());
  };
}
