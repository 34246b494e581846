/**
 * A trial of a server that was running already: only the client is ours. What the server itself would tell (processor
 * time, memory, workers) is not there, and neither is a fresh process.
 */
import type { SliceLine, WarmLine } from '../../../clients/report.ts';
import { machineTimeBetween, throttledBetween } from '../../machine/machine-time.ts';
import { thisMachine } from '../../machine/machine-reader.ts';
import type { TrialPhase } from '../../result/trial.ts';
import { inPhase as inPhaseOf } from '../in-phase.ts';
import type { LiveTrial } from '../kind.ts';
import type { OpenPath } from '../paths/path.ts';
import { trafficBetween } from '../paths/traffic.ts';
import type { Program } from '../program.ts';
import { impossibleIn } from './impossible-counters.ts';
import { readThrottled, warmUpSliceMs, type Beginning, type TrialTerms } from './live-server-trial.ts';
import type { ServerRecord, Slice } from './record.ts';
import { latenciesOf } from './report-latencies.ts';
import { graceMs } from './slice-order.ts';
import { spread, spreadOfAll } from './spread.ts';
import { stopClient } from './steps.ts';
import { tookAnotherWay } from './took-another-way.ts';

export class LiveClientTrial implements LiveTrial<ServerRecord> {
  readonly #client: Program;
  readonly #path: OpenPath;
  readonly #terms: TrialTerms;
  readonly #beginning: Pick<Beginning, 'endpoint' | 'firstExchangeNs' | 'throttledNs'>;
  #warmup = { messages: 0, durationMs: 0 };
  readonly #slices: Slice[] = [];

  /** Ends the client and closes the path when it is disposed of. */
  constructor(
    client: Program,
    path: OpenPath,
    terms: TrialTerms,
    beginning: Pick<Beginning, 'endpoint' | 'firstExchangeNs' | 'throttledNs'>,
  ) {
    this.#client = client;
    this.#path = path;
    this.#terms = terms;
    this.#beginning = beginning;
  }

  /** Nobody knows how warm the server is: it gets as many messages as a fresh one, or as much time. */
  async warmUp(liveAtOnce: number, signal: AbortSignal): Promise<void> {
    await this.#inPhase('warm-up', async () => {
      const { warmup, isolates } = this.#terms;
      const startMs = performance.now();
      const endMs = startMs + warmup.cpuMsPerIsolate * liveAtOnce;
      let messages = 0;
      while (messages < warmup.messagesPerIsolate * isolates && performance.now() < endMs && !signal.aborted)
        messages += (await this.#load(warmUpSliceMs)).messages;
      const { messages: counted } = (await this.#client.ask('warm', 'warm')) as unknown as WarmLine;
      this.#warmup = { messages: counted, durationMs: performance.now() - startMs };
    });
  }

  async slice(windowMs: number): Promise<void> {
    const { setup } = this.#terms;
    const measured = await this.#inPhase('measure', async () => {
      const machineBefore = await thisMachine.time();
      const trafficBefore = this.#path.traffic();
      const { windowNs, messages, rampNs, littleRatio, cpuNs, elapsedNs } = await this.#load(windowMs);
      const slice: Slice = {
        ...{ windowNs, messages, rampNs, littleRatio, server: null, client: { cpuNs, elapsedNs } },
        machine: machineTimeBetween(machineBefore, await thisMachine.time()),
        traffic: trafficBetween(trafficBefore, this.#path.traffic()),
      };
      const { processors } = thisMachine;
      const impossible = impossibleIn(slice, setup, { client: processors, server: processors });
      if (impossible !== null) throw new Error(`${impossible}: a counter or a clock is wrong`);
      const elsewhere = tookAnotherWay(slice, setup);
      if (elsewhere !== null) throw new Error(elsewhere);
      return slice;
    });
    this.#slices.push(measured);
  }

  async finish(): Promise<ServerRecord> {
    return await this.#inPhase('stop', async () => {
      const { endpoint, firstExchangeNs, throttledNs } = this.#beginning;
      // While its connections are still open.
      const environment = await this.#path.describe(endpoint);
      const throttledNow = await readThrottled(this.#path);
      const report = await stopClient(this.#client, this.#terms.setup);
      return {
        readyMs: null,
        firstExchangeNs,
        countersCpuNs: 0,
        warmup: this.#warmup,
        slices: this.#slices,
        ...latenciesOf(report),
        clientSocketCalls: report.evidence.socketCalls,
        messagesPerConnection: spread(report.evidence.messagesPerConnection),
        p99PerConnectionNs: spreadOfAll(report.evidence.p99PerConnection),
        connectionsPerWorker: [],
        memory: null,
        contextSwitches: null,
        gc: null,
        eventLoopUtilization: [],
        throttledNs: throttledBetween(throttledNs.client, throttledNow.client),
        path: environment,
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
    await this.#path[Symbol.asyncDispose]();
  }

  async #inPhase<Result>(phase: TrialPhase, work: () => Promise<Result>): Promise<Result> {
    const { path } = this.#terms.setup;
    const next = `see whether the server of ${path} still runs, start it again where not, and repeat the run or go on with --resume`;
    return await inPhaseOf(phase, [this.#client], work, async ({ message }) => `${message}; ${next}`);
  }

  async #load(windowMs: number): Promise<SliceLine> {
    return (await this.#client.ask(`go ${windowMs}`, 'slice', windowMs + graceMs)) as unknown as SliceLine;
  }
}
