/** A server trial while it is live: one fresh server process, one fresh client process, and what they say of themselves. */
import type { WarmLine } from '../../../clients/report.ts';
import type { Usage } from '../../../servers/usage.ts';
import { churnWindowMs } from './churn-window.ts';
import { warmedPerProcessor } from './cost.ts';
import { readQuiescent, readUsage, inPhase, stopClient } from './steps.ts';
import type { LiveTrial } from '../kind.ts';
import type { Endpoint } from '../../../protocol/endpoint.ts';
import { thisMachine } from '../../machine/machine-reader.ts';
import { machineTimeBetween, throttledBetween } from '../../machine/machine-time.ts';
import type { Memory } from '../../machine/process-memory.ts';
import type { OpenPath } from '../paths/path.ts';
import { trafficBetween } from '../paths/traffic.ts';
import type { Program } from '../program.ts';
import { readingCost, type Stretch } from './reading-cost.ts';
import type { Plan } from '../../result/plan.ts';
import type { TrialPhase } from '../../result/trial.ts';
import { overPath } from './over-path.ts';
import { median } from '../../statistics/averages.ts';
import type { ServerRecord, Slice } from './record.ts';
import { latenciesOf } from './report-latencies.ts';
import { lastWarmUps, measuredOrder, warmUpOrder, type SliceOrder } from './slice-order.ts';
import { tookAnotherWay } from './took-another-way.ts';
import { exchangesPerConnection, type ServerSetup } from './setup.ts';
import { spread, spreadOfAll } from './spread.ts';
import { impossibleIn } from './impossible-counters.ts';
import { breakBetween } from './usage-continuity.ts';

/** About as long as measured slices are. */
export const warmUpSliceMs = 100;
/** In times of the processor time that an isolate gets: for servers that mostly wait, as behind a slow path. */
const longestWarmUp = 4;
/** The first readings of the counters cost several times as much as the tenth: code is being compiled. */
const firstReadings = 10;
/** An odd number: half of them are dearer than their median. */
const readingsForCost = 5;
/** How much shorter the slices around one at rest are; not by more, since a reading after a pause finds cold caches. */
const shorterAtRest = 8;

export interface TrialTerms {
  readonly setup: ServerSetup;
  readonly warmup: Plan['warmup'];
  /** Isolates of the server, each of which has to be warmed up, and processors that it may use. */
  readonly isolates: number;
  readonly processors: number;
}

/** What is known when both programs are ready. */
export interface Beginning {
  readonly endpoint: Endpoint;
  readonly readyMs: number;
  readonly firstExchangeNs: number;
  readonly atRest: Memory;
  readonly throttledNs: Throttled;
}

/** Of the control groups of both machines so far; null where there is none, or no other machine. */
export interface Throttled {
  readonly client: number | null;
  readonly server: number | null;
}

type Sums = Readonly<{ [Name in 'contextSwitches' | 'gc']: NonNullable<ServerRecord[Name]> }>;

export class LiveServerTrial implements LiveTrial<ServerRecord> {
  readonly #setup: ServerSetup;
  readonly #server: Program;
  readonly #client: Program;
  readonly #path: OpenPath;
  readonly #beginning: Beginning;
  /** The warm-up ends with whichever comes first; the last is multiplied by the trials that warm up at once. */
  readonly #until: { readonly messages: number; readonly serverCpuNs: number; readonly ms: number };
  #warmup = { messages: 0, durationMs: 0 };
  /** By the warm-up; 0 where connections are kept. */
  #connectionsPerSecond = 0;
  #countersCpuNs = 0;
  /** The server's counters after the last slice so far, be it of the warm-up. */
  #last: Usage | undefined;
  readonly #slices: Slice[] = [];
  #capacity: ServerRecord['capacity'];
  /** Sums over the slices only: between them this trial is idle, and others run. */
  #sums: Sums & { readonly eventLoops: Usage['eventLoops'] } = {
    contextSwitches: { voluntary: 0, involuntary: 0 },
    gc: { count: 0, pauseNs: 0 },
    eventLoops: [],
  };

  /** Ends both programs and closes the path when it is disposed of. */
  constructor(server: Program, client: Program, path: OpenPath, terms: TrialTerms, beginning: Beginning) {
    const { setup, warmup, isolates, processors } = terms;
    this.#setup = setup;
    this.#until = {
      messages: warmup.messagesPerIsolate * isolates,
      serverCpuNs: warmup.cpuMsPerIsolate * 1e6 * Math.min(isolates, warmedPerProcessor * processors),
      ms: warmup.cpuMsPerIsolate * longestWarmUp,
    };
    this.#server = server;
    this.#client = client;
    this.#path = path;
    this.#beginning = beginning;
  }

  /** Slices like those that are measured, with the same control lines around them. */
  async warmUp(liveAtOnce: number, signal: AbortSignal): Promise<void> {
    // There is nothing to warm up where nothing will be asked.
    if (this.#setup.load.shape === 'none') return;
    await this.#inPhase('warm-up', async () => {
      const startMs = performance.now();
      const endMs = startMs + this.#until.ms * liveAtOnce;
      let messages = 0;
      let serverCpuNs = 0;
      let answered = 0;
      let elapsedNs = 0;
      const isWarm = () => messages >= this.#until.messages || serverCpuNs >= this.#until.serverCpuNs;
      while (!isWarm() && performance.now() < endMs && !signal.aborted) {
        const { before, slice, after } = await this.#loadOnce(warmUpOrder(this.#setup.load, warmUpSliceMs));
        messages += slice.messages;
        serverCpuNs += after.cpuNs - before.cpuNs;
        answered += after.messages - before.messages;
        elapsedNs += after.monotonicNs - before.monotonicNs;
      }
      if (this.#isChurn && elapsedNs > 0)
        this.#connectionsPerSecond = (1e9 * answered) / exchangesPerConnection(this.#setup.load) / elapsedNs;
      for (const order of lastWarmUps(this.#setup.load, warmUpSliceMs)) await this.#loadOnce(order);
      if (!this.#isChurn) this.#countersCpuNs = await costOfReading(this.#server);
      const { messages: counted } = (await this.#client.ask('warm', 'warm')) as unknown as WarmLine;
      this.#warmup = { messages: counted, durationMs: performance.now() - startMs };
    });
  }

  async slice(windowMs: number): Promise<void> {
    const slice = await this.#inPhase('measure', () =>
      this.#setup.load.shape === 'none'
        ? this.#sliceAtRest(windowMs)
        : this.#sliceOnce(churnWindowMs(windowMs, this.#connectionsPerSecond)),
    );
    this.#slices.push(slice);
  }

  /** Processor time of one round of work in the server as it is now, in ns. */
  async calibrate(payloadBytes: number): Promise<number> {
    return await this.#inPhase('measure', async () => {
      const line = await this.#server.ask(`calibrate ${payloadBytes}`, 'calibration');
      return line['nsPerIteration'] as number;
    });
  }

  async finish(): Promise<ServerRecord> {
    return await this.#inPhase('stop', async () => {
      const usage = await readUsage(this.#server);
      const underLoad = await this.#path.machine.memory(usage.pids, usage.rssBytes);
      const { readyMs, firstExchangeNs, atRest, throttledNs, endpoint } = this.#beginning;
      // While its connections are still open.
      const environment = await this.#path.describe(endpoint);
      const throttledNow = await readThrottled(this.#path);
      const report = await stopClient(this.#client, this.#setup);
      await this.#server.stop();
      if (!['none', 'objective'].includes(this.#setup.load.shape) && report.messagesPerSecond === 0)
        throw new Error('not a single reply fell into a measured window');
      return {
        readyMs,
        firstExchangeNs,
        countersCpuNs: this.#countersCpuNs,
        warmup: this.#warmup,
        slices: this.#slices,
        ...latenciesOf(report),
        clientSocketCalls: report.evidence.socketCalls,
        ...(this.#capacity !== undefined && { capacity: this.#capacity }),
        messagesPerConnection: spread(report.evidence.messagesPerConnection),
        p99PerConnectionNs: spreadOfAll(report.evidence.p99PerConnection),
        connectionsPerWorker: usage.connectionsPerWorker,
        memory: { atRest, underLoad },
        contextSwitches: this.#sums.contextSwitches,
        gc: this.#sums.gc,
        eventLoopUtilization: this.#sums.eventLoops.map(utilization),
        throttledNs: throttledBetween(throttledNs.client, throttledNow.client),
        ...(this.#isElsewhere && {
          serverMachine: {
            processors: this.#path.machine.processors,
            throttledNs: throttledBetween(throttledNs.server, throttledNow.server),
          },
        }),
        path: environment,
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#programs.map((program) => program[Symbol.asyncDispose]()));
    await this.#path[Symbol.asyncDispose]();
  }

  async #sliceOnce(windowMs: number): Promise<Slice> {
    const last = this.#last;
    const { before, slice, after, ...around } = await this.#loadOnce(measuredOrder(this.#setup.load, windowMs));
    if (slice.capacity !== undefined) this.#capacity = slice.capacity;
    const broken = breakBetween(last ?? before, before) ?? breakBetween(before, after);
    if (broken !== null) throw new Error(broken);
    this.#add(before, after);
    const measured: Slice = {
      windowNs: slice.windowNs,
      messages: slice.messages,
      rampNs: slice.rampNs,
      littleRatio: slice.littleRatio,
      ...(slice.open !== undefined && { open: slice.open }),
      server: {
        ...between(before, after),
        messages: after.messages - before.messages,
        systemCalls: growth(before.systemCalls, after.systemCalls),
      },
      client: { cpuNs: slice.cpuNs, elapsedNs: slice.elapsedNs },
      ...around,
    };
    const processors = { client: thisMachine.processors, server: this.#path.machine.processors };
    const impossible = impossibleIn(measured, this.#setup, processors);
    if (impossible !== null) throw new Error(`${impossible}: a counter or a clock is wrong`);
    const elsewhere = tookAnotherWay(measured, this.#setup);
    if (elsewhere !== null) throw new Error(elsewhere);
    return measured;
  }

  /** Between two shorter ones, which tell what reading the counters costs a server that has nothing else to do. */
  async #sliceAtRest(windowMs: number): Promise<Slice> {
    for (let reading = 0; reading < firstReadings; reading++) await readUsage(this.#server);
    const shortMs = Math.ceil(windowMs / shorterAtRest);
    const order = measuredOrder(this.#setup.load, shortMs);
    const before = await this.#loadOnce(order);
    const slice = await this.#sliceOnce(windowMs);
    const after = await this.#loadOnce(order);
    this.#countersCpuNs = readingCost(
      slice.server as Stretch,
      [before, after].map((short) => between(short.before, short.after)),
    );
    return slice;
  }

  /** Counters, load, counters. */
  async #loadOnce(order: SliceOrder) {
    const { machine } = this.#path;
    const [clientBefore, serverBefore] = [await thisMachine.time(), this.#isElsewhere ? await machine.time() : null];
    const trafficBefore = this.#path.traffic();
    const before = await readUsage(this.#server);
    const slice = order.read(await this.#client.ask(order.line, order.answer, order.withinMs));
    // A connection that is gone may still cost the server the end of a thread or process.
    const after = await (this.#isChurn ? readQuiescent(this.#server, before) : readUsage(this.#server));
    this.#last = after;
    return {
      before,
      slice,
      after,
      machine: machineTimeBetween(clientBefore, await thisMachine.time()),
      traffic: trafficBetween(trafficBefore, this.#path.traffic()),
      ...(this.#isElsewhere && { serverMachine: machineTimeBetween(serverBefore, await machine.time()) }),
    };
  }

  get #isElsewhere(): boolean {
    return !this.#path.machine.isThisMachine;
  }

  async #inPhase<Result>(phase: TrialPhase, work: () => Promise<Result>): Promise<Result> {
    return await overPath(this.#path, () => inPhase(phase, this.#programs, work));
  }

  get #isChurn(): boolean {
    return this.#setup.load.shape === 'churn';
  }

  get #programs(): readonly Program[] {
    return [this.#client, this.#server];
  }

  #add(before: Usage, after: Usage): void {
    const { contextSwitches, gc, eventLoops } = this.#sums;
    this.#sums = {
      contextSwitches: {
        voluntary: contextSwitches.voluntary + after.contextSwitches.voluntary - before.contextSwitches.voluntary,
        involuntary:
          contextSwitches.involuntary + after.contextSwitches.involuntary - before.contextSwitches.involuntary,
      },
      gc: {
        count: gc.count + after.gc.count - before.gc.count,
        pauseNs: gc.pauseNs + after.gc.pauseNs - before.gc.pauseNs,
      },
      eventLoops: after.eventLoops.map(({ idleNs, activeNs }, isolate) => ({
        idleNs: (eventLoops[isolate]?.idleNs ?? 0) + idleNs - (before.eventLoops[isolate]?.idleNs ?? 0),
        activeNs: (eventLoops[isolate]?.activeNs ?? 0) + activeNs - (before.eventLoops[isolate]?.activeNs ?? 0),
      })),
    };
  }
}

/** Processor time of the server that one reading of its counters takes: the median of several, one right after the other. */
async function costOfReading(server: Program): Promise<number> {
  const readings: number[] = [];
  for (let reading = 0; reading <= readingsForCost; reading++) readings.push((await readUsage(server)).cpuNs);
  return median(readings.slice(1).map((cpuNs, index) => cpuNs - (readings[index] ?? 0)));
}

/** Processor time of the server, and time of the clock. */
function between(before: Usage, after: Usage): Stretch {
  return { cpuNs: after.cpuNs - before.cpuNs, elapsedNs: after.monotonicNs - before.monotonicNs };
}

/** Null where nobody counts. */
function growth(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

/** 0 … 1. Of a loop that only sleeps, the active time is what is left of two clocks, and may come out below 0. */
function utilization({ idleNs, activeNs }: Usage['eventLoops'][number]): number {
  return Math.max(0, activeNs / (idleNs + activeNs || 1));
}

/** Before the trial and after it. */
export async function readThrottled({ machine }: OpenPath): Promise<Throttled> {
  const client = await thisMachine.throttledNs();
  return { client, server: machine.isThisMachine ? null : await machine.throttledNs() };
}
