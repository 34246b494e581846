/**
 * Sockets through libc and epoll(7), on Linux: for a small message it costs the client much less than Node's sockets do
 * (docs/decisions/0013-load.md), so that more of the servers are measured and less of the client.
 */
import type { Dialled } from '../dial.ts';
import type { Driver, DriverSocket, Pace, Pacer, PacingWay, SocketEvents } from './driver.ts';
import { EpollLoop } from './epoll-loop.ts';
import { EpollSocket } from './epoll-socket.ts';
import { Routes } from './route.ts';

export class EpollDriver implements Driver {
  readonly #loop = new EpollLoop();
  readonly #routes = new Routes();

  connect(where: Dialled, events: SocketEvents): DriverSocket {
    const socket = new EpollSocket(this.#loop, events);
    const route = this.#routes.to(where);
    const from = this.#routes.from(where);
    if (!(route instanceof Promise)) socket.setOut(route, from);
    else {
      route.then(
        (found) => socket.setOut(found, from),
        (error: unknown) => socket.fail(error as NodeJS.ErrnoException),
      );
    }
    return socket;
  }

  pace(pacer: Pacer, way: PacingWay): Pace {
    return this.#loop.pace(pacer, way);
  }

  close(): void {
    this.#loop.close();
  }
}
