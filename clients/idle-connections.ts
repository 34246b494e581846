/** Connections that never speak, beside a load: what a server pays for having them. Their loss ends the load. */
import { connect, type Socket } from 'node:net';
import type { Endpoint } from '../protocol/endpoint.ts';
import { connected } from './connect-error.ts';
import { connectInBatches } from './connect-in-batches.ts';
import { dialled } from './dial.ts';

export class IdleConnections {
  readonly #sockets: Socket[] = [];
  readonly #onLost: (error: Error) => void;
  #closing = false;

  /** `onLost`: the server has closed one, or sent something. */
  constructor(onLost: (error: Error) => void) {
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
    const socket = connect(dialled(endpoint));
    this.#sockets.push(socket);
    await connected(socket, deadlineMs);
    const lose = (how: string): void => {
      if (!this.#closing) this.#onLost(new Error(`idle connection ${index}: ${how}`));
      this.#closing = true;
    };
    socket.on('data', () => lose('the server spoke without being asked'));
    socket.on('error', (error: NodeJS.ErrnoException) => lose(`lost (${error.code ?? error.message})`));
    socket.on('close', () => lose('closed by the server'));
  }
}
