/** Connections that never speak, beside a load: what a server pays for having them. Their loss ends the load. */
import { formatEndpoint, type Endpoint } from '../protocol/endpoint.ts';
import { connectInBatches } from './connect-in-batches.ts';
import { dialled } from './dial.ts';
import type { Driver, DriverSocket } from './drivers/driver.ts';
import { closed, explainLoss, lossOf, wrongReply, type Loss } from './loss.ts';
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
    const lose = (loss: Loss): void => {
      if (!this.#closing)
        this.#onLost(new Error(explainLoss(`idle connection ${index}`, loss, formatEndpoint(endpoint))));
      this.#closing = true;
    };
    const events = {
      onRead: () => lose(wrongReply('the server spoke without being asked')),
      onEnd: () => lose(closed),
      onError: (error: NodeJS.ErrnoException) => lose(lossOf(error)),
      onClose: () => {},
    };
    this.#sockets.push(await openSocket(this.#driver, dialled(endpoint), events, deadlineMs));
  }
}
