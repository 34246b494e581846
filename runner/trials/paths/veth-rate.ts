/**
 * As `veth`, with a token bucket (tc-tbf(8)) for what each end sends: a link of so many Mbit/s in each direction, the
 * 14 bytes of the Ethernet header included.
 */
import { parseAmount, type Amount } from './amount.ts';
import { linkAvailable, openBetweenNamespaces } from './between-namespaces.ts';
import type { Path } from './path.ts';

const rate: Amount = { what: 'a rate in Mbit/s', most: 100_000, usual: '100' };

/** In bytes, the Ethernet header included. */
const frame = 1514;
/**
 * What a bucket may hold is sent at once after a pause, over the rate: small beside a slice of 150 ms. It also is what
 * can be made up for when the timer that sends the next packet is late, which it is by some 0.1 ms on a busy machine.
 */
const bucketSeconds = 0.001;
/**
 * What may wait behind the bucket: all that closed loops have on their way, since a packet that is lost costs a time-out
 * of 200 ms and more, which is chance and not the server. TCP does not hold itself back here: with BBR it had 12,000
 * packets dropped in 2 s when there was room for 50 ms. 64 connections with 64 KiB each take 4.4 MB.
 */
const queueSeconds = 0.05;
const leastQueue = 8 << 20;

/** As tc(8) has it. */
export function tokenBucket(megabitsPerSecond: number): string {
  const bytesPerSecond = (megabitsPerSecond * 1e6) / 8;
  const burst = Math.max(2 * frame, Math.ceil(bytesPerSecond * bucketSeconds));
  const limit = burst + Math.max(leastQueue, Math.ceil(bytesPerSecond * queueSeconds));
  return `tbf rate ${Math.round(megabitsPerSecond * 1e6)}bit burst ${burst} limit ${limit}`;
}

export const vethRate: Path = {
  name: 'veth-rate',
  description: 'as veth, with so many Mbit/s in each direction (a token bucket)',
  parameter: {
    placeholder: 'MBIT',
    usual: rate.usual,
    parse: (flag, value, argument) => parseAmount(flag, value, argument, rate),
  },
  transport: 'tcp',
  server: 'here',
  available: (network) => linkAvailable(network, ['offloads', 'rate']),
  open: (argument, from) => openBetweenNamespaces({ offloads: 'off', queueing: tokenBucket(Number(argument)) }, from),
};
