/**
 * Whether a socket can be moved to another thread. Node duplicates its descriptor for that; where none is free it says
 * nothing, and drops the socket without closing it (26.10): its peer would wait for ever, and its descriptor be lost.
 */
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import { descriptorLimit, roomAbove } from '../descriptor-limit.ts';

/** Numbers are given out from the lowest on: one within so many of the limit tells that descriptors may run out. */
const closeToLimit = 64;

/** Descriptors have been that scarce. Before, nothing is asked of the system, so that moving costs what it costs. */
let isCareful = false;

export function isRoomToMove(socket: Socket): boolean {
  isCareful ||= descriptorLimit() === null || roomAbove(socket) < closeToLimit;
  if (!isCareful) return true;
  try {
    closeSync(openSync('/dev/null', 'r'));
    return true;
  } catch {
    return false;
  }
}
