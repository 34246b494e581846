/** Deaths of made-up workers: who is replaced, how soon, and what is given back. Fake time. */
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isolateUsage, sumUsage } from '../usage.ts';
import { createCounters } from '../counters.ts';
import type { Ending, PoolWorker } from './pool-worker.ts';
import { WorkerPool } from './worker-pool.ts';

class MadeUpWorker implements PoolWorker {
  readonly runsIn = 'thread';
  readonly #started = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<Ending>();
  readonly given: Socket[] = [];
  alive = true;
  messages = 0;
  started = this.#started.promise;
  ended = this.#ended.promise;

  constructor(starts: boolean) {
    if (starts) this.#started.resolve();
  }

  get usage() {
    return { isolate: isolateUsage(createCounters().fill(this.messages), { idle: 0, active: 0 }), process: null };
  }

  die(byAccident = true): void {
    this.alive = false;
    this.#started.promise.catch(() => {});
    this.#started.reject(new Error('died'));
    this.#ended.resolve({ how: 'died', byAccident, undelivered: this.given });
  }

  handOff(socket: Socket): void {
    this.given.push(socket);
  }

  async refresh(): Promise<void> {}

  async calibrate(): Promise<number> {
    return 1;
  }

  close(): void {
    this.die(false);
  }

  kill(): void {
    this.die();
  }

  terminate(): void {
    this.die();
  }
}

let said: string[];

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function startPool(size: number, starts: (nth: number) => boolean = () => true) {
  const workers: MadeUpWorker[] = [];
  const undelivered: Socket[] = [];
  const pool = await WorkerPool.start({
    size,
    startWorker: () => {
      const worker = new MadeUpWorker(starts(workers.length));
      workers.push(worker);
      return worker;
    },
    onUndelivered: (socket) => undelivered.push(socket),
  });
  const newest = () => workers.at(-1) as MadeUpWorker;
  return { pool, workers, undelivered, newest };
}

/** Lets what has happened be noticed, and time pass. */
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('hands out the living in turn', async () => {
  const { pool, workers } = await startPool(3);
  const turns = () => [pool.next(), pool.next(), pool.next()].map((worker) => workers.indexOf(worker as MadeUpWorker));
  expect(turns()).toEqual([0, 1, 2]);
  (workers[1] as MadeUpWorker).alive = false;
  expect(turns()).toEqual([0, 2, 0]);
  for (const worker of workers) worker.alive = false;
  expect(pool.next()).toBeUndefined();
});

test('a worker that dies is replaced in its slot; what it counted stays, what it never got comes back', async () => {
  const { pool, workers, undelivered } = await startPool(2);
  await pass(1000);
  const socket = {} as Socket;
  (workers[0] as MadeUpWorker).messages = 5;
  workers[0]?.handOff(socket);
  pool.kill(0);
  await pass(0);
  expect(workers).toHaveLength(3);
  expect(undelivered).toEqual([socket]);
  expect(pool.alive).toEqual([workers[2], workers[1]]);
  const { otherCounters, workersLost, isolates } = await pool.account();
  expect([otherCounters?.[0]?.[0], workersLost, isolates.length]).toEqual([5, 1, 2]);
});

test.each(Array.from({ length: 12 }, (_, turns) => turns))(
  'what a worker counted is in the sums once, also when it dies %d turns of the microtask queue after they are asked for',
  async (turns) => {
    const { pool, workers } = await startPool(2);
    const [dying] = workers as [MadeUpWorker];
    dying.messages = 5;
    const usage = pool.account().then(sumUsage);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    dying.die();
    expect((await usage).messages).toBe(5);
  },
);

test('workers that die early are replaced at once a few times, then after pauses that double and end', async () => {
  const { workers, newest } = await startPool(1);
  for (let death = 0; death < 5; death++) {
    newest().die();
    await pass(0);
  }
  expect(workers).toHaveLength(6);
  const pauses: number[] = [];
  for (let death = 0; death < 8; death++) {
    const before = workers.length;
    newest().die();
    let waited = 0;
    for (; workers.length === before; waited += 100) await pass(waited === 0 ? 0 : 100);
    pauses.push(waited - 100);
  }
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
});

test('one that has lived for a while is replaced at once again', async () => {
  const { workers, newest } = await startPool(1);
  for (let death = 0; death < 20; death++) {
    await pass(300);
    newest().die();
    await pass(0);
  }
  expect(workers).toHaveLength(21);
});

test('a slot whose workers do not start stays empty after three, and the others go on', async () => {
  const { pool, workers, newest } = await startPool(2, (nth) => nth < 2);
  await pass(1000);
  workers[0]?.die();
  await pass(0);
  for (let death = 0; death < 3; death++) {
    newest().die();
    await pass(0);
  }
  expect(workers).toHaveLength(5);
  expect(said.at(-1)).toBe('worker 0 ended (died) and could not be started again: serving goes on without it');
  expect(pool.alive).toEqual([workers[1]]);
});

test('a pool of which one worker does not start ends the others and says why', async () => {
  const workers: MadeUpWorker[] = [];
  const start = WorkerPool.start({
    size: 2,
    startWorker: () => {
      workers.push(new MadeUpWorker(workers.length === 0));
      if (workers.length === 2) queueMicrotask(() => workers[1]?.die());
      return workers.at(-1) as MadeUpWorker;
    },
  });
  await expect(start).rejects.toThrow('died');
  expect(workers.every((worker) => !worker.alive)).toBe(true);
});

test('nobody is replaced while it closes', async () => {
  const { pool, workers } = await startPool(2);
  await Promise.all([pool.close(0), pass(0)]);
  await pass(10_000);
  expect(workers).toHaveLength(2);
  expect(said).toEqual([]);
});
