/** Being told by Node's own event loop that a descriptor can be read, whatever it is of. */
import koffi from 'koffi';

/** Watches nothing until it is started. Keeps the process alive while it watches. */
export interface Watch {
  /** Calls for as long as there is something to read, once a turn of the event loop. */
  start(): void;
  stop(): void;
  close(): void;
}

/**
 * The descriptor has to stay open until the watch is closed.
 *
 * `onReadable` is called from outside of what Node calls a callback scope: promises that it settles and ticks that it asks
 * for wait until Node calls something by itself. What has more to do than to ask for an immediate goes there.
 */
export function watchReadable(fd: number, onReadable: () => void): Watch {
  const events = { readable: true };
  // It begins to watch when it is made.
  const handle = koffi.node.poll(fd, events, onReadable);
  handle.stop();
  return {
    start: () => handle.start(events, onReadable),
    stop: () => handle.stop(),
    close: () => handle.close(),
  };
}
