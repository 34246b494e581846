/** How poll(2) and epoll(7) spell readiness: on Linux with the same bits. */
import { readable, writable } from './readiness.ts';

const IN = 0x1;
const OUT = 0x4;

export function eventsFor(interest: number): number {
  return ((interest & readable) === 0 ? 0 : IN) | ((interest & writable) === 0 ? 0 : OUT);
}

/** An error or a hang-up (8, 16, in poll also 32) is ready for both: what its owner then tries will tell which. */
export function bitsOf(events: number): number {
  if (events === IN) return readable;
  if (events === OUT) return writable;
  if (events === (IN | OUT)) return readable | writable;
  return events === 0 ? 0 : readable | writable;
}
