/**
 * How soon TCP gives up a connection whose other side is silent: options of socket(7) and tcp(7), of which Node offers a part.
 * A descriptor has one owner, who closes it (`close` in sockets.ts).
 */
import { check, libcFunction } from './libc.ts';

const SOL_SOCKET = 1;
const SO_KEEPALIVE = 9;
const IPPROTO_TCP = 6;
const TCP_KEEPIDLE = 4;
const TCP_KEEPINTVL = 5;
const TCP_KEEPCNT = 6;
const TCP_USER_TIMEOUT = 18;

const setsockopt = libcFunction('int setsockopt(int fd, int level, int name, const void *value, uint length)') as (
  fd: number,
  level: number,
  name: number,
  value: Int32Array,
  length: number,
) => number;

export interface KeepAlive {
  /** Whole seconds of silence before the first probe. */
  readonly idleSeconds: number;
  readonly intervalSeconds: number;
  /** After so many without an answer the connection is given up, one interval after the last. */
  readonly probes: number;
}

/** The kernel asks whether the other side is there. @throws SystemError for values that it does not take */
export function setKeepAlive(fd: number, { idleSeconds, intervalSeconds, probes }: KeepAlive): void {
  setOption(fd, IPPROTO_TCP, TCP_KEEPIDLE, idleSeconds);
  setOption(fd, IPPROTO_TCP, TCP_KEEPINTVL, intervalSeconds);
  setOption(fd, IPPROTO_TCP, TCP_KEEPCNT, probes);
  setOption(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
}

/**
 * How long what was sent may go without an acknowledgement before the connection is given up, in ms; of keep-alive, whose
 * probes are sent as ever, it decides when they have been in vain (tcp(7)). @throws SystemError for a negative one
 */
export function setUserTimeout(fd: number, ms: number): void {
  setOption(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, ms);
}

function setOption(fd: number, level: number, name: number, value: number): void {
  check('setsockopt', setsockopt(fd, level, name, Int32Array.of(value), 4));
}
