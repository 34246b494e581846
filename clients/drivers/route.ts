/**
 * Where connections lead and come from, as the kernel reads it. A name is looked up once, and stands for all of its
 * addresses until one of them has answered, which is the only one from then on: `localhost` is often ::1 first, where a
 * server on 127.0.0.1 cannot be found.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { socketAddress, type SocketAddress } from '../../native/client-sockets.ts';
import type { Dialled } from '../dial.ts';

export interface Route {
  /** At least one; to be tried in this order. */
  addresses: readonly SocketAddress[];
}

export class Routes {
  readonly #routes = new Map<string, Route | Promise<Route>>();
  /** Of this machine, without a port. */
  readonly #sources = new Map<string, SocketAddress>();

  /** A promise where a name has to be looked up first; it rejects with what `node:dns` says. */
  to(where: Dialled): Route | Promise<Route> {
    const key = 'path' in where ? where.path : `${where.host} ${where.port}`;
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const route = 'path' in where ? straight({ kind: 'unix', path: where.path }) : this.#toHost(key, where);
    this.#routes.set(key, route);
    return route;
  }

  from(where: Dialled): SocketAddress | null {
    if ('path' in where || where.localAddress === undefined) return null;
    const host = where.localAddress;
    const known = this.#sources.get(host);
    if (known !== undefined) return known;
    const source = socketAddress({ kind: 'tcp', host, port: 0 });
    this.#sources.set(host, source);
    return source;
  }

  #toHost(key: string, { host, port }: { readonly host: string; readonly port: number }): Route | Promise<Route> {
    if (isIP(host) !== 0) return straight({ kind: 'tcp', host, port });
    return lookup(host, { all: true }).then((found) => {
      const route = { addresses: found.map(({ address }) => socketAddress({ kind: 'tcp', host: address, port })) };
      this.#routes.set(key, route);
      return route;
    });
  }
}

function straight(endpoint: SocketAddress['endpoint']): Route {
  return { addresses: [socketAddress(endpoint)] };
}
