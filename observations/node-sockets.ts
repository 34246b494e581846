/** Connections as sockets of Node, whose loop (libuv) waits until one has something to receive, and receives it. */
import { once } from 'node:events';
import { Socket } from 'node:net';

export class NodeSockets implements AsyncDisposable {
  readonly #sockets: readonly Socket[];
  #received = 0;
  #wanted = 0;
  #done = Promise.withResolvers<void>();

  /** @param descriptors are its own from now on, and closed with it */
  constructor(descriptors: readonly number[]) {
    this.#sockets = descriptors.map((fd) => {
      const socket = new Socket({ fd, readable: true, writable: true });
      return socket
        .on('data', ({ length }: Buffer) => this.#receive(length))
        .on('end', () => this.#fail('a connection ended while messages were expected on it'))
        .on('error', ({ message }) => this.#fail(message));
    });
  }

  /** Resolves when so many bytes more have come. @throws Error after `longestMs`, and when a connection ends */
  async receive(bytes: number, longestMs: number): Promise<void> {
    this.#done = Promise.withResolvers();
    this.#wanted += bytes;
    const tooLate = setTimeout(() => {
      this.#fail(`${this.#received} B of ${this.#wanted} B have come in ${longestMs} ms`);
    }, longestMs);
    try {
      await this.#done.promise;
    } finally {
      clearTimeout(tooLate);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closing = this.#sockets.map((socket) => once(socket, 'close'));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closing);
  }

  #receive(bytes: number): void {
    this.#received += bytes;
    if (this.#received >= this.#wanted) this.#done.resolve();
  }

  #fail(why: string): void {
    this.#done.promise.catch(() => {});
    this.#done.reject(new Error(why));
  }
}
