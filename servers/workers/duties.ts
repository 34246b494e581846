/**
 * The worker's side of messages.ts, the same in threads and child processes: their entries bring the messages and say
 * how one leaves. A worker is told its duty: `serve` what it is given, `accept` by itself, or `compute` single requests; so one
 * class serves thirteen models, where a file for each would drift apart.
 */
import type { Socket } from 'node:net';
import { createService, ServiceError, type Service } from '../../protocol/service.ts';
import { listen, type Acceptor } from '../acceptor.ts';
import { calibrateWork } from '../calibrate.ts';
import { ConnectionGroup, countGarbageCollections, type ServingSpec } from '../connection-group.ts';
import type { Counters } from '../counters.ts';
import type { Computed, Duty, FromWorker, ToWorker, WorkerUsage } from './messages.ts';

/** What a thread and a process do differently. */
export interface Worker {
  readonly counters: Counters;
  usage(): WorkerUsage;
  say(message: FromWorker): void;
  /** Lets go of what keeps it alive; it owns no connections any more. */
  leave(): void;
  /** An accident. */
  crash(): void;
}

export class Duties {
  readonly #worker: Worker;
  #group: ConnectionGroup | undefined;
  #service: Service | undefined;
  #acceptor: Acceptor | undefined;
  #endsWithConnection = false;
  #closing = false;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** `socket`: what came with a `serve` message; undefined when the parent's copy was closed before it was sent. */
  take(message: ToWorker, socket: Socket | undefined): void {
    switch (message.kind) {
      case 'start':
        return void this.#start(message.serving, message.duty);
      case 'serve':
        return this.#serve(socket);
      case 'compute':
        return this.#worker.say({ kind: 'computed', request: message.request, reply: this.#compute(message.bytes) });
      case 'usage':
        return this.#worker.say({ kind: 'usage', usage: this.#worker.usage() });
      case 'calibrate':
        return this.#worker.say({ kind: 'calibrated', nsPerIteration: calibrateWork(message.payloadBytes) });
      case 'close':
        return void this.#close(message.graceMs);
      case 'crash':
        return this.#worker.crash();
    }
  }

  async #start(serving: ServingSpec, duty: Duty): Promise<void> {
    const { counters } = this.#worker;
    countGarbageCollections(counters);
    if (duty.kind === 'compute') this.#service = createService(serving.service);
    else this.#group = new ConnectionGroup(serving, counters);
    if (duty.kind === 'serve') this.#endsWithConnection = duty.connections === 'one';
    try {
      if (duty.kind === 'accept') {
        this.#acceptor = await listen(duty.at, 'served-here', (socket) => this.#serve(socket), duty.from);
      }
    } catch (error) {
      this.#worker.say({ kind: 'unable', message: (error as Error).message });
      return this.#worker.leave();
    }
    // Told to close while it was about to listen.
    if (this.#closing) this.#acceptor?.stop();
    else this.#worker.say({ kind: 'started' });
  }

  #serve(socket: Socket | undefined): void {
    if (socket !== undefined) this.#group?.serve(socket);
    if (this.#endsWithConnection) {
      if (socket === undefined) this.#worker.leave();
      else socket.once('close', () => this.#worker.leave());
    }
  }

  #compute(bytes: Uint8Array): Computed {
    try {
      this.#service?.(bytes, 0, bytes.length);
      return bytes;
    } catch (error) {
      if (error instanceof ServiceError) return { refused: error.message };
      throw error;
    }
  }

  async #close(graceMs: number): Promise<void> {
    this.#closing = true;
    this.#acceptor?.stop();
    await this.#group?.close(graceMs);
    this.#worker.leave();
  }
}
