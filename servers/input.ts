/** The memory that connections receive into, one after the other: each empties it before the next one is looked at. */
import { Buffer } from 'node:buffer';

/** As much as libuv reads at once, and the C server that we compare with. */
const inputBytes = 65_536;

export class Input {
  readonly bytes: Buffer = Buffer.allocUnsafeSlow(inputBytes);
  #view: Buffer = this.bytes;

  /** The first `length` bytes. Messages of one size come in views of one size, so the last one is kept. */
  view(length: number): Buffer {
    if (this.#view.length !== length) this.#view = this.bytes.subarray(0, length);
    return this.#view;
  }
}
