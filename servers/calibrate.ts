/**
 * How long one round of `work` takes in this isolate, as it is now. Asked for after load, so that the compiler has
 * seen the loop where it will run; a figure from another program would be of other machine code.
 */
import { Buffer } from 'node:buffer';
import { fnv1a } from '../protocol/service.ts';
import { workedFrom } from '../protocol/stamp.ts';

const batchMs = 3;
const batches = 15;

/**
 * Nanoseconds of wall time per round over a payload of that size: the median of some batches of about 3 ms, short
 * enough that most are not interrupted. Blocks the isolate for about 50 ms.
 */
export function calibrateWork(payloadBytes: number): number {
  const payload = Buffer.alloc(Math.max(payloadBytes, workedFrom), 0x2a);
  let rounds = 256;
  let elapsedMs = timeRounds(rounds, payload);
  while (elapsedMs < batchMs) {
    rounds *= 2;
    elapsedMs = timeRounds(rounds, payload);
  }
  const times = Array.from({ length: batches }, () => timeRounds(rounds, payload)).toSorted((a, b) => a - b);
  return ((times[batches >> 1] as number) * 1e6) / rounds;
}

function timeRounds(rounds: number, payload: Buffer): number {
  const start = performance.now();
  sink ^= fnv1a(rounds, payload, workedFrom, payload.length);
  return performance.now() - start;
}

/** Keeps the compiler from dropping a result that nobody reads. */
let sink = 0;
