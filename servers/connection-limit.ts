/**
 * How many connections a server may have that gives each one a thread or a process of its own. Known before it starts,
 * so that it can be shown, and so that the limit is met by a refusal and not by the end of the machine's memory.
 */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { Supported } from '../protocol/framing/framing.ts';

/** What each connection costs, as measured here; see docs/decisions/0031. */
export interface ConnectionCost {
  /** Whatever the machine, no more than this: above, starting them alone takes longer than any trial. */
  readonly most: number;
  readonly memoryBytes: number;
  readonly descriptors: number;
}

/** No more than half of the memory: the other half is the clients' and the system's. */
const memoryShare = 0.5;
/** For the runtime, the listening socket and those who ask. */
const ownDescriptors = 100;

export function connectionLimit({ most, memoryBytes, descriptors }: ConnectionCost): number {
  const byMemory = Math.floor((memoryShare * availableBytes()) / memoryBytes);
  const byDescriptors = Math.floor((descriptorLimit() - ownDescriptors) / descriptors);
  return Math.max(1, Math.min(most, byMemory, byDescriptors));
}

/** Whether so many connections can be open at once; `each` is what every one of them has, such as 'thread'. */
export function withinConnectionLimit(connections: number, limit: number, each: string): Supported {
  if (connections <= limit) return { ok: true };
  return { ok: false, reason: `a ${each} for each of ${connections} connections: the limit here is ${limit}` };
}

function availableBytes(): number {
  // 0, or more than there is, where no control group limits this process.
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

/** Node raises the soft limit to the hard one when it starts. */
function descriptorLimit(): number {
  if (process.platform !== 'linux') return Number.POSITIVE_INFINITY;
  const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
  return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
}
