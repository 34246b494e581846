/**
 * How long an exchange takes whose request is a header and a body: in two writes, in two that are corked together, or in one. Nagle's
 * algorithm holds a small segment back while one before it is not acknowledged (RFC 9293, section 3.7.4), and the peer, who waits for
 * the second part, acknowledges the first one late (section 3.8.6.3): each waits for the other.
 */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { parseName } from '../protocol/flags.ts';
import { medianOf } from './counting.ts';
import { tcpCounters } from './kernel-counters.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';

const header = Buffer.alloc(5, '00064');
const body = Buffer.alloc(64, 'x');
const both = Buffer.concat([header, body]);
const reply = Buffer.alloc(64, 'y');

const ways = {
  two: (socket) => {
    socket.write(header);
    socket.write(body);
  },
  corked: (socket) => {
    socket.cork();
    socket.write(header);
    socket.write(body);
    socket.uncork();
  },
  joined: (socket) => {
    socket.write(both);
  },
} as const satisfies Record<string, (socket: Socket) => void>;
type Way = keyof typeof ways;

/** An acknowledgement is delayed by 40 ms on Linux (TCP_DELACK_MIN), and by up to 500 ms elsewhere. */
const delayedMs = 30;
/** The kernel acknowledges at once while a connection is young. */
const warmUps = 3;

export const twoWrites = defineObservation({
  name: 'two-writes',
  description:
    'exchanges whose request is a header and a body, writes two, corked or joined: those that took 30 ms or more (share), and how long (time)',
  parameters: { writes: 'two', noDelay: false, connections: 8, exchanges: 6 },
  server: 'none',
  open: async ({ writes, noDelay, connections, exchanges }): Promise<Observing> => {
    const way = parseName('--set writes', writes, Object.keys(ways) as Way[]);
    requireWhole('connections', connections, 1, 500);
    requireWhole('exchanges', exchanges, 1, 1000);
    return {
      observe: () => exchangeOften({ way, noDelay, connections, exchanges }),
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

interface Wanted {
  readonly way: Way;
  readonly noDelay: boolean;
  readonly connections: number;
  readonly exchanges: number;
}

async function exchangeOften({ way, noDelay, connections, exchanges }: Wanted): Promise<Seen> {
  const accepted = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    accepted.add(socket);
    answer(socket);
  }).listen(0, '127.0.0.1');
  const clients: Socket[] = [];
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    for (let nth = 0; nth < connections; nth++) clients.push(connect({ host: '127.0.0.1', port, noDelay }));
    const before = tcpCounters()?.get('DelayedACKs');
    const all = await Promise.all(clients.map((client) => exchange(client, ways[way], exchanges)));
    const after = tcpCounters()?.get('DelayedACKs');
    const first = all.flatMap((tookMs) => tookMs.slice(0, warmUps));
    const tookMs = all.flatMap((one) => one.slice(warmUps));
    return {
      share: { events: countDelayed(tookMs), of: tookMs.length },
      durationNs: 1e6 * medianOf(tookMs),
      facts: {
        [`delayed of the first ${first.length} exchanges`]: countDelayed(first),
        ...(before === undefined || after === undefined ? {} : { TcpExtDelayedACKs: after - before }),
      },
    };
  } finally {
    for (const socket of [...clients, ...accepted]) socket.destroy();
    const closed = once(server, 'close');
    server.close();
    await closed;
  }
}

function countDelayed(tookMs: readonly number[]): number {
  return tookMs.filter((ms) => ms >= delayedMs).length;
}

/** When it has all of a request, in one write. */
function answer(socket: Socket): void {
  let got = 0;
  socket.on('data', (chunk: Buffer) => {
    got += chunk.length;
    if (got < both.length) return;
    got -= both.length;
    socket.write(reply);
  });
  // Its client hears of it, too, and says so.
  socket.on('error', () => {});
}

/** Milliseconds each, one after the other on a connection, those to warm up first. */
async function exchange(socket: Socket, write: (socket: Socket) => void, exchanges: number): Promise<number[]> {
  await once(socket, 'connect');
  const tookMs: number[] = [];
  while (tookMs.length < warmUps + exchanges) {
    const startMs = performance.now();
    write(socket);
    for (let got = 0; got < reply.length;) got += ((await once(socket, 'data')) as [Buffer])[0].length;
    tookMs.push(performance.now() - startMs);
  }
  return tookMs;
}
