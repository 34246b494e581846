/**
 * The contract of a server model: who accepts, who reads, who computes. Everything else is the same for all of them
 * and lives in serve-connection.ts and in the worker entries.
 */
import type { Endpoint } from '../protocol/endpoint.ts';
import type { Supported } from '../protocol/framing/framing.ts';
import type { ConnectionLimit } from './connection-limit.ts';
import type { ServingSpec } from './connection-group.ts';
import type { Usage } from './usage.ts';

/** What a server is started with, as plain data. */
export interface ServerSpec extends ServingSpec {
  readonly listen: Endpoint;
  /** Threads or processes that serve, in the models that have a pool. */
  readonly workers: number;
  /** Connections at once, in the models that have a worker for each; absent: as many as the model finds right here. */
  readonly connectionLimit?: number;
}

/** What somebody would like to do with a model; absent: not decided, or nothing unusual. */
export interface IntendedUse {
  readonly transport: Endpoint['kind'];
  readonly connections?: number;
  readonly exchangesPerConnection?: number;
}

export interface RunningServer extends AsyncDisposable {
  readonly endpoint: Endpoint;
  usage(): Promise<Usage>;
  /**
   * Processor time of one round of `work` over such a payload, in nanoseconds, found in an isolate that serves, as
   * warm as it is now.
   */
  calibrate(payloadBytes: number): Promise<number>;
  /** Makes worker `index` die: a thread of an uncaught error, a process of SIGKILL. For tests. */
  killWorker(index: number): void;
  /** No new connections; open exchanges get `graceMs` (stopGraceMs if absent), what is left is reset. Idempotent. */
  close(graceMs?: number): Promise<void>;
}

/** `point`: its number in the equivalence contract (test/conformance). */
export interface ContractException {
  readonly point: number;
  /** One sentence: what happens, and whose fault it is. */
  readonly what: string;
}

export interface ServerModel {
  readonly name: string;
  readonly title: string;
  /** One sentence: who accepts, who reads, who computes. */
  readonly description: string;
  /** Its name in the literature (UNP: Stevens, UNIX Network Programming vol. 1, ch. 30). */
  readonly classicName: string;
  /** Row of Stevens' table (UNP vol. 1, 3rd ed., figure 30.1) that has the same design, 0 for iterative; null for none. */
  readonly stevensRow: number | null;
  /** Who answers: this thread alone, others, or other processes. */
  readonly family: 'one-thread' | 'threads' | 'processes';
  /** Isolates that serve, given `--workers` and that many connections: each has to be warmed up. */
  isolates(workers: number, connections?: number): number;
  /** Connections that it serves at once on this machine, in the models that have a worker for each. */
  connectionLimit?(): ConnectionLimit;
  /** It calls recv and send by itself: the size of its receive buffer can be chosen, and it counts those calls. */
  readonly makesSystemCalls?: true;
  /** Every worker gets its even share of the connections, since they are dealt out in turn. */
  readonly dealsInTurn?: boolean;
  /** Points of the contract that it breaks by its platform's fault; tested as such, and shown beside its numbers. */
  readonly exceptions?: readonly ContractException[];
  supports(use: IntendedUse): Supported;
  /**
   * Connections up to which it can stand idle beside other servers without costing them anything; above, the runner
   * gives it the machine for itself, in whole trials.
   */
  readonly interleavedUpTo: number;
  start(spec: ServerSpec): Promise<RunningServer>;
}

/** Completes a server: closing twice waits for the first close, and `await using` closes at once. */
export function runningServer(
  server: Omit<RunningServer, 'close' | typeof Symbol.asyncDispose> & { close(graceMs: number): Promise<void> },
): RunningServer {
  let closed: Promise<void> | undefined;
  const close = (graceMs = stopGraceMs): Promise<void> => (closed ??= server.close(graceMs));
  return { ...server, close, [Symbol.asyncDispose]: () => close(0) };
}

/** How long exchanges that are open at `stop` may take. */
const stopGraceMs = 5000;
