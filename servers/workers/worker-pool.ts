/**
 * A fixed number of workers, threads or processes, each replaced when it dies. Knows nothing of how sockets get to
 * them: models take the next worker and hand over, or let the workers accept by themselves.
 */
import { endedChildrenUsage } from '../../native/child-usage.ts';
import { readProcessUsage, sumUsage, type IsolateUsage, type ProcessUsage, type Usage } from '../usage.ts';
import type { PoolWorker } from './pool-worker.ts';

/** A worker that dies this often before it was ready is not started again. */
const mostFailedStarts = 3;

export class WorkerPool {
  readonly #startWorker: () => PoolWorker;
  /** By slot; a slot keeps its number when its worker is replaced. */
  readonly #workers: PoolWorker[] = [];
  readonly #endedIsolates: IsolateUsage[] = [];
  readonly #failedStarts: number[] = [];
  #endedProcesses = false;
  #turn = 0;
  #closing = false;

  private constructor(startWorker: () => PoolWorker) {
    this.#startWorker = startWorker;
  }

  /** Resolves when all are ready. @throws when one does not start; the others are ended first. */
  static async start(size: number, startWorker: () => PoolWorker): Promise<WorkerPool> {
    const pool = new WorkerPool(startWorker);
    for (let slot = 0; slot < size; slot++) pool.#fill(slot);
    try {
      await Promise.all(pool.#workers.map((worker) => worker.started));
    } catch (error) {
      await pool.close(0);
      throw error;
    }
    return pool;
  }

  /** The workers in turn, dead ones left out; undefined while none is alive. */
  next(): PoolWorker | undefined {
    for (let tried = 0; tried < this.#workers.length; tried++) {
      const worker = this.#workers[this.#turn];
      this.#turn = (this.#turn + 1) % this.#workers.length;
      if (worker?.alive === true) return worker;
    }
    return undefined;
  }

  kill(slot: number): void {
    const worker = this.#workers[slot];
    if (worker === undefined) throw new RangeError(`there is no worker ${slot}: use 0 to ${this.#workers.length - 1}`);
    worker.kill();
  }

  /** Of the fastest of the workers: the others may share its processor at the moment. */
  async calibrate(payloadBytes: number): Promise<number> {
    let best = Number.POSITIVE_INFINITY;
    for (const worker of this.#workers) best = Math.min(best, await worker.calibrate(payloadBytes));
    return best;
  }

  /** The whole server: this process, and all workers that are or were. */
  async usage(): Promise<Usage> {
    const workers = await Promise.all(this.#workers.map((worker) => worker.usage()));
    const children = workers.map((worker) => worker.process).filter((one): one is ProcessUsage => one !== null);
    return sumUsage({
      processes: [readProcessUsage(), ...children],
      isolates: workers.map((worker) => worker.isolate),
      endedIsolates: this.#endedIsolates,
      ...(this.#endedProcesses && { endedProcesses: await endedChildrenUsage() }),
    });
  }

  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    for (const worker of this.#workers) if (worker.alive) worker.close(graceMs);
    await Promise.all(this.#workers.map((worker) => worker.ended));
  }

  #fill(slot: number): void {
    const worker = this.#startWorker();
    this.#workers[slot] = worker;
    worker.started.then(
      () => (this.#failedStarts[slot] = 0),
      () => (this.#failedStarts[slot] = (this.#failedStarts[slot] ?? 0) + 1),
    );
    void worker.ended.then((how) => this.#replace(slot, worker, how));
  }

  async #replace(slot: number, worker: PoolWorker, how: string): Promise<void> {
    const { isolate } = await worker.usage();
    if (worker.runsIn === 'process') this.#endedProcesses = true;
    if (this.#closing) return;
    this.#endedIsolates.push(isolate);
    if ((this.#failedStarts[slot] ?? 0) >= mostFailedStarts) {
      console.error(`worker ${slot} ended (${how}) and could not be started again: serving goes on without it`);
      return;
    }
    console.error(`worker ${slot} ended (${how}): it is replaced`);
    this.#fill(slot);
  }
}
