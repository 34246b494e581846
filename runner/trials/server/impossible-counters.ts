/**
 * Counters that no machine can have: a clock that jumped, a count that was lost, a unit that was mistaken. A trial with
 * such ones fails when it is measured; what is stored needs no suspicion. Pure.
 */
import { framings, type FramingName } from '../../../protocol/framing/index.ts';
import type { Slice } from './record.ts';
import type { ServerSetup } from './setup.ts';

/** A message a nanosecond: a thousand times what anything measured here has reached. */
const mostPerNs = 1;
/** Snapshots of the two clocks are not quite simultaneous, but no further apart than this. */
const cpuTolerance = 1.5;

/** Of a machine, all that it has. */
export interface Processors {
  readonly server: number;
  readonly client: number;
}

/**
 * One sentence about what cannot be, or null.
 *
 * @param machines processors of the machine that each side is on
 */
export function impossibleIn(slice: Slice, { framing, load }: ServerSetup, machines: Processors): string | null {
  const { windowNs, messages, server, client } = slice;
  if (messages > mostPerNs * windowNs) return `the client counted ${messages} replies in ${windowNs / 1e6} ms`;
  if (server !== null && server.messages > mostPerNs * server.elapsedNs)
    return `the server counted ${server.messages} messages in ${server.elapsedNs / 1e6} ms`;
  // The server's counters are read before the first request of a slice and after its last reply, so that they hold at
  // least what the client counted in its window. Where there are no messages, the server counts chunks.
  if (server !== null && framings[framing as FramingName].boundary !== 'none' && messages > server.messages)
    return `the client counted ${messages} replies, and the server answered ${server.messages}`;
  if (load.shape === 'none' && messages > 0) return `the client counted ${messages} replies without load`;
  for (const [side, counters] of [['server', server] as const, ['client', client] as const]) {
    if (counters === null) continue;
    const { cpuNs, elapsedNs } = counters;
    const processors = side === 'server' ? machines.server : machines.client;
    if (!(elapsedNs > 0)) return `the clock of the ${side} stood still`;
    const used = cpuNs / elapsedNs;
    if (used > cpuTolerance * processors)
      return `the ${side} used the time of ${used.toFixed(1)} processors, and the machine has ${processors}`;
  }
  return null;
}
