/**
 * One end that has exchange after exchange in raw bytes: over one connection, or over a new one for each where a
 * message ends with its connection. There the stream is followed by FIN, and the reply by the server's.
 */
import { Buffer } from 'node:buffer';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { exchangesPerConnection, type Framing } from '../../protocol/framing/framing.ts';
import { Peer } from './peer.ts';

export class Correspondent implements Disposable {
  readonly #endpoint: Endpoint;
  readonly #closes: boolean;
  #kept: Peer | undefined;

  constructor(endpoint: Endpoint, framing: Framing) {
    this.#endpoint = endpoint;
    this.#closes = exchangesPerConnection(framing) === 1;
  }

  /**
   * Sends the pieces, each when the kernel has taken the one before, and returns as many bytes as were sent; where the
   * connection ends with the message, all that came. @throws when it ends otherwise than it should
   */
  async exchange(pieces: readonly Uint8Array[]): Promise<Buffer> {
    if (this.#closes) return await this.#exchangeOnce(pieces);
    const peer = (this.#kept ??= await Peer.connect(this.#endpoint));
    // Received meanwhile: the server may stop reading until its replies are read.
    const [, reply] = await Promise.all([send(peer, pieces), peer.receive(Buffer.concat(pieces).length)]);
    return reply;
  }

  async #exchangeOnce(pieces: readonly Uint8Array[]): Promise<Buffer> {
    using peer = await Peer.connect(this.#endpoint);
    await send(peer, pieces);
    peer.socket.end();
    const { bytes, ended } = await peer.rest();
    if (ended !== 'FIN') throw new Error(`${ended} after ${bytes.length} bytes of a reply`);
    return bytes;
  }

  [Symbol.dispose](): void {
    this.#kept?.[Symbol.dispose]();
  }
}

async function send(peer: Peer, pieces: readonly Uint8Array[]): Promise<void> {
  for (const piece of pieces) await peer.send(piece);
}
