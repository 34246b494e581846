/**
 * The workers of a server, living or not: what they use and have used, and the end of all of them. Knows nothing of
 * how many there should be, or what they are for.
 *
 * A child sends its last counters before it leaves. One that is killed loses what it counted since it was last asked:
 * connections and messages, never processor time, which the kernel keeps.
 */
import { endedChildrenReader } from '../../native/child-usage.ts';
import { addEnded, createCounters } from '../counters.ts';
import { readProcessUsage, type IsolateUsage, type ProcessUsage, type UsageParts } from '../usage.ts';
import type { Ending, PoolWorker } from './pool-worker.ts';

/** A worker that has not ended so long after its grace is ended by force: it may be inside one endless request. */
const forceAfterMs = 1000;

export class Crew<Worker extends PoolWorker = PoolWorker> {
  /** In order of their start. A worker's counters are in the sums by it as long as it is here, by ours from then on. */
  readonly #living = new Set<Worker>();
  readonly #endedCounters = createCounters();
  #haveProcessesEnded = false;
  #workersLost = 0;
  #closing = false;

  get size(): number {
    return this.#living.size;
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** In order of their start. */
  get workers(): readonly Worker[] {
    return [...this.#living];
  }

  /** Resolves with how it ended, when what it had counted is kept. */
  async join(worker: Worker): Promise<Ending> {
    this.#living.add(worker);
    const ending = await worker.ended;
    // In one go with adding its counters: whoever asks before or after finds them once.
    this.#living.delete(worker);
    addEnded(this.#endedCounters, worker.usage.isolate.counters);
    this.#haveProcessesEnded ||= worker.runsIn === 'process';
    if (ending.byAccident && !this.#closing) this.#workersLost++;
    return ending;
  }

  /**
   * This process and all workers, from one snapshot: no sum is ever less than in an earlier one, whoever dies
   * meanwhile. `isolates` are those of `inOrder`, all zero where there is none.
   */
  async account(inOrder: () => readonly (Worker | undefined)[] = () => this.workers): Promise<UsageParts> {
    await Promise.all(this.workers.map((worker) => worker.refresh()));
    // Refreshed, and yet without a process: it has just exited.
    this.#haveProcessesEnded ||= this.workers.some((one) => one.runsIn === 'process' && one.usage.process === null);
    const readEndedChildren = this.#haveProcessesEnded ? await endedChildrenReader() : undefined;
    // Children that die together have all been waited for when the first 'exit' is emitted: after the last of them.
    if (readEndedChildren !== undefined) await new Promise((resolve) => setImmediate(resolve));
    // From here on without waiting: a child that ends meanwhile would be counted twice, or not at all.
    const children = this.workers.map((worker) => worker.usage.process);
    return {
      processes: [readProcessUsage(), ...children.filter((one): one is ProcessUsage => one !== null)],
      // A slot may name its last worker for a moment longer than that is among the living.
      isolates: inOrder().map((worker) => {
        return worker !== undefined && this.#living.has(worker) ? worker.usage.isolate : nothing;
      }),
      otherCounters: [[...this.#endedCounters]],
      ...(readEndedChildren !== undefined && { endedProcesses: readEndedChildren() }),
      workersLost: this.#workersLost,
    };
  }

  /** Ends all; resolves when they are gone. */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    const { workers } = this;
    for (const worker of workers) worker.close(graceMs);
    const deadline = setTimeout(() => {
      for (const worker of workers) worker.terminate();
    }, graceMs + forceAfterMs);
    await Promise.all(workers.map((worker) => worker.ended));
    clearTimeout(deadline);
  }
}

const nothing: IsolateUsage = { counters: [...createCounters()], idleNs: 0, activeNs: 0 };
