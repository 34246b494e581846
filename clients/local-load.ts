/** The load that this process makes. */
import { ConnectionLatencies, mostConnections } from '../latency/connection-latencies.ts';
import { LatencyRecorder } from '../latency/recorder.ts';
import { prepareReport, reportLatencies } from '../latency/report.ts';
import type { Framing, FramingLimits } from '../protocol/framing/framing.ts';
import { ClassRecords } from './class-records.ts';
import { ConnectError, explainConnect } from './connect-error.ts';
import { connectInBatches } from './connect-in-batches.ts';
import { LoadConnection } from './connection.ts';
import { dialledInTurn } from './dial.ts';
import type { Driver } from './drivers/driver.ts';
import { createExchange, type ExchangeSpec } from './exchange.ts';
import { IdleConnections } from './idle-connections.ts';
import { Churn } from './load-models/churn.ts';
import type { Recorders } from './load-models/recorders.ts';
import { KeptLoad } from './load-models/kept-load.ts';
import { NoLoad } from './load-models/no-load.ts';
import type { LoadModel } from './load-models/sliced-load.ts';
import { LoadError, monotonicNs, type Connected, type Load, type LoadReport, type LoadSlice } from './load.ts';
import { inRequests } from './loss.ts';
import { rehearse } from './rehearse.ts';
import { depthOf } from './shape.ts';
import { ShortConnection } from './short-connection.ts';
import type { LoadSpec } from './spec.ts';
import { untilAllAccepted, verifyServer } from './verify.ts';
import { framings } from '../protocol/framing/index.ts';
import { formatEndpoint } from '../protocol/endpoint.ts';
import { serviceOfServer } from '../protocol/requested-service.ts';

const usualSilenceMs = 10_000;
/** Of an open loop, whose requests have waited for at least so long when nobody waits for them any more. */
const longestDeadlineMs = 5000;
/** A server that starts a process for each connection takes a tenth of a second for it, and there are many before. */
const acceptedWithinMs = 60_000;

export class LocalLoad implements Load {
  readonly #spec: LoadSpec;
  /** Those that stay open, or the places of those that do not. */
  readonly #connections: readonly LoadConnection[];
  readonly #driver: Driver;
  readonly #silenceMs: number;
  readonly #idle: IdleConnections;
  readonly #recorders: Recorders;
  readonly #model: LoadModel;
  /** Opens the connections that stay open. */
  readonly #connectAll: () => Promise<void>;
  /** The first thing that went wrong; everything after it is refused with it. */
  #error: Error | undefined;

  /** Takes over the driver. A server that does not reply for `silenceMs` has failed. */
  constructor(spec: LoadSpec, driver: Driver, silenceMs = usualSilenceMs) {
    this.#spec = spec;
    this.#driver = driver;
    this.#silenceMs = silenceMs;
    this.#recorders = {
      responseTime: new LatencyRecorder(),
      serviceTime: new LatencyRecorder(),
      sendLag: new LatencyRecorder(),
      perClass: spec.service.kind === 'mix' ? new ClassRecords(spec.service.classes) : null,
      perConnection: isFewAndKept(spec) ? new ConnectionLatencies(spec.connections) : null,
    };
    this.#idle = new IdleConnections(driver, (error) => this.#fail(error));
    const { connections, model, connectAll } = this.#compose(spec);
    this.#connections = connections;
    this.#model = model;
    this.#connectAll = connectAll;
  }

  async connect(): Promise<Connected> {
    const { connect: endpoint, seed, idleConnections, framing, service, bytes } = this.#spec;
    let verified: Connected;
    try {
      await rehearse(this.#driver, this.#exchange(seed), this.#silenceMs);
      verified = await verifyServer(this.#driver, endpoint, this.#exchange(seed), this.#silenceMs);
    } catch (error) {
      if (error instanceof ConnectError) throw this.#unconnected(error);
      const differs = `--framing or --service may differ from ours, ${framing} and ${serviceOfServer(service)}`;
      const hint = `the server's ${differs}, or its --max-message-bytes be below our --bytes ${bytes}`;
      throw new LoadError('verify', `${(error as Error).message} (server ${formatEndpoint(endpoint)}); ${hint}`, {
        cause: error,
      });
    }
    try {
      await this.#idle.open(endpoint, idleConnections, this.#silenceMs);
      await this.#connectAll();
    } catch (error) {
      if (error instanceof ConnectError) throw this.#unconnected(error);
      // Between two batches a connection of its own shows whether all have been accepted.
      const waiting = `${(error as Error).message} (${this.#state()})`;
      const next = 'the server may serve no more connections at once: look at its log, or use fewer --connections';
      throw new LoadError('connect', `${waiting}: ${next}`, { cause: error });
    }
    await prepareReport();
    return verified;
  }

  async warmUp(startAtNs: number) {
    const { messages, ms } = this.#spec.warmup;
    await until(startAtNs);
    return await this.#guard('warm-up', () => this.#model.warmUp(messages, ms));
  }

  forget(): Promise<void> {
    this.#model.forget();
    return Promise.resolve();
  }

  /** `opensAtNs`: where the window opens, when other processes open theirs at the same instant. */
  async slice(
    windowMs: number,
    startAtNs: number,
    shape = this.#spec.shape,
    opensAtNs: number | null = null,
  ): Promise<LoadSlice> {
    await until(startAtNs);
    const lateNs = opensAtNs === null ? 0 : monotonicNs() - opensAtNs;
    // Its share of the load is missing from the window, which would make the server look slow.
    if (lateNs > 0)
      throw new LoadError(
        'measure',
        `a client process came ${(lateNs / 1e6).toFixed(1)} ms late to its window: was it held up?`,
      );
    const opensMs = opensAtNs === null ? null : performance.now() + (opensAtNs - monotonicNs()) / 1e6;
    const before = process.cpuUsage();
    const startNs = monotonicNs();
    const count = await this.#guard('measure', () => this.#model.slice(windowMs, opensMs, shape));
    const { user, system } = process.cpuUsage(before);
    return { ...count, cpuNs: (user + system) * 1000, elapsedNs: monotonicNs() - startNs };
  }

  async report(): Promise<LoadReport> {
    const { responseTime, serviceTime, sendLag, perClass } = this.#recorders;
    return {
      serviceTime: await reportLatencies(serviceTime),
      responseTime: await reportLatencies(responseTime),
      sendLag: await reportLatencies(sendLag),
      perClass: await perClass?.report(),
      messagesPerConnection: this.#connections.map((connection) => connection.measured),
      p99PerConnection: this.#recorders.perConnection?.p99Ns() ?? [],
    };
  }

  close(): void {
    this.#idle.close();
    for (const connection of this.#connections) connection.close();
    this.#driver.close();
  }

  #compose(spec: LoadSpec) {
    if (spec.connections === 0) return { connections: [], model: new NoLoad(), connectAll: () => Promise.resolve() };
    return spec.requestsPerConnection === null ? this.#composeKept(spec) : this.#composeChurn(spec);
  }

  #composeKept({ connections: count, connect: endpoint, shape, seed, bytes, part, pacing }: LoadSpec) {
    const events = {
      onReply: (connection: LoadConnection, sentAtMs: number, atMs: number, requestClass: number) =>
        model.onReply(connection, sentAtMs, atMs, requestClass),
      onError: (error: Error) => this.#fail(error),
    };
    const connections = Array.from({ length: count }, (_, index) => {
      const exchange = createExchange(this.#exchange(seed + index));
      return new LoadConnection(
        { index, first: part.first, depth: depthOf(shape), exchange, driver: this.#driver },
        events,
      );
    });
    const silenceMs = this.#silenceMs;
    const open = {
      // Of the whole load, which all of its processes make one schedule from.
      seed: (seed - part.first) >>> 0,
      ...{ first: part.first, connections: part.of, pacing, requestBytes: bytes },
      deadlineMs: Math.min(silenceMs, longestDeadlineMs),
    };
    const model = new KeptLoad(connections, this.#driver, { shape, silenceMs, open }, this.#recorders);
    const accepted = () => untilAllAccepted(this.#driver, endpoint, this.#exchange(seed), acceptedWithinMs);
    const connectAll = () =>
      connectInBatches(count, (index) => (connections[index] as LoadConnection).connect(endpoint), accepted);
    return { connections, model, connectAll };
  }

  #composeChurn(spec: LoadSpec) {
    const {
      connections: count,
      connect: endpoint,
      sourceAddresses,
      framing,
      shape,
      seed,
      part,
      requestsPerConnection,
    } = spec;
    const depth = depthOf(shape);
    const events = {
      onReply: (place: ShortConnection, sentAtMs: number, atMs: number, requestClass: number) =>
        model.onReply(place, sentAtMs, atMs, requestClass),
      onClosed: (place: ShortConnection, atMs: number) => model.onClosed(place, atMs),
      onError: (error: Error) => this.#fail(error),
    };
    let opened = 0;
    const dial = () => dialledInTurn(endpoint, opened++, sourceAddresses);
    const finAfter = framings[framing].boundary === 'end-of-stream' ? 'request' : 'reply';
    const connections = Array.from({ length: count }, (_, index) => {
      const exchange = createExchange(this.#exchange(seed + index));
      return new ShortConnection(
        { index, first: part.first, depth, exchange, driver: this.#driver, dial, finAfter },
        events,
      );
    });
    const churn = { depth, silenceMs: this.#silenceMs, requestsPerConnection: requestsPerConnection ?? 1 };
    const model = new Churn(connections, churn, this.#recorders.serviceTime, this.#recorders.perClass);
    return { connections, model, connectAll: () => Promise.resolve() };
  }

  #fail(error: Error): void {
    this.#error ??= error;
    this.#model.abort(error);
  }

  #exchange(seed: number): ExchangeSpec & { readonly framing: Framing; readonly limits: FramingLimits } {
    const { framing, limits, service, bytes } = this.#spec;
    return { framing: framings[framing], limits, service, payloadBytes: bytes, seed };
  }

  #unconnected(error: ConnectError): LoadError {
    return new LoadError('connect', explainConnect(error, this.#spec), { cause: error });
  }

  /** For people: `server 127.0.0.1:4000, 64 requests outstanding on 64 connections`. */
  #state(): string {
    const outstanding = this.#connections.reduce((sum, one) => sum + one.outstanding, 0);
    const on = `${this.#connections.length} connection${this.#connections.length === 1 ? '' : 's'}`;
    return `server ${formatEndpoint(this.#spec.connect)}, ${inRequests(outstanding)} on ${on}`;
  }

  async #guard<Result>(phase: LoadError['phase'], work: () => Promise<Result>): Promise<Result> {
    try {
      if (this.#error !== undefined) throw this.#error;
      return await work();
    } catch (error) {
      const { message } = error as Error;
      // What a connection told says where already.
      throw new LoadError(phase, error === this.#error ? message : `${message} (${this.#state()})`, { cause: error });
    }
  }
}

/** By all processes together, so that the report does not depend on how many there are. */
function isFewAndKept({ part, requestsPerConnection }: LoadSpec): boolean {
  return part.of <= mostConnections && requestsPerConnection === null;
}

/** Timers are late by up to a millisecond and more; the rest is spent asking the clock. */
const timerSlackNs = 2e6;

async function until(atNs: number): Promise<void> {
  const sleepNs = atNs - monotonicNs() - timerSlackNs;
  if (sleepNs > 0) await new Promise((resolve) => setTimeout(resolve, sleepNs / 1e6));
  while (monotonicNs() < atNs);
}
