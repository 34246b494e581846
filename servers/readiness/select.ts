/**
 * select(2): one bit for each descriptor, in sets that the kernel overwrites with what is ready. Every wait copies the
 * sets in and looks through them up to the largest descriptor. The sets are glibc's fd_set of 1,024 bits: a descriptor
 * of that number or above cannot be watched. (The kernel would take larger sets; programs as they are written cannot.)
 */
import { fdSetBits, readyCount, select } from '../../native/readiness.ts';
import { readable, writable, type Readiness } from './readiness.ts';

const words = fdSetBits / 32;

export class Select implements Readiness {
  readonly ready = new Int32Array(fdSetBits);
  readonly bits = new Uint8Array(fdSetBits);
  /** What to wait for. */
  readonly #read = new Int32Array(words);
  readonly #write = new Int32Array(words);
  /** The copies that the kernel works on. */
  readonly #canRead = new Int32Array(words);
  readonly #canWrite = new Int32Array(words);
  readonly #timeout = new BigInt64Array(2);
  /** The largest descriptor in the sets. */
  #largest = -1;

  add(fd: number): string | null {
    if (fd >= fdSetBits) return `descriptor ${fd} cannot be watched by this call`;
    this.#largest = Math.max(this.#largest, fd);
    this.change(fd, readable);
    return null;
  }

  change(fd: number, interest: number): void {
    const word = fd >> 5;
    const bit = 1 << (fd & 31);
    const read = this.#read[word] as number;
    const write = this.#write[word] as number;
    this.#read[word] = (interest & readable) === 0 ? read & ~bit : read | bit;
    this.#write[word] = (interest & writable) === 0 ? write & ~bit : write | bit;
  }

  remove(fd: number): void {
    this.change(fd, 0);
    while (this.#largest >= 0 && !this.#watches(this.#largest)) this.#largest--;
  }

  wait(timeoutMs: number): number {
    this.#canRead.set(this.#read);
    this.#canWrite.set(this.#write);
    const timeout = this.#timeval(timeoutMs);
    let left = readyCount('select', select(this.#largest + 1, this.#canRead, this.#canWrite, null, timeout));
    if (left === -1) return left;
    let found = 0;
    // The kernel counts bits: a descriptor that is ready for both counts twice.
    for (let word = 0; left > 0; word++) {
      const read = this.#canRead[word] as number;
      const write = this.#canWrite[word] as number;
      for (let any = read | write; any !== 0; any &= any - 1) {
        const lowest = any & -any;
        const canRead = (read & lowest) === 0 ? 0 : readable;
        const canWrite = (write & lowest) === 0 ? 0 : writable;
        this.ready[found] = word * 32 + 31 - Math.clz32(lowest);
        this.bits[found++] = canRead | canWrite;
        left -= canRead !== 0 && canWrite !== 0 ? 2 : 1;
      }
    }
    return found;
  }

  close(): void {}

  #watches(fd: number): boolean {
    const word = fd >> 5;
    return ((((this.#read[word] as number) | (this.#write[word] as number)) >>> (fd & 31)) & 1) === 1;
  }

  #timeval(timeoutMs: number): BigInt64Array | null {
    if (timeoutMs < 0) return null;
    this.#timeout[0] = BigInt(Math.floor(timeoutMs / 1000));
    this.#timeout[1] = BigInt((timeoutMs % 1000) * 1000);
    return this.#timeout;
  }
}
