/** How near the descriptor of a socket is to the limit of this process. Numbers are given out from the lowest on. */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/** What a socket of Node's shows of its descriptor. */
type Handled = Socket & { readonly _handle?: { readonly fd?: number } | null };

let limit: number | null | undefined;

/** Null where the kernel does not tell. */
export function descriptorLimit(): number | null {
  limit ??= readLimit();
  return limit;
}

function readLimit(): number | null {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    return soft === undefined ? null : Number(soft);
  } catch {
    return null;
  }
}

/** Descriptors that may still be opened above the socket's; infinite where nobody tells. */
export function roomAbove(socket: Socket): number {
  const most = descriptorLimit();
  const { _handle: handle } = socket as Handled;
  return most === null ? Number.POSITIVE_INFINITY : most - 1 - (handle?.fd ?? 0);
}
