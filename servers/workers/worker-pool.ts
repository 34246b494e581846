/**
 * A fixed number of workers, threads or processes, each replaced when it dies. Knows nothing of how they come by their
 * connections: models take the next worker and hand over, or let the workers accept by themselves.
 */
import type { Socket } from 'node:net';
import { Crew } from './crew.ts';
import { lackIn } from '../lack.ts';
import type { UsageParts } from '../usage.ts';
import type { PoolWorker } from './pool-worker.ts';

/** A slot whose workers die this often before they were ready stays empty. */
const mostFailedStarts = 3;
/**
 * A worker that dies so soon after it was ready died early. The first few in a row are replaced at once; then the
 * pauses double, so that a worker that dies of every connection cannot keep the machine busy with starting others.
 */
const earlyMs = 250;
const earlyDeathsAtOnce = 5;
const shortestPauseMs = 100;
const longestPauseMs = 5000;

interface Slot<Worker> {
  worker: Worker | undefined;
  failedStarts: number;
  earlyDeaths: number;
}

export interface PoolSpec<Worker extends PoolWorker> {
  readonly size: number;
  readonly startWorker: () => Worker;
  /** Takes back the sockets that a worker was given and never got. */
  readonly onUndelivered?: (socket: Socket) => void;
}

export class WorkerPool<Worker extends PoolWorker = PoolWorker> {
  readonly #spec: PoolSpec<Worker>;
  readonly #crew = new Crew<Worker>();
  /** A slot keeps its number when its worker is replaced. */
  readonly #slots: readonly Slot<Worker>[];
  #turn = 0;
  #isStarting = true;

  private constructor(spec: PoolSpec<Worker>) {
    this.#spec = spec;
    this.#slots = Array.from({ length: spec.size }, () => ({ worker: undefined, failedStarts: 0, earlyDeaths: 0 }));
  }

  /** Resolves when all are ready. @throws when one does not start; the others are ended first. */
  static async start<Worker extends PoolWorker>(spec: PoolSpec<Worker>): Promise<WorkerPool<Worker>> {
    const pool = new WorkerPool(spec);
    for (const slot of pool.#slots) pool.#fill(slot);
    try {
      await Promise.all(pool.#crew.workers.map((worker) => worker.started));
      pool.#isStarting = false;
    } catch (error) {
      await pool.close(0);
      throw error;
    }
    return pool;
  }

  /** The workers in turn, dead ones left out; undefined while none is alive. */
  next(): Worker | undefined {
    for (let tried = 0; tried < this.#slots.length; tried++) {
      const worker = this.#slots[this.#turn]?.worker;
      this.#turn = (this.#turn + 1) % this.#slots.length;
      if (worker?.alive === true) return worker;
    }
    return undefined;
  }

  /** All that are alive, by slot. */
  get alive(): readonly Worker[] {
    return this.#slots.flatMap(({ worker }) => (worker?.alive === true ? [worker] : []));
  }

  kill(index: number): void {
    const slot = this.#slots[index];
    if (slot === undefined) throw new RangeError(`there is no worker ${index}: use 0 to ${this.#slots.length - 1}`);
    slot.worker?.kill();
  }

  /** Of the fastest of the workers: the others may share its processor at the moment. */
  async calibrate(payloadBytes: number): Promise<number> {
    let best = Number.POSITIVE_INFINITY;
    for (const worker of this.#crew.workers) best = Math.min(best, await worker.calibrate(payloadBytes));
    return best;
  }

  /** The whole server: this process, and all workers that are or were; isolates by slot. */
  account(): Promise<UsageParts> {
    return this.#crew.account(() => this.#slots.map(({ worker }) => worker));
  }

  close(graceMs: number): Promise<void> {
    return this.#crew.close(graceMs);
  }

  #fill(slot: Slot<Worker>): void {
    const worker = this.#spec.startWorker();
    slot.worker = worker;
    void this.#watch(slot, worker);
  }

  async #watch(slot: Slot<Worker>, worker: Worker): Promise<void> {
    let startedMs: number | undefined;
    worker.started.then(
      () => (startedMs = performance.now()),
      () => {},
    );
    const { how, undelivered } = await this.#crew.join(worker);
    slot.worker = undefined;
    for (const socket of undelivered) this.#spec.onUndelivered?.(socket);
    // A pool that cannot be started is ended by whoever waits for it.
    if (this.#crew.closing || this.#isStarting) return;
    slot.failedStarts = startedMs === undefined ? slot.failedStarts + 1 : 0;
    slot.earlyDeaths = performance.now() - (startedMs ?? 0) < earlyMs ? slot.earlyDeaths + 1 : 0;
    this.#replace(slot, how);
  }

  #replace(slot: Slot<Worker>, how: string): void {
    const index = this.#slots.indexOf(slot);
    const lack = slot.failedStarts === 0 ? null : lackIn(how);
    if (slot.failedStarts >= mostFailedStarts && lack === null) {
      console.error(`worker ${index} ended (${how}) and could not be started again: serving goes on without it`);
      return;
    }
    // What has run out may come back, and not because it was tried again at once.
    const pauseMs = pauseAfter(lack === null ? slot.earlyDeaths : earlyDeathsAtOnce + slot.failedStarts);
    console.error(`worker ${index} ended (${how}): it is replaced${pauseMs === 0 ? '' : ` in ${pauseMs} ms`}`);
    if (pauseMs === 0) return this.#fill(slot);
    // Does not keep a server alive that has been stopped meanwhile.
    setTimeout(() => {
      if (!this.#crew.closing) this.#fill(slot);
    }, pauseMs).unref();
  }
}

function pauseAfter(earlyDeaths: number): number {
  if (earlyDeaths <= earlyDeathsAtOnce) return 0;
  return Math.min(longestPauseMs, shortestPauseMs * 2 ** (earlyDeaths - earlyDeathsAtOnce - 1));
}
