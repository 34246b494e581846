/** Connections that never speak, beside a load: what a server pays for having them. Their loss ends the load. */
import type { Endpoint } from '../protocol/endpoint.ts';
import { connectInBatches } from './connect-in-batches.ts';
import { dialled } from './dial.ts';
import type { Driver, DriverSocket } from './drivers/driver.ts';
import { openSocket } from './open-socket.ts';

export class IdleConnections {
  readonly #driver: Driver;
  readonly #sockets: DriverSocket[] = [];
  readonly #onLost: (error: Error) => void;
  #closing = false;

  /** `onLost`: the server has closed one, or sent something. */
  constructor(driver: Driver, onLost: (error: Error) => void) {
    this.#driver = driver;
    this.#onLost = onLost;
  }

  /** @throws ConnectError */
  async open(endpoint: Endpoint, count: number, deadlineMs: number): Promise<void> {
    await connectInBatches(count, (index) => this.#open(endpoint, index, deadlineMs));
  }

  close(): void {
    this.#closing = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  async #open(endpoint: Endpoint, index: number, deadlineMs: number): Promise<void> {
    const lose = (how: string): void => {
      if (!this.#closing) this.#onLost(new Error(`idle connection ${index}: ${how}`));
      this.#closing = true;
    };
    const events = {
      onRead: () => lose('the server spoke without being asked'),
      onEnd: () => lose('closed by the server'),
      onError: (error: NodeJS.ErrnoException) => lose(`lost (${error.code ?? error.message})`),
      onClose: () => {},
    };
    this.#sockets.push(await openSocket(this.#driver, dialled(endpoint), events, deadlineMs));
  }
}
