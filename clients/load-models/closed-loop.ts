/**
 * Closed loop: every connection keeps `depth` requests outstanding, and a reply is followed at once by the next
 * request. Answers "how much can it do". Its latency is service time at saturation: the client waits with the server.
 *
 *     request ─▶ … ─▶ reply ─▶ request ─▶ …      per connection, depth at a time
 *
 * In flight are requests.
 */
import type { LoadConnection } from '../connection.ts';
import type { ClosedRecorders } from './recorders.ts';
import { SlicedLoad, type SlicedLoadSpec } from './sliced-load.ts';

/** A server that is busy from its first request on has its rate by then; its queue is judged by later requests only. */
const longestRampMs = 10;

export class ClosedLoop extends SlicedLoad {
  readonly #connections: readonly LoadConnection[];
  readonly #depth: number;

  constructor(connections: readonly LoadConnection[], spec: SlicedLoadSpec, recorders: ClosedRecorders) {
    super(connections, spec, longestRampMs, recorders);
    this.#connections = connections;
    this.#depth = spec.depth;
  }

  onReply(connection: LoadConnection, sentAtMs: number, atMs: number, requestClass: number): void {
    this.count(connection, sentAtMs, atMs, requestClass);
    this.leave(sentAtMs, atMs);
    if (this.goesOn(atMs)) this.#request(connection);
  }

  protected override begin(): void {
    for (const connection of this.#connections) {
      for (let i = 0; i < this.#depth; i++) this.#request(connection);
      connection.flush();
    }
  }

  protected override eachInFlight(visit: (sinceMs: number) => void): void {
    for (const connection of this.#connections) connection.eachOutstanding(visit);
  }

  #request(connection: LoadConnection): void {
    this.enter();
    connection.request();
  }
}
