/**
 * Everything until the peer shuts down its sending side is one message, so a connection carries one exchange: the reply
 * starts after the request's FIN, and ends with the server's.
 *
 *     68 65 6c 6c 6f FIN      "hello"
 *
 * The Socket Programming HOWTO's "or end by shutting down the connection" ("Using a Socket"), and HTTP/1.0. Nothing
 * tells a message that was cut short from a whole one. It has to be kept until the FIN is there, the one copy that no
 * other framing needs for a message that came whole.
 */
import { Assembly } from './assembly.ts';
import {
  FramingError,
  withinLimit,
  type Decoder,
  type Framing,
  type FramingLimits,
  type OnMessage,
} from './framing.ts';

const name = 'until-close';

class UntilCloseDecoder implements Decoder {
  readonly #maxMessageBytes: number;
  readonly #message = new Assembly();

  constructor(limits: FramingLimits) {
    this.#maxMessageBytes = limits.maxMessageBytes;
  }

  get insideMessage(): boolean {
    return this.#message.length > 0;
  }

  push(chunk: Uint8Array): void {
    if (this.#message.length + chunk.length > this.#maxMessageBytes) {
      throw new FramingError(name, 0, `no end of the stream within the limit of ${this.#maxMessageBytes} bytes`);
    }
    this.#message.append(chunk, 0, chunk.length);
  }

  end(onMessage: OnMessage): void {
    onMessage(this.#message.bytes, 0, this.#message.length);
  }
}

export const untilClose: Framing = {
  name,
  description: 'everything until the peer shuts down its sending side, as HTTP/1.0; one exchange per connection',
  boundary: 'end-of-stream',
  carries: withinLimit,
  createEncoder: () => (out, bytes, start, end) => out.append(bytes, start, end),
  createDecoder: (limits) => new UntilCloseDecoder(limits),
};
