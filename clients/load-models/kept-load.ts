/**
 * The load over connections that stay open. One slice can have another shape than the next: what a server can do at most
 * is found with a closed loop, and how long users wait then with open ones.
 */
import type { LoadConnection } from '../connection.ts';
import type { Driver } from '../drivers/driver.ts';
import type { Shape } from '../shape.ts';
import { ClosedLoop } from './closed-loop.ts';
import { OpenLoop, type OpenLoopSpec } from './open-loop.ts';
import type { Recorders } from './recorders.ts';
import type { LoadModel, SliceCount } from './sliced-load.ts';

export interface KeptLoadSpec {
  readonly shape: Shape;
  readonly silenceMs: number;
  readonly open: OpenLoopSpec;
}

/** The code of an open loop is warmed up at no more of the closed loop's rate than this: a server that keeps up lets it end. */
const warmUpShare = 0.5;

export class KeptLoad implements LoadModel {
  readonly #connections: readonly LoadConnection[];
  readonly #spec: KeptLoadSpec;
  readonly #recorders: Recorders;
  readonly #open: OpenLoop;
  /** By depth. */
  readonly #closed = new Map<number, ClosedLoop>();
  #current: ClosedLoop | OpenLoop;

  constructor(connections: readonly LoadConnection[], driver: Driver, spec: KeptLoadSpec, recorders: Recorders) {
    this.#connections = connections;
    this.#spec = spec;
    this.#recorders = recorders;
    this.#open = new OpenLoop(connections, driver, spec.open, recorders);
    this.#current = this.#open;
  }

  onReply(connection: LoadConnection, sentAtMs: number, atMs: number, requestClass: number): void {
    this.#current.onReply(connection, sentAtMs, atMs, requestClass);
  }

  /**
   * In a closed loop, whatever the shape: at a low rate a server would take minutes to see as many requests. An open loop
   * follows for less than half a second: its code would be compiled in the window otherwise, and there be late.
   */
  async warmUp(messages: number, ms: number) {
    this.#refuseUnanswered();
    const { shape } = this.#spec;
    const loop = this.#closedLoop(shape.kind === 'closed' ? shape.depth : 1);
    this.#current = loop;
    const warm = await loop.warmUp(messages, ms);
    if (shape.kind === 'open' && warm.messages > 0) {
      this.#current = this.#open;
      await this.#open.warmUp(Math.min(shape.ratePerSecond, warmUpShare * this.#rateOfAll(warm)));
      this.#refuseUnanswered();
    }
    this.forget();
    return warm;
  }

  /** Per second, of all processes: ours have the part of the schedule that is our part of the connections. */
  #rateOfAll({ messages, durationMs }: { readonly messages: number; readonly durationMs: number }): number {
    return ((1000 * messages) / durationMs) * (this.#spec.open.connections / this.#connections.length);
  }

  forget(): void {
    for (const recorder of Object.values(this.#recorders)) recorder?.clear();
    for (const connection of this.#connections) connection.measured = 0;
  }

  async slice(windowMs: number, opensMs: number | null, shape = this.#spec.shape): Promise<SliceCount> {
    this.#refuseUnanswered();
    if (shape.kind === 'open') {
      this.#current = this.#open;
      return await this.#open.slice(windowMs, shape.ratePerSecond, opensMs);
    }
    const loop = this.#closedLoop(shape.depth);
    this.#current = loop;
    return await loop.slice(windowMs, opensMs);
  }

  abort(error: Error): void {
    this.#current.abort(error);
  }

  /** A late reply would be taken for one of the next slice. */
  #refuseUnanswered(): void {
    const { givenUp } = this.#open;
    if (givenUp === 0) return;
    const requests =
      givenUp === 1 ? 'a request of the slice before has' : `${givenUp} requests of the slice before have`;
    throw new Error(`${requests} no reply yet, so that no other slice can follow: look at the server, or connect anew`);
  }

  #closedLoop(depth: number): ClosedLoop {
    const known = this.#closed.get(depth);
    if (known !== undefined) return known;
    const { silenceMs } = this.#spec;
    const loop = new ClosedLoop(this.#connections, { depth, silenceMs }, this.#recorders);
    this.#closed.set(depth, loop);
    return loop;
  }
}
