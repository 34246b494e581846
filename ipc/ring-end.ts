/** An end of a channel of two rings, one for each direction, in memory that both ends see. */
import type { BlockingEnd, ChannelSpec } from './channel.ts';
import { copyBetween, memoryOf, type Memory } from './copy-short.ts';
import { longestMessage, ringBytes, RingReader, RingWriter } from './ring.ts';
import type { Waiting } from './wait.ts';

/** Both rings fit into the caches that two processors share; more would only be read from memory. */
const usualCapacity = 2 ** 20;

/** Each ring holds at least two of the longest messages, or the writer would wait for every one to be read. */
function capacityFor({ bytes }: Pick<ChannelSpec, 'bytes'>): number {
  let capacity = usualCapacity;
  while (longestMessage(capacity) < bytes) capacity *= 2;
  return capacity;
}

/** Of both rings together. */
export function memoryBytes(spec: ChannelSpec): number {
  return 2 * ringBytes(capacityFor(spec));
}

/** @param side the near end writes into the first ring, and the far end into the second */
export function ringEnd(
  memory: ArrayBuffer | SharedArrayBuffer,
  spec: ChannelSpec,
  side: 'near' | 'far',
  waiting: Waiting,
): BlockingEnd {
  const capacity = capacityFor(spec);
  const first = { memory, offset: 0, capacity };
  const second = { memory, offset: ringBytes(capacity), capacity };
  const [out, input] = side === 'near' ? [first, second] : [second, first];
  return new RingEnd(new RingWriter(out, waiting), new RingReader(input, waiting), spec.bytes);
}

class RingEnd implements BlockingEnd {
  readonly kind = 'blocking';
  readonly #writer: RingWriter;
  readonly #reader: RingReader;
  /** Where messages were last sent from: one place, as a rule. */
  #source: Memory;
  /** Room for one message. */
  readonly #own: Memory;

  constructor(writer: RingWriter, reader: RingReader, longest: number) {
    this.#writer = writer;
    this.#reader = reader;
    this.#source = reader.memory;
    this.#own = memoryOf(new Uint8Array(longest));
  }

  send(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.#source.bytes) this.#source = memoryOf(bytes);
    this.#writer.write(this.#source, start, end);
  }

  flush(): void {
    this.#writer.publish();
  }

  receive(): void {
    this.#reader.receive();
  }

  get bytes(): Uint8Array {
    return this.#reader.bytes;
  }

  get start(): number {
    return this.#reader.start;
  }

  get end(): number {
    return this.#reader.end;
  }

  take(): void {
    const { start, end, memory } = this.#reader;
    copyBetween(memory, start, this.#own, 0, end - start);
  }

  release(): void {
    this.#reader.release();
  }

  /** The memory goes with the ends. */
  close(): void {}
}
