/** The other end of a connection, in raw bytes: what conformance tests speak to a server with. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Buffer } from 'node:buffer';
import type { Endpoint } from '../../protocol/endpoint.ts';

export class Peer implements Disposable {
  readonly socket: Socket;
  readonly #received: Buffer[] = [];
  #bytes = 0;
  #wake: (() => void) | undefined;
  /** How the connection ended, once it has. */
  #ended: 'FIN' | 'RST' | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received.push(chunk);
      this.#bytes += chunk.length;
      this.#wake?.();
    });
    socket.on('end', () => this.#end('FIN'));
    socket.on('error', () => this.#end('RST'));
    socket.on('close', () => this.#end('RST'));
  }

  static async connect(endpoint: Endpoint): Promise<Peer> {
    const where = endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port };
    const socket = connect({ ...where, noDelay: true, allowHalfOpen: true });
    await once(socket, 'connect');
    return new Peer(socket);
  }

  /** Resolves when the kernel has taken the bytes. */
  async send(bytes: Uint8Array): Promise<void> {
    await new Promise((resolve) => this.socket.write(bytes, resolve));
  }

  /** Whether the kernel takes the bytes within 300 ms: it does not once both sides' buffers are full. */
  async isTaken(bytes: Uint8Array): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const deadline = setTimeout(() => resolve(false), 300);
    const taken = this.send(bytes).then(() => true);
    const answer = await Promise.race([taken, promise]);
    clearTimeout(deadline);
    return answer;
  }

  /** One request with a reply of its length, or the end of the connection instead. */
  async exchange(request: Uint8Array): Promise<Buffer | 'ended'> {
    this.socket.write(request);
    while (this.#bytes < request.length) {
      if (this.#ended !== undefined) return 'ended';
      await this.#change();
    }
    return await this.receive(request.length);
  }

  /** Whether the bytes come back; false also when the connection ends. */
  async echoes(bytes: Buffer): Promise<boolean> {
    const reply = await this.exchange(bytes);
    return reply !== 'ended' && reply.equals(bytes);
  }

  /** Exactly so many bytes. @throws when the connection ends before. */
  async receive(count: number): Promise<Buffer> {
    while (this.#bytes < count) {
      if (this.#ended !== undefined) throw new Error(`${this.#ended} after ${this.#bytes} of ${count} bytes`);
      await this.#change();
    }
    const all = Buffer.concat(this.#received);
    this.#received.splice(0, this.#received.length, all.subarray(count));
    this.#bytes -= count;
    return all.subarray(0, count);
  }

  /** Everything until the connection ends, and how it ended. */
  async rest(): Promise<{ readonly bytes: Buffer; readonly ended: 'FIN' | 'RST' }> {
    while (this.#ended === undefined) await this.#change();
    return { bytes: Buffer.concat(this.#received), ended: this.#ended };
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #end(how: 'FIN' | 'RST'): void {
    this.#ended ??= how;
    this.#wake?.();
  }
}

/** Whether nobody listens there. */
export async function isRefused(endpoint: Endpoint): Promise<boolean> {
  try {
    (await Peer.connect(endpoint)).socket.destroy();
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
  }
}
