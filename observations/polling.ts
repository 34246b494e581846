/**
 * One thread and many connections, of which one has a message every 10 ms and the others have none: what it takes to
 * receive these, by how the thread finds out whose turn it is (watches.ts).
 */
import { Buffer } from 'node:buffer';
import { currentThreadId, threadCpuNs } from '../native/clocks.ts';
import { fdSetBits } from '../native/readiness.ts';
import { recv } from '../native/sockets.ts';
import { parseName } from '../protocol/flags.ts';
import { connectPairs, type ConnectedPairs } from './connected-pairs.ts';
import { NodeSockets } from './node-sockets.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';
import { messageBytes, startPacedSender, type PacedSender } from './paced-sender.ts';
import { watches, type Watch } from './watches.ts';

const messages = 20;
const intervalMs = 10;
/** So that the code is compiled: less is needed than for a look. */
const warmUpMessages = 20;
const longestMs = 10_000;
/** What fits into glibc's sets, beside the descriptors of the program itself. */
const mostIdle = fdSetBits - 64;

const receivers = {
  busy: (pairs) => receiveBy(watches.busy, pairs),
  select: (pairs) => receiveBy(watches.select, pairs),
  poll: (pairs) => receiveBy(watches.poll, pairs),
  epoll: (pairs) => receiveBy(watches.epoll, pairs),
  node: receiveInNode,
} as const satisfies Record<string, (pairs: ConnectedPairs) => Receiver>;
const ways = Object.keys(receivers) as (keyof typeof receivers)[];

export const polling = defineObservation({
  name: 'polling',
  description:
    'a message every 10 ms, and idle connections beside it: processor time of a message, calls of recv for it (count), and those that found nothing (share); by busy, select, poll, epoll or node (libuv)',
  parameters: { way: 'select', idle: 100 },
  server: 'none',
  open: async ({ way, idle }): Promise<Observing> => {
    const name = parseName('--set way', way, ways);
    requireWhole('idle', idle, 0, mostIdle);
    await using held = new AsyncDisposableStack();
    const pairs = held.use(connectPairs(idle + 1));
    // Those before and behind it are looked at for nothing, as on average.
    const busy = pairs.connecting[idle >> 1] as number;
    const receiver = held.use(receivers[name](pairs));
    const sender = held.use(await startPacedSender(busy, intervalMs));
    await receiveAll(receiver, sender, warmUpMessages);
    const all = held.move();
    return {
      observe: () => receiveAll(receiver, sender, messages),
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  },
});

/** Of what has been ordered, so many bytes; what is known of the calls that it took. */
interface Receiver extends AsyncDisposable {
  receive(bytes: number): Promise<Omit<Seen, 'cpuNs'>>;
}

async function receiveAll(receiver: Receiver, sender: PacedSender, wanted: number): Promise<Seen> {
  const thread = currentThreadId();
  const before = threadCpuNs(thread) ?? Number.NaN;
  sender.order(wanted);
  const { count, ...seen } = await receiver.receive(wanted * messageBytes);
  const usedNs = (threadCpuNs(thread) ?? Number.NaN) - before;
  return { ...seen, cpuNs: usedNs / wanted, ...(count !== undefined && { count: count / wanted }) };
}

/** Its loop is not to be seen into: how often it called recv is unknown. */
function receiveInNode(pairs: ConnectedPairs): Receiver {
  const sockets = new NodeSockets(pairs.takeAccepted());
  return {
    async receive(bytes) {
      await sockets.receive(bytes, longestMs);
      return {};
    },
    [Symbol.asyncDispose]: () => sockets[Symbol.asyncDispose](),
  };
}

function receiveBy(watch: (connections: readonly number[]) => Watch, { accepted }: ConnectedPairs): Receiver {
  const watching = watch(accepted);
  return {
    async receive(bytes) {
      const received = new Received();
      const receive = (fd: number) => received.from(fd);
      const startMs = performance.now();
      let turns = 0;
      while (received.bytes < bytes) {
        watching.turn(receive);
        turns++;
        if (performance.now() - startMs > longestMs)
          throw new Error(`${received.bytes} B of ${bytes} B have come in ${longestMs} ms`);
      }
      return {
        count: received.attempts,
        share: { events: received.forNothing, of: received.attempts },
        facts: { turns, 'calls of recv': received.attempts },
      };
    },
    async [Symbol.asyncDispose]() {
      watching.close();
    },
  };
}

class Received {
  bytes = 0;
  attempts = 0;
  forNothing = 0;
  readonly #input = Buffer.allocUnsafe(messageBytes);

  from(fd: number): void {
    this.attempts++;
    const got = recv(fd, this.#input, messageBytes, 0);
    if (got === 0) throw new Error('a connection ended while messages were expected on it');
    if (got > 0) this.bytes += got;
    else this.forNothing++;
  }
}
