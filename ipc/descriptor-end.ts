/** An end on two descriptors that blocks in read(2) and write(2), with `length-u32` around each message. */
import { addressOf, read, write } from '../native/pipes.ts';
import { lastErrno } from '../native/libc.ts';
import { close } from '../native/sockets.ts';
import { transferFailure } from '../native/failures.ts';
import { ChannelError, mostBytes, PeerGoneError, type BlockingEnd } from './channel.ts';
import { copyBetween, memoryOf, type Memory } from './copy-short.ts';

const headerBytes = 4;
/** Room for a whole message, and for many short ones in one call. */
const bufferBytes = 2 * (mostBytes + headerBytes);

export class DescriptorEnd implements BlockingEnd {
  readonly kind = 'blocking';
  readonly #input: number;
  readonly #output: number;
  readonly #in = memoryOf(new Uint8Array(bufferBytes));
  readonly #out = memoryOf(new Uint8Array(bufferBytes));
  /** Of memory that stays where it is: koffi hands on numbers fastest. */
  readonly #inAddress = addressOf(this.#in.bytes);
  readonly #outAddress = addressOf(this.#out.bytes);
  /** Bytes that were read: from `#at` to `#filled` nobody has received them. */
  #at = 0;
  #filled = 0;
  #gathered = 0;
  #source: Memory = this.#in;
  readonly bytes = this.#in.bytes;
  start = 0;
  end = 0;

  constructor(input: number, output: number) {
    this.#input = input;
    this.#output = output;
  }

  send(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#gathered + headerBytes + length > bufferBytes) this.flush();
    if (bytes !== this.#source.bytes) this.#source = memoryOf(bytes);
    this.#out.words.setUint32(this.#gathered, length);
    copyBetween(this.#source, start, this.#out, this.#gathered + headerBytes, length);
    this.#gathered += headerBytes + length;
  }

  flush(): void {
    for (let at = 0; at < this.#gathered;) {
      const written = write(this.#output, this.#outAddress + at, this.#gathered - at);
      if (written === -1) throwUnlessAgain('write');
      else at += written;
    }
    this.#gathered = 0;
  }

  receive(): void {
    if (this.#filled - this.#at < headerBytes) this.#fill(headerBytes);
    const length = this.#in.words.getUint32(this.#at);
    if (length > mostBytes) throw new ChannelError(`a message of ${length} bytes came; at most ${mostBytes} are sent`);
    if (this.#filled - this.#at < headerBytes + length) this.#fill(headerBytes + length);
    this.start = this.#at + headerBytes;
    this.end = this.start + length;
    this.#at = this.end;
  }

  /** The kernel has copied it. */
  take(): void {}

  release(): void {
    if (this.#at !== this.#filled) return;
    this.#at = 0;
    this.#filled = 0;
  }

  close(): void {
    close(this.#input);
    if (this.#output !== this.#input) close(this.#output);
  }

  /** Waits until so many bytes are there, of which the first is at `#at`. */
  #fill(needed: number): void {
    if (this.#at + needed > bufferBytes) {
      this.#in.bytes.copyWithin(0, this.#at, this.#filled);
      this.#filled -= this.#at;
      this.#at = 0;
    }
    while (this.#filled - this.#at < needed) {
      const count = read(this.#input, this.#inAddress + this.#filled, bufferBytes - this.#filled);
      if (count === 0) throw new PeerGoneError();
      if (count === -1) throwUnlessAgain('read');
      else this.#filled += count;
    }
  }
}

/** A signal came: once more. @throws PeerGoneError, or what else it was */
function throwUnlessAgain(call: 'read' | 'write'): void {
  const number = lastErrno();
  const failure = transferFailure(number);
  if (failure === 'again') return;
  throw failure === 'gone' ? new PeerGoneError() : new ChannelError(`${call} failed with error number ${number}`);
}
