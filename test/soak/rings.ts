/** The ring under load and with peers that die: the large figures of its tests, for each way to wait, and both kinds of memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ringBytes } from '../../ipc/ring.ts';
import { lookAfterMs, type Wait } from '../../ipc/wait.ts';
import { formatQuantity } from '../../runner/report/text/format.ts';
import { milliseconds, ratePerSecond } from '../../runner/result/quantity.ts';
import { createSharedMemory } from '../../native/shared-memory.ts';
import type { ChannelPart } from './part.ts';
import type { RingOrder, RingWord } from './ring-peer.ts';

/** Small, so that it is full and empty often, and its end is met all the time. */
const capacity = 65_536;
const entry = new URL('ring-peer.ts', import.meta.url);

/** One end while it runs. */
interface Peer extends AsyncDisposable {
  readonly processId: number;
  readonly threadId: number;
  /** How it ended, by its own words; null when it was killed. */
  readonly ended: Promise<RingWord | null>;
  kill(): Promise<void>;
}

async function startThread(order: RingOrder): Promise<Peer> {
  const worker = new Worker(entry, { workerData: order });
  const words = new Words();
  worker.on('message', (word: RingWord) => words.take(word));
  worker.on('error', (error: Error) => words.take({ kind: 'wrong', message: error.message }));
  worker.on('exit', () => words.end());
  const threadId = await words.started;
  const kill = async () => void (await worker.terminate());
  return { processId: process.pid, threadId, ended: words.ended, kill, [Symbol.asyncDispose]: kill };
}

async function startProcess(order: RingOrder & { readonly memory: { readonly descriptor: number } }): Promise<Peer> {
  const { descriptor } = order.memory;
  const inChild = { ...order, memory: { descriptor: 3 } };
  const child = spawn(process.execPath, [fileURLToPath(entry), JSON.stringify(inChild)], {
    stdio: ['ignore', 'pipe', 'inherit', descriptor],
  });
  const exited = once(child, 'exit');
  const words = new Words();
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) =>
    words.take(JSON.parse(line) as RingWord),
  );
  child.on('close', () => words.end());
  const threadId = await words.started;
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { processId: child.pid as number, threadId, ended: words.ended, kill, [Symbol.asyncDispose]: kill };
}

class Words {
  readonly #started = Promise.withResolvers<number>();
  readonly #ended = Promise.withResolvers<RingWord | null>();

  get started(): Promise<number> {
    return this.#started.promise;
  }

  get ended(): Promise<RingWord | null> {
    return this.#ended.promise;
  }

  take(word: RingWord): void {
    if (word.kind === 'started') this.#started.resolve(word.threadId);
    else this.#ended.resolve(word);
    if (word.kind === 'wrong') this.#started.reject(new Error(word.message));
  }

  end(): void {
    this.#ended.resolve(null);
    this.#started.reject(new Error('it ended before it began'));
    this.#started.promise.catch(() => {});
  }
}

/** Memory for one ring, and how it is let go. */
function newMemory(between: 'threads' | 'processes') {
  if (between === 'threads') {
    return { memory: new SharedArrayBuffer(ringBytes(capacity)), [Symbol.dispose]: () => {} };
  }
  const descriptor = createSharedMemory(ringBytes(capacity));
  return { memory: { descriptor }, [Symbol.dispose]: () => closeSync(descriptor) };
}

/** `shm-ring-block` as what it is made of. */
function partsOf(name: string): { readonly between: 'threads' | 'processes'; readonly wait: Wait } {
  const [kind, , wait] = name.split('-');
  return { between: kind === 'sab' ? 'threads' : 'processes', wait: wait as Wait };
}

export const ringMessages: ChannelPart = {
  name: 'ring-messages',
  of: 'rings',
  title: 'of random sizes through each ring: none is lost, none comes twice, none is torn',
  size: 10_000_000,
  unit: 'messages',
  limitMs: 900_000,
  async run(name, size) {
    const { between, wait } = partsOf(name);
    using ring = newMemory(between);
    const common = { wait, capacity, count: size, seed: 20_260_101, memory: ring.memory } as const;
    await using reader = await startThread({ ...common, role: 'read', peer: null });
    const writing = { ...common, role: 'write', peer: { threadId: reader.threadId } } as const;
    await using writer = await startWriter(writing, between);
    const [read, written] = await Promise.all([reader.ended, writer.ended]);
    const failures = [read, written].flatMap((word) => {
      if (word?.kind === 'done' && word.messages === size) return [];
      return [word?.kind === 'wrong' ? word.message : `${word?.kind ?? 'an end died'} before the last message`];
    });
    const seconds = read?.kind === 'done' ? read.elapsedMs / 1000 : Number.NaN;
    return { failures, figures: { rate: formatQuantity(size / seconds, ratePerSecond) } };
  },
};

async function startWriter(order: RingOrder, between: 'threads' | 'processes'): Promise<Peer> {
  if (between === 'threads') return await startThread(order);
  // Of a thread of another process nobody could tell whether it lives.
  const { memory } = order;
  if (memory instanceof SharedArrayBuffer) throw new Error('processes cannot share a SharedArrayBuffer');
  return await startProcess({ ...order, memory, peer: { processId: process.pid } });
}

/** The survivor hears of it within this time; what an end says of itself is `lookAfterMs`. */
const inTimeMs = 2 * lookAfterMs + 300;
const longestLifeMs = 10;

export const ringKills: ChannelPart = {
  name: 'ring-kills',
  of: 'rings',
  title: 'of an end at a random moment: the other end hears of it in time, and nothing is left',
  size: 1000,
  unit: 'kills',
  limitMs: 1_800_000,
  async run(name, size) {
    const { between, wait } = partsOf(name);
    const before = heldNow();
    const heardMs: number[] = [];
    const failures: string[] = [];
    for (let kill = 0; kill < size; kill++) {
      const role = kill % 2 === 0 ? 'write' : 'read';
      const outcome = await killOne(between, wait, role, kill);
      if (typeof outcome === 'string') failures.push(`kill ${kill} of the one that was to ${role}: ${outcome}`);
      else heardMs.push(outcome);
    }
    const late = heardMs.filter((ms) => ms > inTimeMs).length;
    if (late > 0) failures.push(`${late} were heard of later than ${inTimeMs} ms`);
    const after = heldNow();
    if (after.shared > before.shared) failures.push(`${after.shared - before.shared} files stay in /dev/shm`);
    if (after.descriptors > before.descriptors + 2)
      failures.push(`${after.descriptors} descriptors, ${before.descriptors} before`);
    const sorted = heardMs.toSorted((one, other) => one - other);
    return {
      failures,
      figures: {
        'heard after, median': formatQuantity(sorted[sorted.length >> 1] ?? Number.NaN, milliseconds),
        latest: formatQuantity(sorted.at(-1) ?? Number.NaN, milliseconds),
        'heard of': heardMs.length,
      },
    };
  },
};

/** How long the survivor took to hear of it, or what it said instead. */
async function killOne(
  between: 'threads' | 'processes',
  wait: Wait,
  role: RingOrder['role'],
  seed: number,
): Promise<number | string> {
  using ring = newMemory(between);
  const common = { wait, capacity, count: null, seed, memory: ring.memory } as const;
  await using victim =
    between === 'threads'
      ? await startThread({ ...common, role, peer: null })
      : await startProcess({ ...common, role, peer: null } as RingOrder & { memory: { descriptor: number } });
  const peer = between === 'threads' ? { threadId: victim.threadId } : { processId: victim.processId };
  await using survivor = await startThread({ ...common, role: role === 'write' ? 'read' : 'write', peer });
  await sleep(Math.random() * longestLifeMs);
  const killedMs = performance.now();
  await victim.kill();
  const word = await Promise.race([survivor.ended, sleep(10_000, 'late' as const, { ref: false })]);
  if (word === 'late') return 'the other end still waits after 10 s';
  if (word?.kind === 'gone') return performance.now() - killedMs;
  return word?.kind === 'wrong' ? word.message : `the other end said ${word?.kind ?? 'nothing'}`;
}

function heldNow() {
  return { shared: readdirSync('/dev/shm').length, descriptors: readdirSync('/proc/self/fd').length };
}
