/** A cell with real programs: one fresh server process, one fresh client process, and what they say of themselves. */
import hdr from 'hdr-histogram-js';
import type { ReportLine, SliceLine, WarmLine } from '../clients/report.ts';
import { formatEndpoint, type Endpoint } from '../protocol/endpoint.ts';
import type { Usage } from '../servers/usage.ts';
import { readThrottling } from './cgroup.ts';
import { TrialError, type StandingCell, type TrialRecord } from './executor.ts';
import { kernelFiles } from './kernel-files.ts';
import { machineTimeBetween, readMachineTime } from './machine-time.ts';
import type { OpenPath } from './paths/path.ts';
import { readMemory } from './process-memory.ts';
import { Program, type Runtime } from './program.ts';
import type { Plan } from './result.ts';
import type { Cell, Latency, Memory, Slice } from './trial.ts';
import { breakBetween } from './usage-continuity.ts';

const serverEntry = new URL('../servers/main.ts', import.meta.url).pathname;
const clientEntry = new URL('../clients/main.ts', import.meta.url).pathname;

/** About as long as measured slices are. */
const warmUpSliceMs = 100;
/** Isolates beyond this, as of a thread per connection, share what these get: each of 64 would take a minute. */
const warmedPerProcessor = 2;
/** In times of the processor time that an isolate gets: for servers that mostly wait, as behind a slow path. */
const longestWarmUp = 4;
/** Ramp, drain, and a server that keeps the client waiting for as long as it may. */
const graceMs = 30_000;

export interface StartOptions {
  readonly cell: Cell;
  readonly path: OpenPath;
  readonly runtime: Runtime;
  readonly warmup: Plan['warmup'];
  /** Isolates of the server, each of which has to be warmed up, and processors that it may use. */
  readonly isolates: number;
  readonly processors: number;
  readonly seed: number;
}

/** Starts both programs; the client connects and verifies the server. @throws TrialError, with nothing left running. */
export async function startCell(options: StartOptions): Promise<ProgramCell> {
  const { cell, path, runtime } = options;
  const startedMs = performance.now();
  const server = await inPhase('start', [], () =>
    Program.start({
      title: `server ${cell.model}`,
      runtime,
      prefix: path.server,
      command: [serverEntry, ...serverArguments(cell, path)],
      cpus: cell.serverCpus,
    }),
  );
  let client: Program | undefined;
  try {
    const ready = await inPhase('start', [server], () => server.answer('ready'));
    const readyMs = performance.now() - startedMs;
    const first = await inPhase('start', [server], () => readUsage(server));
    const atRest = readMemory(first.pids, first.rssBytes);
    const connected = await inPhase('start', [server], () =>
      Program.start({
        title: `client of ${cell.model}`,
        runtime,
        prefix: path.client,
        command: [clientEntry, ...clientArguments(options, ready['endpoint'] as Endpoint)],
        cpus: cell.clientCpus,
      }),
    );
    client = connected;
    await inPhase('verify', [server, client], () => connected.answer('connected'));
    return new ProgramCell(server, client, options, { readyMs, atRest, throttledNs: readThrottledNs() });
  } catch (error) {
    await Promise.all([server[Symbol.asyncDispose](), client?.[Symbol.asyncDispose]()]);
    throw error;
  }
}

/** Slices so short that all their latencies were those of a queue being filled. */
const noLatencies: Latency = {
  histogram: hdr.encodeIntoCompressedBase64(hdr.build({ numberOfSignificantValueDigits: 3 })),
  count: 0,
  effectiveCount: { p50: 0, p99: 0, p999: 0 },
};

interface Beginning {
  readonly readyMs: number;
  readonly atRest: Memory;
  readonly throttledNs: number | null;
}

export class ProgramCell implements StandingCell {
  readonly #server: Program;
  readonly #client: Program;
  readonly #beginning: Beginning;
  /** The warm-up ends with whichever comes first; the last is multiplied by the cells that warm up at once. */
  readonly #until: { readonly messages: number; readonly serverCpuNs: number; readonly ms: number };
  #warmup = { messages: 0, durationMs: 0 };
  /** The server's counters after the last slice so far, be it of the warm-up. */
  #last: Usage | undefined;
  /** Sums over the slices only: between them the cell stands idle, and others run. */
  #sums: Pick<TrialRecord, 'contextSwitches' | 'gc'> & { readonly eventLoops: Usage['eventLoops'] } = {
    contextSwitches: { voluntary: 0, involuntary: 0 },
    gc: { count: 0, pauseNs: 0 },
    eventLoops: [],
  };

  constructor(server: Program, client: Program, { warmup, isolates, processors }: StartOptions, beginning: Beginning) {
    this.#until = {
      messages: warmup.messagesPerIsolate * isolates,
      serverCpuNs: warmup.cpuMsPerIsolate * 1e6 * Math.min(isolates, warmedPerProcessor * processors),
      ms: warmup.cpuMsPerIsolate * longestWarmUp,
    };
    this.#server = server;
    this.#client = client;
    this.#beginning = beginning;
  }

  /** Slices like those that are measured, with the same control lines around them. */
  async warmUp(cellsAtOnce: number): Promise<void> {
    await inPhase('warm-up', this.#programs, async () => {
      const startMs = performance.now();
      const endMs = startMs + this.#until.ms * cellsAtOnce;
      let messages = 0;
      let serverCpuNs = 0;
      while (messages < this.#until.messages && serverCpuNs < this.#until.serverCpuNs && performance.now() < endMs) {
        const { before, slice, after } = await this.#loadOnce(warmUpSliceMs);
        messages += slice.messages;
        serverCpuNs += after.cpuNs - before.cpuNs;
        this.#last = after;
      }
      const { messages: counted } = (await this.#client.ask('warm', 'warm')) as unknown as WarmLine;
      this.#warmup = { messages: counted, durationMs: performance.now() - startMs };
    });
  }

  async slice(windowMs: number): Promise<Slice> {
    return await inPhase('measure', this.#programs, async () => {
      const { before, slice, after, machine } = await this.#loadOnce(windowMs);
      const broken = breakBetween(this.#last ?? before, before) ?? breakBetween(before, after);
      if (broken !== null) throw new Error(broken);
      this.#last = after;
      this.#add(before, after);
      return {
        windowNs: slice.windowNs,
        messages: slice.messages,
        rampNs: slice.rampNs,
        littleRatio: slice.littleRatio,
        server: {
          cpuNs: after.cpuNs - before.cpuNs,
          messages: after.messages - before.messages,
          elapsedNs: after.monotonicNs - before.monotonicNs,
        },
        client: { cpuNs: slice.cpuNs, elapsedNs: slice.elapsedNs },
        machine,
      };
    });
  }

  /** Processor time of one round of work in the server as it is now, in ns. */
  async calibrate(payloadBytes: number): Promise<number> {
    return await inPhase('measure', this.#programs, async () => {
      const line = await this.#server.ask(`calibrate ${payloadBytes}`, 'calibration');
      return line['nsPerIteration'] as number;
    });
  }

  async finish(): Promise<TrialRecord> {
    return await inPhase('stop', this.#programs, async () => {
      const usage = await readUsage(this.#server);
      const underLoad = readMemory(usage.pids, usage.rssBytes);
      const report = (await this.#client.ask('stop', 'report')) as unknown as ReportLine;
      await this.#server.stop();
      const { readyMs, atRest, throttledNs } = this.#beginning;
      if (report.messagesPerSecond === 0) throw new Error('not a single reply fell into a measured window');
      const { histogram, count, effectiveCount } = report.serviceTime ?? noLatencies;
      const throttledNowNs = readThrottledNs();
      return {
        readyMs,
        warmup: this.#warmup,
        serviceTime: { histogram, count, effectiveCount },
        messagesPerConnection: spread(report.evidence.messagesPerConnection),
        connectionsPerWorker: usage.connectionsPerWorker,
        memory: { atRest, underLoad },
        contextSwitches: this.#sums.contextSwitches,
        gc: this.#sums.gc,
        eventLoopUtilization: this.#sums.eventLoops.map(({ idleNs, activeNs }) => activeNs / (idleNs + activeNs || 1)),
        throttledNs: throttledNs === null || throttledNowNs === null ? null : throttledNowNs - throttledNs,
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#programs.map((program) => program[Symbol.asyncDispose]()));
  }

  /** Counters, load, counters. */
  async #loadOnce(windowMs: number) {
    const machineBefore = readMachineTime();
    const before = await readUsage(this.#server);
    const line = await this.#client.ask(`go ${windowMs}`, 'slice', windowMs + graceMs);
    const slice = line as unknown as SliceLine;
    const after = await readUsage(this.#server);
    return { before, slice, after, machine: machineTimeBetween(machineBefore, readMachineTime()) };
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

function serverArguments(cell: Cell, path: OpenPath): string[] {
  return [
    ...['--model', cell.model, '--framing', cell.framing, '--service', cell.service],
    ...['--listen', path.listen, '--workers', String(cell.workers)],
    ...['--message-bytes', String(Math.max(1, cell.payloadBytes)), '--control', 'stdin'],
    ...(cell.serverCpus === null ? [] : ['--cpus', cell.serverCpus.join(',')]),
  ];
}

function clientArguments({ cell, seed }: StartOptions, endpoint: Endpoint): string[] {
  return [
    ...['--connect', formatEndpoint(endpoint), '--framing', cell.framing, '--service', cell.service],
    ...['--shape', `closed:${cell.depth}`, '--connections', String(cell.connections)],
    ...['--bytes', String(cell.payloadBytes), '--clients', String(cell.clients), '--seed', String(seed)],
    ...['--control', 'stdin', '--hold'],
    ...(cell.clientCpus === null ? [] : ['--cpus', cell.clientCpus.join(',')]),
  ];
}

function readThrottledNs(): number | null {
  return readThrottling(kernelFiles)?.throttledNs ?? null;
}

async function readUsage(server: Program): Promise<Usage> {
  return (await server.ask('usage', 'usage')) as unknown as Usage;
}

/** Whatever goes wrong with the programs fails the trial, in one sentence, with what they wrote to stderr. */
async function inPhase<Result>(
  phase: TrialError['phase'],
  programs: readonly Program[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const log = programs.map(({ title, log: text }) => (text === '' ? '' : `[${title}]\n${text.trimEnd()}\n`)).join('');
    throw new TrialError(phase, (error as Error).message, log, { cause: error });
  }
}

function spread(values: readonly number[]): { readonly min: number; readonly median: number; readonly max: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { min: at(0), median: at(0.5), max: at(1) };
}
