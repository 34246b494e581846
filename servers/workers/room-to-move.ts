/**
 * Whether a socket can be moved to another thread. Node duplicates its descriptor for that; where none is free it says
 * nothing, and drops the socket without closing it (26.10): its peer would wait for ever, and its descriptor be lost.
 */
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Numbers are given out from the lowest on: one within so many of the limit tells that descriptors may run out. */
const closeToLimit = 64;

let carefulFrom: number | undefined;
/** Descriptors have been that scarce. Before, nothing is asked of the system, so that moving costs what it costs. */
let isCareful = false;

/** What a socket of Node's shows of its descriptor. */
type Handled = Socket & { readonly _handle?: { readonly fd?: number } | null };

export function isRoomToMove(socket: Socket): boolean {
  carefulFrom ??= descriptorLimit() - closeToLimit;
  const { _handle: handle } = socket as Handled;
  isCareful ||= (handle?.fd ?? 0) >= carefulFrom;
  if (!isCareful) return true;
  try {
    closeSync(openSync('/dev/null', 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Of this process; 0, so that one is always careful, where the kernel does not tell. */
function descriptorLimit(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
