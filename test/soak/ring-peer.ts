/**
 * One end of a ring, as a thread or a process of its own: writes messages of random sizes, or reads and compares them.
 * Every word of a message tells which message it is of, so that a lost, repeated or torn one is seen.
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { PeerGoneError } from '../../ipc/channel.ts';
import { memoryOf } from '../../ipc/copy-short.ts';
import { longestMessage, ringBytes, RingReader, RingWriter, type RingPlace } from '../../ipc/ring.ts';
import { threadSleeper, type Sleeper, type Wait, type Waiting } from '../../ipc/wait.ts';
import { currentThreadId } from '../../native/clocks.ts';
import { futexOf } from '../../native/futex.ts';
import { mapSharedMemory } from '../../native/shared-memory.ts';
import { isProcessAlive, isThreadAlive } from '../../native/thread-state.ts';

export interface RingOrder {
  readonly wait: Wait;
  readonly role: 'write' | 'read';
  readonly capacity: number;
  /** Messages; null: until the other end is gone. */
  readonly count: number | null;
  readonly seed: number;
  /** Between threads the memory, between processes a descriptor of it. */
  readonly memory: SharedArrayBuffer | { readonly descriptor: number };
  /** Whom to ask for; null: nobody, it lives. */
  readonly peer: { readonly processId: number } | { readonly threadId: number } | null;
}

export type RingWord =
  | { readonly kind: 'started'; readonly threadId: number }
  | { readonly kind: 'done'; readonly messages: number; readonly elapsedMs: number }
  | { readonly kind: 'gone'; readonly messages: number }
  | { readonly kind: 'wrong'; readonly message: string };

/** Of ten messages nine are short, as messages are; one may be as long as the ring takes. */
function nextLength(random: () => number, longest: number): number {
  return random() % 10 === 0 ? random() % (longest + 1) : random() % 128;
}

/** xorshift32 (Marsaglia 2003). */
function randomFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const wordOf = (number: number, at: number) => (Math.imul(number, 0x9e_37_79_b1) + at) | 0;

function write(ring: RingWriter, order: RingOrder, written: () => void): void {
  const random = randomFrom(order.seed);
  const longest = longestMessage(order.capacity);
  const message = memoryOf(new Uint8Array(longest + 4));
  for (let number = 0; order.count === null || number < order.count; number++) {
    const length = nextLength(random, longest);
    for (let at = 0; at < length; at += 4) message.words.setInt32(at, wordOf(number, at));
    ring.write(message, 0, length);
    // Some alone, some several at a time.
    if (random() % 4 > 0) ring.publish();
    written();
  }
  ring.publish();
}

function read(ring: RingReader, order: RingOrder, received: () => void): void {
  const random = randomFrom(order.seed);
  const longest = longestMessage(order.capacity);
  const { words } = ring.memory;
  for (let number = 0; order.count === null || number < order.count; number++) {
    const length = nextLength(random, longest);
    random();
    ring.receive();
    if (ring.end - ring.start !== length) {
      throw new Error(`message ${number} has ${ring.end - ring.start} bytes instead of ${length}`);
    }
    for (let at = 0; at + 4 <= length; at += 4) {
      if (words.getInt32(ring.start + at) !== wordOf(number, at)) throw new Error(`message ${number} is torn at ${at}`);
    }
    ring.release();
    received();
  }
}

function placeOf({ memory, capacity }: RingOrder): RingPlace {
  if (memory instanceof SharedArrayBuffer) return { memory, offset: 0, capacity };
  return { memory: mapSharedMemory(memory.descriptor, ringBytes(capacity)), offset: 0, capacity };
}

function waitingOf({ wait, memory, peer }: RingOrder): Waiting {
  const isPeerAlive =
    peer === null
      ? () => true
      : 'processId' in peer
        ? () => isProcessAlive(peer.processId)
        : () => isThreadAlive(peer.threadId);
  return { wait, sleeperOn: memory instanceof SharedArrayBuffer ? threadSleeper : futexSleeper, isPeerAlive };
}

function futexSleeper(words: Int32Array): Sleeper {
  const futex = futexOf(words.buffer as ArrayBuffer);
  return {
    sleep: (word, value, timeoutMs) => futex.wait(word, value, timeoutMs),
    wake: (word) => futex.wake(word),
  };
}

function main(order: RingOrder, say: (word: RingWord) => void): void {
  let messages = 0;
  const count = () => void messages++;
  const startMs = performance.now();
  try {
    const place = placeOf(order);
    const waiting = waitingOf(order);
    if (order.role === 'write') {
      const ring = new RingWriter(place, waiting);
      say({ kind: 'started', threadId: currentThreadId() });
      write(ring, order, count);
    } else {
      const ring = new RingReader(place, waiting);
      say({ kind: 'started', threadId: currentThreadId() });
      read(ring, order, count);
    }
    say({ kind: 'done', messages, elapsedMs: performance.now() - startMs });
  } catch (error) {
    if (error instanceof PeerGoneError) say({ kind: 'gone', messages });
    else say({ kind: 'wrong', message: (error as Error).message });
  }
}

if (isMainThread) {
  main(
    JSON.parse(process.argv[2] ?? '') as RingOrder,
    (word) => void process.stdout.write(`${JSON.stringify(word)}\n`),
  );
} else main(workerData as RingOrder, (word) => parentPort?.postMessage(word));
