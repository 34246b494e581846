/**
 * The loop of the epoll driver. It waits for its sockets by itself while replies can be expected, and has libuv wait for
 * them otherwise.
 *
 *     libuv: can be read ─▶ turn: epoll_wait ─▶ receive ─▶ hand on ─▶ send ─▶ epoll_wait ─▶ … ─▶ nothing came: libuv
 *                             └─ after some milliseconds: timers, streams and signals, then the next turn ─┘
 *
 * Going through libuv for every wait would cost a second wait and a call from native code each time; a loop that never
 * gave its thread back would keep control lines waiting. Edge-triggered: what epoll has told once it tells again when
 * something new has come, so that a wait does not ask every socket of the wait before once more.
 *
 * A loop with a pacer has one turn after the other, sleeps in them, and looks at the clock after every socket.
 */
import { epollWaitFinely, setTimerSlack } from '../../native/fine-wait.ts';
import { addressOf } from '../../native/pipes.ts';
import {
  addToEpoll,
  controlEpoll,
  createEpoll,
  epollBits,
  epollEvent,
  epollWaitAt,
  readyCount,
} from '../../native/readiness.ts';
import { close } from '../../native/sockets.ts';
import { watchReadable } from '../../native/watch.ts';
import type { Pace, Pacer, PacingWay } from './driver.ts';
import { EpollPacing } from './epoll-pacing.ts';
import { Inbox, type Receiver } from './inbox.ts';
import { Outbox } from './outbox.ts';

/** As many descriptors as one wait tells of; the others are told by the next. */
const batch = 256;
/** So long one turn lasts at most, but for its last wait. What else the process has to do waits so long. */
const turnMs = 10;
/**
 * So long one wait of a turn lasts at most. Above the period of the kernel's own tick (1 to 10 ms): a shorter one makes it
 * set the processor's timer for every wait and back again, which took 2 µs each in a virtual machine.
 */
const waitMs = 10;

/** A socket as the loop knows it. */
export interface LoopSocket extends Receiver {
  /** Tells this socket from others that have had its descriptor: events of those may still be in the batch. Above zero. */
  readonly tag: number;
  /** `epollBits` of what has come, if that is something else than bytes to be received, or the socket is not open yet. */
  onReady(bits: number): void;
}

export class EpollLoop {
  readonly outbox = new Outbox();
  readonly #inbox = new Inbox();
  readonly #epoll = createEpoll();
  readonly #events = new Int32Array(new ArrayBuffer(batch * epollEvent.words * 4));
  readonly #eventsLocation = addressOf(new Uint8Array(this.#events.buffer));
  /** By descriptor: they are small numbers, since the system gives out the smallest that is free. */
  readonly #sockets: (LoopSocket | undefined)[] = [];
  /** By descriptor, the tags of the sockets that are open: most events need no more than that. */
  #open = new Int32Array(1024);
  /** Sockets. */
  #count = 0;
  readonly #watch = watchReadable(this.#epoll, () => this.#wake());
  #isWatching = false;
  /** A turn goes on, or is about to. */
  #isTurning = false;
  /** Something was sent, or a connection begun, since the last wait. */
  #expects = false;
  #pacing: EpollPacing | null = null;
  #lastTag = 0;
  #isClosed = false;

  /** A tag that no other socket has. */
  nextTag(): number {
    this.#lastTag = this.#lastTag === 0x7fff_ffff ? 1 : this.#lastTag + 1;
    return this.#lastTag;
  }

  /** Begins to watch. Returns why that cannot be, in words, or null. */
  add(fd: number, socket: LoopSocket, bits: number): string | null {
    const obstacle = addToEpoll(this.#epoll, fd, bits | epollBits.edge, socket.tag);
    if (obstacle !== null) return obstacle;
    this.#sockets[fd] = socket;
    this.#count++;
    this.#expects = true;
    this.#watchOrNot();
    return null;
  }

  change(fd: number, { tag }: LoopSocket, bits: number): void {
    controlEpoll(this.#epoll, 'change', fd, bits | epollBits.edge, tag);
  }

  /** From now on bytes are received for it as they come. */
  open(fd: number, { tag }: LoopSocket): void {
    if (fd >= this.#open.length) {
      const larger = new Int32Array(2 * fd);
      larger.set(this.#open);
      this.#open = larger;
    }
    this.#open[fd] = tag;
  }

  /** Closes the descriptor, with which the kernel ends its watch. */
  remove(fd: number): void {
    this.outbox.forget(fd);
    this.#sockets[fd] = undefined;
    if (fd < this.#open.length) this.#open[fd] = 0;
    close(fd);
    this.#count--;
    this.#watchOrNot();
  }

  /** Something was sent past the outbox. */
  expect(): void {
    this.#expects = true;
  }

  /** See Driver. */
  pace(pacer: Pacer, way: PacingWay): Pace {
    if (this.#livePacing() !== null) throw new Error('a driver has one pacer at a time');
    if (this.#isClosed) throw new Error('the driver is closed');
    this.#pacing = new EpollPacing(pacer, way);
    setTimerSlack(1);
    if (!this.#isTurning) this.#wake();
    return this.#pacing;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#endPacing();
    this.#watchOrNot();
    this.#watch.close();
    close(this.#epoll);
  }

  /** A turn is not for the inside of this call: see `watchReadable`. */
  #wake(): void {
    this.#isTurning = true;
    this.#watchOrNot();
    setImmediate(this.#turn);
  }

  /** Libuv watches while there are sockets, which keeps the process alive, and no turn goes on. */
  #watchOrNot(): void {
    const isWanted = this.#count > 0 && !this.#isTurning && !this.#isClosed;
    if (isWanted === this.#isWatching) return;
    this.#isWatching = isWanted;
    if (isWanted) this.#watch.start();
    else this.#watch.stop();
  }

  readonly #turn = (): void => {
    const endMs = performance.now() + turnMs;
    for (let nowMs = 0; nowMs < endMs; nowMs = performance.now()) {
      const pacing = this.#livePacing();
      const isNeeded = (this.#count > 0 || pacing !== null) && !this.#isClosed;
      const count = isNeeded ? this.#await(pacing) : 0;
      if (count === 0 && pacing === null) {
        this.#isTurning = false;
        return this.#watchOrNot();
      }
      for (let done = 0; done < count;) {
        done = this.#receive(done, pacing === null ? count : done + 1);
        this.#handOn();
        pacing?.runIfDue(performance.now());
      }
    }
    // What others do now is no idling of ours.
    this.#pacing?.endIdle(performance.now());
    setImmediate(this.#turn);
  };

  /** How many events have come. */
  #await(pacing: EpollPacing | null): number {
    if (pacing !== null) return this.#awaitPaced(pacing);
    const timeoutMs = this.#expects ? waitMs : 0;
    this.#expects = false;
    return this.#counted(epollWaitAt(this.#epoll, this.#eventsLocation, batch, timeoutMs));
  }

  /** Does what is due. The thread only sleeps when there is nothing else to do, nor will be soon. */
  #awaitPaced(pacing: EpollPacing): number {
    const nowMs = performance.now();
    pacing.endIdle(nowMs);
    const hasRun = pacing.runIfDue(nowMs);
    const count = this.#counted(epollWaitAt(this.#epoll, this.#eventsLocation, batch, 0));
    if (hasRun || count > 0) return count;
    pacing.beginIdle(nowMs);
    const sleepMs = Math.min(waitMs, pacing.sleepMs(nowMs));
    if (sleepMs <= 0) return 0;
    const woken = this.#counted(epollWaitFinely(this.#epoll, this.#eventsLocation, batch, sleepMs));
    pacing.endIdle(performance.now());
    return woken;
  }

  /** What a wait returned; 0 also when the kernel had no memory to tell. */
  #counted(result: number): number {
    return result > 0 ? result : Math.max(0, readyCount('epoll_wait', result));
  }

  /** The one that is at work, if any. */
  #livePacing(): EpollPacing | null {
    if (this.#pacing?.isOver === true) this.#endPacing();
    return this.#pacing;
  }

  #endPacing(): void {
    if (this.#pacing === null) return;
    this.#pacing.stop();
    this.#pacing = null;
    // Replies to the last of its requests.
    this.#expects = true;
    setTimerSlack('usual');
  }

  /**
   * Deals with the events from `from` up to `end`, as many as the inbox has room for, and returns which comes next. What
   * is told of one socket may end another, so nobody waits in the inbox meanwhile.
   */
  #receive(from: number, end: number): number {
    const events = this.#events;
    const { words, dataWord } = epollEvent;
    let next = from;
    for (; next < end && !this.#inbox.isFull; next++) {
      const at = next * words;
      const fd = events[at + dataWord] as number;
      const tag = events[at + dataWord + 1] as number;
      const bits = events[at] as number;
      const socket = this.#sockets[fd];
      if (bits === epollBits.readable && this.#open[fd] === tag) {
        this.#inbox.add(fd, socket as LoopSocket);
      } else if (socket?.tag === tag) {
        if (!this.#inbox.isEmpty) break;
        socket.onReady(bits);
      }
    }
    return next;
  }

  #handOn(): void {
    this.outbox.isOpen = true;
    this.#inbox.handOn();
    this.outbox.isOpen = false;
    if (this.outbox.send()) this.#expects = true;
  }
}
