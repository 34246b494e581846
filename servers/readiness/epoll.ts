/**
 * epoll(7): the kernel keeps the set and hands back only what is ready, so that a wait costs by the ready descriptors,
 * however many are idle; a change of interest is a system call of its own. Level-triggered, up to 256 at a time.
 */
import { addToEpoll, controlEpoll, createEpoll, epollEvent, epollWait, readyCount } from '../../native/readiness.ts';
import { close } from '../../native/sockets.ts';
import { bitsOf, eventsFor } from './poll-events.ts';
import { readable, type Readiness } from './readiness.ts';

/** The rest waits for the next call, which finds it ready at once. */
const batch = 256;

export class Epoll implements Readiness {
  readonly ready = new Int32Array(batch);
  readonly bits = new Uint8Array(batch);
  readonly #epoll = createEpoll();
  readonly #events = new Int32Array(batch * epollEvent.words);

  add(fd: number): string | null {
    return addToEpoll(this.#epoll, fd, eventsFor(readable));
  }

  change(fd: number, interest: number): void {
    controlEpoll(this.#epoll, 'change', fd, eventsFor(interest));
  }

  remove(fd: number): void {
    controlEpoll(this.#epoll, 'remove', fd, 0);
  }

  wait(timeoutMs: number): number {
    const events = this.#events;
    const count = readyCount('epoll_wait', epollWait(this.#epoll, events, batch, timeoutMs));
    const { words, dataWord } = epollEvent;
    for (let i = 0, at = 0; i < count; i++, at += words) {
      this.ready[i] = events[at + dataWord] as number;
      this.bits[i] = bitsOf(events[at] as number);
    }
    return count;
  }

  close(): void {
    close(this.#epoll);
  }
}
