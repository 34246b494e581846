/** The load that this process makes. */
import type { Framing, FramingLimits } from '../protocol/framing/framing.ts';
import { ConnectError, explainConnect } from './connect-error.ts';
import { LoadConnection } from './connection.ts';
import { createExchange, type ExchangeSpec } from './exchange.ts';
import { prepareReport, reportLatencies } from './latency-report.ts';
import { LatencyRecorder } from './latency-recorder.ts';
import { ClosedLoop } from './load-models/closed-loop.ts';
import { LoadError, monotonicNs, type Load, type LoadReport, type LoadSlice } from './load.ts';
import type { LoadSpec } from './spec.ts';
import { verifyServer } from './verify.ts';
import { framings } from '../protocol/framing/index.ts';
import { formatService } from '../protocol/service.ts';

/** Connections that are being opened at the same time: below the backlog of any server of ours. */
const connectingAtOnce = 128;
/** A server that does not reply for so long has failed. */
const silenceMs = 10_000;

export class LocalLoad implements Load {
  readonly #spec: LoadSpec;
  readonly #connections: readonly LoadConnection[];
  readonly #recorder = new LatencyRecorder();
  readonly #loop: ClosedLoop;
  /** The first thing that went wrong; everything after it is refused with it. */
  #error: Error | undefined;

  constructor(spec: LoadSpec) {
    this.#spec = spec;
    const events = {
      onReply: (connection: LoadConnection, sentAtMs: number, atMs: number) =>
        this.#loop.onReply(connection, sentAtMs, atMs),
      onError: (error: Error) => {
        this.#error ??= error;
        this.#loop.abort(error);
      },
    };
    this.#connections = Array.from({ length: spec.connections }, (_, index) => {
      return new LoadConnection(index, spec.depth, createExchange(this.#exchange(spec.seed + index)), events);
    });
    this.#loop = new ClosedLoop(this.#connections, { depth: spec.depth, silenceMs }, this.#recorder);
  }

  async connect(): Promise<void> {
    const { connect: endpoint, seed, framing, service } = this.#spec;
    try {
      await verifyServer(endpoint, this.#exchange(seed), silenceMs);
    } catch (error) {
      if (error instanceof ConnectError) throw this.#unconnected(error);
      const hint = `the server's --framing or --service may differ from ours, ${framing} and ${formatService(service)}`;
      throw new LoadError('verify', `${(error as Error).message}; ${hint}`, { cause: error });
    }
    try {
      for (let from = 0; from < this.#connections.length; from += connectingAtOnce) {
        const batch = this.#connections.slice(from, from + connectingAtOnce);
        await Promise.all(batch.map((connection) => connection.connect(endpoint)));
      }
    } catch (error) {
      throw error instanceof ConnectError ? this.#unconnected(error) : error;
    }
    await prepareReport();
  }

  async warmUp(startAtNs: number) {
    const { messages, ms } = this.#spec.warmup;
    await until(startAtNs);
    return await this.#guard('warm-up', () => this.#loop.warmUp(messages, ms));
  }

  forget(): Promise<void> {
    this.#loop.forget();
    return Promise.resolve();
  }

  /** `opensAtNs`: where the window opens, when other processes open theirs at the same instant. */
  async slice(windowMs: number, startAtNs: number, opensAtNs: number | null = null): Promise<LoadSlice> {
    await until(startAtNs);
    const opensMs = opensAtNs === null ? null : performance.now() + (opensAtNs - monotonicNs()) / 1e6;
    const before = process.cpuUsage();
    const startNs = monotonicNs();
    const count = await this.#guard('measure', () => this.#loop.slice(windowMs, opensMs));
    const { user, system } = process.cpuUsage(before);
    return { ...count, cpuNs: (user + system) * 1000, elapsedNs: monotonicNs() - startNs };
  }

  async report(): Promise<LoadReport> {
    return {
      serviceTime: await reportLatencies(this.#recorder),
      messagesPerConnection: this.#connections.map((connection) => connection.measured),
    };
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  #exchange(seed: number): ExchangeSpec & { readonly framing: Framing; readonly limits: FramingLimits } {
    const { framing, limits, service, bytes } = this.#spec;
    return { framing: framings[framing], limits, service, payloadBytes: bytes, seed };
  }

  #unconnected(error: ConnectError): LoadError {
    return new LoadError('connect', explainConnect(error, this.#spec), { cause: error });
  }

  async #guard<Result>(phase: LoadError['phase'], work: () => Promise<Result>): Promise<Result> {
    try {
      if (this.#error !== undefined) throw this.#error;
      return await work();
    } catch (error) {
      throw new LoadError(phase, (error as Error).message, { cause: error });
    }
  }
}

/** Timers are late by up to a millisecond and more; the rest is spent asking the clock. */
const timerSlackNs = 2e6;

async function until(atNs: number): Promise<void> {
  const sleepNs = atNs - monotonicNs() - timerSlackNs;
  if (sleepNs > 0) await new Promise((resolve) => setTimeout(resolve, sleepNs / 1e6));
  while (monotonicNs() < atNs);
}
