/** How a reader of credited-sender.ts asks for messages: so many at first, and then one for each that it has read. */
import { check } from '../native/libc.ts';
import { MSG_NOSIGNAL, send } from '../native/sockets.ts';

export class Credits {
  readonly #give: (count: number) => void;
  #left: number;

  /**
   * @param messages as many as are sent altogether
   * @param give sends so many bytes, which may be more than one write takes
   */
  constructor(messages: number, inFlight: number, give: (count: number) => void) {
    this.#give = give;
    this.#left = messages;
    this.add(inFlight);
  }

  add(wanted: number): void {
    const count = Math.min(wanted, this.#left);
    this.#left -= count;
    if (count > 0) this.#give(count);
  }
}

const zeros = new Uint8Array(1 << 15);
/** A sender that is busy reads its credits later: so many fit into any socket's buffer. */
export const mostInFlight = zeros.length;

/** On a blocking descriptor. @throws SystemError when the connection is gone */
export function giveOn(fd: number): (count: number) => void {
  return (count) => {
    for (let left = count; left > 0;)
      left -= check('send', send(fd, zeros, Math.min(left, zeros.length), MSG_NOSIGNAL));
  };
}
