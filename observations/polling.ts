/**
 * One thread and many connections, of which one has a message every 10 ms and the others have none: what it takes to
 * receive these, by how the thread finds out whose turn it is (watches.ts).
 */
import { Buffer } from 'node:buffer';
import { currentThreadId, threadCpuNs } from '../native/clocks.ts';
import { fdSetBits } from '../native/readiness.ts';
import { recv } from '../native/sockets.ts';
import { parseName } from '../protocol/flags.ts';
import { connectPairs } from './connected-pairs.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';
import { messageBytes, startPacedSender, type PacedSender } from './paced-sender.ts';
import { watches, watchNames, type Watch } from './watches.ts';

const messages = 20;
const intervalMs = 10;
/** So that the code is compiled: less is needed than for a look. */
const warmUpMessages = 20;
const longestMs = 10_000;
/** What fits into glibc's sets, beside the descriptors of the program itself. */
const mostIdle = fdSetBits - 64;

export const polling = defineObservation({
  name: 'polling',
  description:
    'a message every 10 ms, and idle connections beside it: processor time of a message, calls of recv for it (count), and those that found nothing (share); by busy, select, poll or epoll',
  parameters: { way: 'select', idle: 100 },
  server: 'none',
  open: async ({ way, idle }): Promise<Observing> => {
    const watch = watches[parseName('--set way', way, watchNames)];
    requireWhole('idle', idle, 0, mostIdle);
    await using held = new AsyncDisposableStack();
    const { accepted, connecting } = held.use(connectPairs(idle + 1));
    const watching = watch(accepted);
    held.defer(() => watching.close());
    // Those before and behind it are looked at for nothing, as on average.
    const busy = connecting[idle >> 1] as number;
    const sender = held.use(await startPacedSender(busy, intervalMs));
    receiveAll(watching, sender, warmUpMessages);
    const all = held.move();
    return {
      observe: async () => receiveAll(watching, sender, messages),
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  },
});

function receiveAll(watch: Watch, sender: PacedSender, wanted: number): Seen {
  const thread = currentThreadId();
  const received = new Received();
  const receive = (fd: number) => received.from(fd);
  let turns = 0;
  const startMs = performance.now();
  const before = threadCpuNs(thread) ?? Number.NaN;
  sender.order(wanted);
  while (received.bytes < wanted * messageBytes) {
    watch.turn(receive);
    turns++;
    if (performance.now() - startMs > longestMs)
      throw new Error(`${received.bytes} B of ${wanted} messages of ${messageBytes} B have come in ${longestMs} ms`);
  }
  const usedNs = (threadCpuNs(thread) ?? Number.NaN) - before;
  return {
    cpuNs: usedNs / wanted,
    count: received.attempts / wanted,
    share: { events: received.forNothing, of: received.attempts },
    facts: { turns, 'calls of recv': received.attempts },
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
