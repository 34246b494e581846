/**
 * A ring for messages between one producer and one consumer, over any memory that both see: a SharedArrayBuffer between
 * threads, mapped memory between processes. Messages lie whole in the ring, and are read where they lie.
 *
 *     byte 0      capacity │ writer's mark │ reader's mark      written once
 *     byte 128    tail: bytes consumed so far, modulo 2^32      written by the reader
 *     byte 256    1 while the reader sleeps                     set by the reader, cleared by whoever wakes it
 *     byte 384    1 while the writer sleeps                     set by the writer, cleared by whoever wakes it
 *     byte 512    messages:  │ header 4 │ unused 4 │ payload, padded to 8 │ header │ …
 *
 * A header is 0 while there is no message, the payload's length + 1 when there is one, and -1 where the writer went on at
 * the beginning, since the next message did not fit before the end. The reader polls the header of the next message, so
 * that announcement and payload travel in one cache line; there is no index of the writer's that could be on another
 * (Giacomoni, Moseley and Vachharajani, "FastForward for Efficient Pipeline Parallelism", PPoPP 2008). The writer clears
 * the header behind a message before it announces that message: old bytes are never taken for a header.
 *
 * The reader's tail is on a line of its own, is kept by the writer until it runs out of room, and is written once in an
 * eighth of the ring, so that it does not travel with every message. 128 bytes lie between what different ends write:
 * processors fetch lines of 64 bytes in pairs.
 */
import { copyBetween, memoryOf, type Memory } from './copy-short.ts';
import { ChannelError } from './channel.ts';
import { Waiter, Waker, type Waiting } from './wait.ts';

const lineWords = 32;
const word = {
  capacity: 0,
  writer: 1,
  reader: 2,
  tail: lineWords,
  readerSleeps: 2 * lineWords,
  writerSleeps: 3 * lineWords,
};
const dataAt = 4 * 4 * lineWords;

/** In front of each payload: as long as a payload's alignment. */
const headerBytes = 8;
const wrapped = -1;
/** A tail is written when so much of the ring has been consumed since it was written last. */
const tailShare = 8;
const leastCapacity = 1024;
const mostCapacity = 2 ** 30;

/** Length of the memory of a ring in which `capacity` bytes of messages are on their way. */
export function ringBytes(capacity: number): number {
  return dataAt + capacity;
}

/** The longest message of a ring: with one skipped stretch before it and the tail as late as it can be, it still fits. */
export function longestMessage(capacity: number): number {
  return (capacity * 7) / 16 - 2 * headerBytes;
}

/** Where a ring is: `ringBytes(capacity)` bytes of memory from `offset`, a multiple of 128. It has to be zero at first. */
export interface RingPlace {
  readonly memory: ArrayBuffer | SharedArrayBuffer;
  readonly offset: number;
  /** A power of two. */
  readonly capacity: number;
}

/** What both ends keep of it. */
class RingMemory {
  readonly capacity: number;
  readonly words: Int32Array;
  readonly data: Memory;
  readonly headers: Int32Array;

  constructor({ memory, offset, capacity }: RingPlace) {
    if (!isCapacity(capacity)) {
      throw new ChannelError(
        `a ring of ${capacity} bytes: use a power of two from ${leastCapacity} to ${mostCapacity}`,
      );
    }
    if (offset % (4 * lineWords) !== 0 || offset + ringBytes(capacity) > memory.byteLength) {
      const there = `${memory.byteLength} bytes of memory, from ${offset} on`;
      throw new ChannelError(
        `a ring of ${capacity} bytes takes ${ringBytes(capacity)}, at a multiple of 128: ${there}`,
      );
    }
    this.capacity = capacity;
    this.words = new Int32Array(memory, offset, dataAt / 4);
    this.headers = new Int32Array(memory, offset + dataAt, capacity / 4);
    this.data = memoryOf(new Uint8Array(memory, offset + dataAt, capacity));
    const other = Atomics.compareExchange(this.words, word.capacity, 0, capacity);
    if (other !== 0 && other !== capacity) {
      throw new ChannelError(`a ring of ${capacity} bytes: the memory holds one of ${other}; both ends use the same`);
    }
  }

  /** @throws ChannelError when there is such an end, or was one: what it left unfinished, nobody knows. */
  claim(mark: number, end: 'writer' | 'reader'): void {
    if (Atomics.compareExchange(this.words, mark, 0, 1) !== 0) {
      throw new ChannelError(`the ring has a ${end} already; it takes one, give a second one a ring of its own`);
    }
  }
}

function isCapacity(capacity: number): boolean {
  const isPowerOfTwo = Number.isInteger(capacity) && Number.isInteger(Math.log2(capacity));
  return isPowerOfTwo && capacity >= leastCapacity && capacity <= mostCapacity;
}

/** The producer's end. One thread uses it. */
export class RingWriter {
  readonly #words: Int32Array;
  readonly #headers: Int32Array;
  readonly #data: Memory;
  readonly #capacity: number;
  readonly #longest: number;
  readonly #waiter: Waiter;
  readonly #waker: Waker;
  /** Bytes written so far, modulo 2^32, and the reader's tail when it was last looked at. */
  #head = 0;
  #tail = 0;
  /** Index and value of the header of the first message that is not announced yet; -1: there is none. */
  #first = -1;
  #firstHeader = 0;

  /** @throws ChannelError when the place does not do, or has a writer */
  constructor(place: RingPlace, waiting: Waiting) {
    const memory = new RingMemory(place);
    memory.claim(word.writer, 'writer');
    this.#words = memory.words;
    this.#headers = memory.headers;
    this.#data = memory.data;
    this.#capacity = memory.capacity;
    this.#longest = longestMessage(memory.capacity);
    this.#waiter = new Waiter(memory.words, word.writerSleeps, waiting);
    this.#waker = new Waker(memory.words, word.readerSleeps, waiting);
  }

  /**
   * Puts a message into the ring, and waits for room where there is none. The reader sees it after the next `publish`.
   * @throws ChannelError for a message that is longer than `longestMessage`, or a range that its source does not have;
   * PeerGoneError
   */
  write(source: Memory, start: number, end: number): void {
    const length = end - start;
    if (!(start >= 0 && length >= 0 && end <= source.bytes.length)) {
      throw new ChannelError(`bytes ${start} to ${end} of ${source.bytes.length}: use a range that is there`);
    }
    const at = this.#reserve(length);
    copyBetween(source, start, this.#data, at + headerBytes, length);
    this.#announce(at, length + 1);
  }

  /** Shows the reader all messages since the last time, and wakes it if it sleeps. */
  publish(): void {
    if (this.#first === -1) return;
    // Whatever was stored before is seen by whoever sees this.
    Atomics.store(this.#headers, this.#first, this.#firstHeader);
    this.#first = -1;
    this.#waker.wake();
  }

  /** Returns the offset of a header in front of so much room. */
  #reserve(length: number): number {
    if (length > this.#longest) {
      throw new ChannelError(
        `a message of ${length} bytes: a ring of ${this.#capacity} bytes takes at most ${this.#longest}`,
      );
    }
    const mask = this.#capacity - 1;
    const size = sizeOf(length);
    const at = this.#head & mask;
    const skipped = at + size > this.#capacity ? this.#capacity - at : 0;
    // Behind it, a header that says that there is nothing yet.
    if (this.#room() < skipped + size + headerBytes) this.#waitForRoom(skipped + size + headerBytes);
    const messageAt = (at + skipped) & mask;
    this.#head = (this.#head + skipped + size) | 0;
    this.#headers[(this.#head & mask) >> 2] = 0;
    if (skipped > 0) {
      this.#headers[messageAt >> 2] = 0;
      this.#announce(at, wrapped);
    }
    return messageAt;
  }

  /** The first header since the last `publish` is stored there, after all others. */
  #announce(at: number, header: number): void {
    if (this.#first === -1) {
      this.#first = at >> 2;
      this.#firstHeader = header;
    } else this.#headers[at >> 2] = header;
  }

  #room(): number {
    return this.#capacity - ((this.#head - this.#tail) | 0);
  }

  #waitForRoom(needed: number): void {
    this.#tail = Atomics.load(this.#words, word.tail);
    while (this.#room() < needed) {
      // The reader makes room of what it can see.
      this.publish();
      this.#tail = this.#waiter.whileEqual(word.tail, this.#tail);
    }
  }
}

/** The consumer's end. One thread uses it. */
export class RingReader {
  readonly #words: Int32Array;
  readonly #headers: Int32Array;
  readonly #capacity: number;
  readonly #waiter: Waiter;
  readonly #waker: Waker;
  /** Bytes consumed so far, modulo 2^32, and what of it the writer knows. */
  #tail = 0;
  #written = 0;
  /** The message that was received last: `bytes` from `start` to `end`, which is the ring itself, until `release`. */
  readonly bytes: Uint8Array;
  start = 0;
  end = 0;
  #isHeld = false;

  /** @throws ChannelError when the place does not do, or has a reader */
  constructor(place: RingPlace, waiting: Waiting) {
    const memory = new RingMemory(place);
    memory.claim(word.reader, 'reader');
    this.#words = memory.words;
    this.#headers = memory.headers;
    this.#capacity = memory.capacity;
    this.bytes = memory.data.bytes;
    this.memory = memory.data;
    this.#waiter = new Waiter(memory.words, word.readerSleeps, waiting, memory.headers);
    this.#waker = new Waker(memory.words, word.writerSleeps, waiting);
  }

  /** What `bytes` are a part of. */
  readonly memory: Memory;

  /** Waits for the next message. @throws PeerGoneError when the writer is gone and has left none */
  receive(): void {
    const at = (this.#tail & (this.#capacity - 1)) >> 2;
    const header = Atomics.load(this.#headers, at);
    this.#take(header === 0 ? this.#waiter.whileEqual(at, 0) : header);
  }

  /** Whether there is a message, which it then takes. Does not wait. */
  tryReceive(): boolean {
    const header = Atomics.load(this.#headers, (this.#tail & (this.#capacity - 1)) >> 2);
    if (header !== 0) this.#take(header);
    return header !== 0;
  }

  /**
   * Gives the room of the message that was received last back to the writer, which may use it from then on.
   * @throws ChannelError when none is held
   */
  release(): void {
    if (!this.#isHeld) throw new ChannelError('no message is held: release each one once, after it was received');
    this.#isHeld = false;
    this.#tail = (this.#tail + sizeOf(this.end - this.start)) | 0;
    if (((this.#tail - this.#written) | 0) < this.#capacity / tailShare) return;
    this.#written = this.#tail;
    Atomics.store(this.#words, word.tail, this.#tail);
    this.#waker.wake();
  }

  #take(header: number): void {
    const mask = this.#capacity - 1;
    let length = header - 1;
    if (header === wrapped) {
      this.#tail = (this.#tail + this.#capacity - (this.#tail & mask)) | 0;
      // It was there before what sent us here.
      length = Atomics.load(this.#headers, 0) - 1;
    }
    this.start = (this.#tail & mask) + headerBytes;
    this.end = this.start + length;
    this.#isHeld = true;
  }
}

/** Of a message with its header. */
function sizeOf(length: number): number {
  return headerBytes + ((length + headerBytes - 1) & -headerBytes);
}
