/**
 * How long it takes until somebody notices that the other side is gone without a word: neither FIN nor RST, as when a machine
 * loses its power. Whoever steers silences the network between an observer and a server of ours that have talked before.
 *
 *     nothing        nothing set: of the connections every other one waits for data, and the others send a message
 *     sending        nothing set, and all send
 *     keep-alive     waits; the kernel asks after 1 s, once, and gives up 1 s later
 *     idle-timeout   waits; the application gives up after 500 ms
 *     user-timeout   sends; the kernel gives up when that is not acknowledged within 500 ms (TCP_USER_TIMEOUT)
 */
import type { Socket } from 'node:net';
import type { Endpoint } from '../protocol/endpoint.ts';
import { parseName, UserError } from '../protocol/flags.ts';
import { createPayload } from '../protocol/payload.ts';
import { lengthPrefixed, untilReceived } from './exchange.ts';
import { defineObservation, type Around, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';
import { givenUpAfterMs, hypotheticalTimeoutMs, retries, setRetries, usualRetries } from './retransmission.ts';
import { connectWith, type Options } from './connect-with.ts';

const payloadBytes = 64;
const mostConnections = 500;
const timeoutMs = 500;

interface Way {
  readonly sends: 'all' | 'none' | 'every other';
  readonly options: Options;
  /** After which the application gives up by itself. */
  readonly idleMs: number | null;
}

const plain = { sends: 'none', options: {}, idleMs: null } as const satisfies Way;
const ways = {
  nothing: { ...plain, sends: 'every other' },
  sending: { ...plain, sends: 'all' },
  'keep-alive': { ...plain, options: { keepAlive: { idleSeconds: 1, intervalSeconds: 1, probes: 1 } } },
  'idle-timeout': { ...plain, idleMs: timeoutMs },
  'user-timeout': { ...plain, sends: 'all', options: { userTimeoutMs: timeoutMs } },
} as const satisfies Record<string, Way>;
const wayNames = Object.keys(ways) as readonly (keyof typeof ways)[];

export const silence = defineObservation({
  name: 'silence',
  description: `connections to a server of ours whose network falls silent: how many noticed it (share), and when; way: ${wayNames.join(', ')}; retries: tcp_retries2`,
  parameters: { way: 'nothing', connections: 10, lookMs: 2500, retries: usualRetries },
  server: 'needed',
  open: async ({ way, connections, lookMs, retries: count }, around): Promise<Observing> => {
    const chosen = ways[parseName('--set way', way, wayNames)];
    requireWhole('connections', connections, 1, mostConnections);
    requireWhole('lookMs', lookMs, 1, 60_000);
    requireWhole('retries', count, 0, usualRetries);
    const { server } = around;
    if (server?.kind !== 'tcp') throw new UserError('--connect: use HOST:PORT, for a path is in no network');
    const look = { way: chosen, connections, lookMs, retries: count };
    return { observe: () => lookAt(server, look, around), [Symbol.asyncDispose]: async () => {} };
  },
});

interface Look {
  readonly way: Way;
  readonly connections: number;
  readonly lookMs: number;
  readonly retries: number;
}

async function lookAt(server: Endpoint, look: Look, around: Around): Promise<Seen> {
  const message = lengthPrefixed(createPayload(around.seed, payloadBytes));
  await using held = new AsyncDisposableStack();
  const sockets: Socket[] = [];
  for (let connection = 0; connection < look.connections; connection += 1) {
    const socket = connectWith(server, look.way.options);
    // What the other side still holds of it goes when the network is back.
    held.defer(() => void socket.resetAndDestroy());
    socket.write(message);
    await untilReceived(socket, message.length);
    sockets.push(socket);
  }
  await around.network('silence');
  held.defer(() => around.network('restore'));
  const before = retries();
  // Not before: without a network of its own it would be that of the machine.
  if (look.retries !== before) {
    setRetries(look.retries);
    held.defer(() => setRetries(before));
  }
  const outcomes = await Promise.all(
    sockets.map(async (socket, at): Promise<Outcome> => {
      const sends = look.way.sends === 'all' || (look.way.sends === 'every other' && at % 2 === 1);
      return { sends, noticed: await notice(socket, look, sends ? message : null) };
    }),
  );
  return { ...seenOf(outcomes), facts: factsOf(outcomes, look.retries) };
}

interface Outcome {
  readonly sends: boolean;
  /** Null: not within the look. */
  readonly noticed: Noticed | null;
}

interface Noticed {
  readonly afterMs: number;
  /** The error by its name, or what the application said. */
  readonly how: string;
}

/** @param message what is sent to the other side, or null. @throws Error when something is heard of it */
async function notice(socket: Socket, { way, lookMs }: Look, message: Buffer | null): Promise<Noticed | null> {
  const { promise, resolve, reject } = Promise.withResolvers<Noticed | null>();
  const startMs = performance.now();
  const tell = (how: string) => resolve({ afterMs: performance.now() - startMs, how });
  const heard = (what: string) => reject(new Error(`${what} came over a network that had been silenced`));
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') heard('a reset');
    else tell(error.code ?? error.message);
  });
  socket.on('data', () => heard('data'));
  socket.on('end', () => heard('an end'));
  if (way.idleMs !== null) socket.setTimeout(way.idleMs, () => tell('timeout of the application'));
  if (message !== null) socket.write(message);
  const over = setTimeout(() => resolve(null), lookMs);
  try {
    return await promise;
  } finally {
    clearTimeout(over);
  }
}

function seenOf(outcomes: readonly Outcome[]): Seen {
  const times = outcomes.flatMap(({ noticed }) => noticed?.afterMs ?? []).toSorted((a, b) => a - b);
  const middle = times[times.length >> 1];
  return {
    share: { events: times.length, of: outcomes.length },
    ...(middle === undefined ? {} : { durationNs: 1e6 * middle }),
  };
}

function factsOf(outcomes: readonly Outcome[], count: number): NonNullable<Seen['facts']> {
  const byHow = Map.groupBy(
    outcomes,
    ({ sends, noticed }) => `${sends ? 'sending' : 'waiting'}: ${noticed?.how ?? 'not noticed'}`,
  );
  return {
    ...Object.fromEntries([...byHow].map(([how, these]) => [how, these.length])),
    tcp_retries2: count,
    'sending is given up after at least, computed, s': hypotheticalTimeoutMs(count) / 1000,
    'sending is given up after about, computed, s': givenUpAfterMs(count) / 1000,
  };
}
