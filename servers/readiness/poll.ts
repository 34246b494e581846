/**
 * poll(2): the whole list goes into the kernel and is looked through on both sides for every wait, so that idle
 * descriptors cost. Any number of them; a change of interest is a store into the list.
 */
import { poll, readyCount } from '../../native/readiness.ts';
import { bitsOf, eventsFor } from './poll-events.ts';
import { readable, type Readiness } from './readiness.ts';

const initialSlots = 64;

export class Poll implements Readiness {
  ready = new Int32Array(initialSlots);
  bits = new Uint8Array(initialSlots);
  /** struct pollfd: a descriptor, then 16 bits of what to wait for, then 16 bits of what came. */
  #list = new Int32Array(initialSlots * 2);
  /** The same memory, as 16-bit numbers. */
  #halves = new Int16Array(this.#list.buffer);
  #count = 0;
  /** Place of a descriptor in the list, by its number. */
  readonly #slots: number[] = [];

  add(fd: number): null {
    if (this.#count === this.ready.length) this.#grow();
    this.#place(this.#count++, fd, eventsFor(readable));
    return null;
  }

  change(fd: number, interest: number): void {
    this.#halves[(this.#slots[fd] as number) * 4 + 2] = eventsFor(interest);
  }

  /** The last one takes its place. */
  remove(fd: number): void {
    const last = --this.#count;
    this.#place(this.#slots[fd] as number, this.#list[last * 2] as number, this.#halves[last * 4 + 2] as number);
  }

  wait(timeoutMs: number): number {
    const count = readyCount('poll', poll(this.#list, this.#count, timeoutMs));
    const halves = this.#halves;
    if (count === -1) return count;
    let found = 0;
    for (let slot = 0; found < count; slot++) {
      const happened = halves[slot * 4 + 3] as number;
      if (happened === 0) continue;
      this.ready[found] = this.#list[slot * 2] as number;
      this.bits[found++] = bitsOf(happened);
    }
    return found;
  }

  close(): void {}

  #place(slot: number, fd: number, events: number): void {
    this.#list[slot * 2] = fd;
    this.#halves[slot * 4 + 2] = events;
    this.#halves[slot * 4 + 3] = 0;
    this.#slots[fd] = slot;
  }

  #grow(): void {
    const list = new Int32Array(this.#list.length * 2);
    list.set(this.#list);
    this.#list = list;
    this.#halves = new Int16Array(list.buffer);
    this.ready = new Int32Array(list.length / 2);
    this.bits = new Uint8Array(list.length / 2);
  }
}
