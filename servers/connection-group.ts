/** The connections that one isolate serves, from their arrival to the last one's end. */
import { PerformanceObserver } from 'node:perf_hooks';
import type { Socket } from 'node:net';
import { framings, type FramingName } from '../protocol/framing/index.ts';
import type { FramingLimits } from '../protocol/framing/framing.ts';
import { createService, type ServiceSpec } from '../protocol/service.ts';
import type { OnRequest } from '../protocol/session.ts';
import { add, column, type Counters } from './counters.ts';
import { Connection, type Serving } from './serve-connection.ts';

/** What is served, as plain data: it crosses threads and processes. */
export interface ServingSpec {
  readonly framing: FramingName;
  readonly service: ServiceSpec;
  readonly limits: FramingLimits;
}

export class ConnectionGroup {
  readonly #serving: Serving;
  readonly #connections = new Set<Connection>();
  #onEmpty: (() => void) | undefined;

  /** `answerElsewhere`: for models whose requests are computed in other isolates. */
  constructor(spec: ServingSpec, counters: Counters, answerElsewhere?: Serving['answer']) {
    this.#serving = {
      framing: framings[spec.framing],
      limits: spec.limits,
      counters,
      computes: answerElsewhere === undefined ? 'here' : 'elsewhere',
      answer: answerElsewhere ?? answerHere(spec.service),
    };
  }

  /** Takes over an accepted socket. */
  serve(socket: Socket): void {
    this.#connections.add(new Connection(socket, this.#serving, this.#onClosed));
  }

  /**
   * Ends all connections: what is being answered or has already arrived is finished, for at most `graceMs`; what is
   * left then is reset. Resolves when none is open.
   */
  async close(graceMs: number): Promise<void> {
    await untilArrivedInputIsRead();
    for (const connection of this.#connections) connection.finish();
    if (this.#connections.size === 0) return;
    await new Promise<void>((resolve) => {
      const deadline = setTimeout(() => {
        for (const connection of this.#connections) connection.reset();
      }, graceMs);
      this.#onEmpty = () => {
        clearTimeout(deadline);
        resolve();
      };
    });
  }

  readonly #onClosed = (connection: Connection): void => {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#onEmpty?.();
  };
}

/** Whoever takes the reply to a request: a connection of any model. */
type Answered = { reply: OnRequest };

export type Answer = (to: Answered, ...request: Parameters<OnRequest>) => void;

/** Answers in the thread that read the request. */
export function answerHere(spec: ServiceSpec): Answer {
  const service = createService(spec);
  return (to, sequence, bytes, start, end) => {
    service(bytes, start, end);
    to.reply(sequence, bytes, start, end);
  };
}

/** Two rounds of the event loop: each ends with a poll that reads what the kernel holds for every socket. */
async function untilArrivedInputIsRead(): Promise<void> {
  for (let round = 0; round < 2; round++) await new Promise((resolve) => setImmediate(resolve));
}

/** Of the calling isolate, from now on. */
export function countGarbageCollections(counters: Counters): void {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      add(counters, column.gcCount, 1);
      add(counters, column.gcPauseNs, entry.duration * 1e6);
    }
  }).observe({ entryTypes: ['gc'] });
}
