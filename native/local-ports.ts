/** The ports that connections come from, and what it means when there are none. */
import { readFileSync } from 'node:fs';

const rangeFile = '/proc/sys/net/ipv4/ip_local_port_range';

/**
 * One sentence without its full stop, for a connection that found no port (EADDRINUSE of bind(2), EADDRNOTAVAIL of connect(2)).
 *
 * @param remedy what to do instead of waiting
 */
export function portsUsedUp(remedy: string, range: string | null = readRange()): string {
  const [first, last] = (range ?? '').trim().split(/\s+/).map(Number);
  const ports =
    first === undefined || last === undefined || Number.isNaN(first)
      ? ''
      : `: a source address has ${(last - first + 1).toLocaleString('en-US')} of them (net.ipv4.ip_local_port_range, ${first} to ${last}), and a closed connection keeps its own in TIME_WAIT for a minute`;
  return `no local port is free${ports}; ${remedy}, or wait a minute`;
}

/** Null off Linux. */
function readRange(): string | null {
  try {
    return readFileSync(rangeFile, 'utf8');
  } catch {
    return null;
  }
}
