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

/** An open loop's own code, when the server is warm: after so many slices of so long. */
const openWarmUps = 3;
const openWarmUpMs = 100;

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

  /** In a closed loop, whatever the shape: at a low rate a server would take minutes to see as many requests. */
  async warmUp(messages: number, ms: number) {
    this.#refuseUnanswered();
    const { shape } = this.#spec;
    const loop = this.#closedLoop(shape.kind === 'closed' ? shape.depth : 1);
    this.#current = loop;
    const warm = await loop.warmUp(messages, ms);
    for (let slice = 0; shape.kind === 'open' && slice < openWarmUps; slice++) await this.slice(openWarmUpMs, null);
    this.forget();
    return warm;
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
