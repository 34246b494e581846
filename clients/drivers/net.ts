/** Node's own sockets: everywhere, and with the cost of Node's streams for every read and write. */
import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import type { Dialled } from '../dial.ts';
import type { Driver, DriverSocket, Pace, Pacer, PacingWay, SocketEvents } from './driver.ts';
import { NetPacing } from './net-pacing.ts';

/** Received bytes of all sockets of the process land here: each is dealt with before the next read. */
const receiveBuffer = Buffer.allocUnsafeSlow(65_536);
/** The part of it that the last read filled. Replies of one size fill the same part, and need no new view. */
let received: Buffer = receiveBuffer;

export class NetDriver implements Driver {
  #pacing: NetPacing | null = null;

  connect(where: Dialled, events: SocketEvents): DriverSocket {
    return new NetSocket(where, events, this);
  }

  pace(pacer: Pacer, way: PacingWay): Pace {
    if (this.#pacing?.isOver === false) throw new Error('a driver has one pacer at a time');
    this.#pacing = new NetPacing(pacer, way);
    return this.#pacing;
  }

  /** Some of a socket's events were told, and took their time. */
  lookAtPacer(): void {
    if (this.#pacing?.isOver === false) this.#pacing.lookAfterEvent();
  }

  close(): void {
    this.#pacing?.stop();
  }
}

class NetSocket implements DriverSocket {
  readonly #events: SocketEvents;
  readonly #driver: NetDriver;
  readonly #socket: Socket;
  /** The last that there is to tell was told, or nobody wants to hear it. */
  #isOver = false;

  constructor(where: Dialled, events: SocketEvents, driver: NetDriver) {
    this.#events = events;
    this.#driver = driver;
    const socket = connect({
      ...where,
      noDelay: true,
      // Whoever hears of the peer's FIN decides what to do about it.
      allowHalfOpen: true,
      // Spares an allocation for every read; the callback may return false to stop reading, which we never do.
      onread: { buffer: receiveBuffer, callback: this.#onRead },
    });
    socket.on('connect', this.#onConnect);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
    this.#socket = socket;
  }

  write(bytes: Uint8Array): boolean {
    this.#socket.write(bytes);
    return this.#socket.writableLength === 0;
  }

  end(bytes?: Uint8Array): boolean {
    if (bytes === undefined) this.#socket.end();
    else this.#socket.end(bytes);
    return this.#socket.writableLength === 0;
  }

  destroy(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }

  readonly #onConnect = (): void => {
    if (!this.#isOver) this.#events.onConnect();
  };

  readonly #onRead = (bytesRead: number): boolean => {
    const atMs = performance.now();
    if (received.length !== bytesRead) received = receiveBuffer.subarray(0, bytesRead);
    if (!this.#isOver) this.#events.onRead(received, atMs);
    this.#driver.lookAtPacer();
    return true;
  };

  readonly #onEnd = (): void => {
    if (!this.#isOver) this.#events.onEnd(performance.now());
  };

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.onError(error);
  };

  readonly #onClose = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.onClose();
  };
}
