/**
 * How long Linux transmits again before it gives a connection up: the sysctl net.ipv4.tcp_retries2, which each network namespace
 * has for itself, says how often, and ip-sysctl.rst of its documentation what comes of it.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const path = '/proc/sys/net/ipv4/tcp_retries2';

/** TCP_RETR2, which a new namespace has. */
export const usualRetries = 15;

export function retries(): number {
  return Number(readFileSync(path, 'utf8'));
}

/** Of this network namespace, for whatever is in it. @throws Error where that is not allowed */
export function setRetries(count: number): void {
  try {
    writeFileSync(path, String(count));
  } catch (cause) {
    throw new Error(`${path} cannot be set to ${count}: ${(cause as Error).message}; it takes root of the namespace`, {
      cause,
    });
  }
}

const leastMs = 200;
const mostMs = 120_000;
/** So often the timeout doubles before it stays as it is. */
const doublings = Math.floor(Math.log2(mostMs / leastMs));

/**
 * The hypothetical timeout of ip-sysctl.rst, in ms, which is the least that it takes: 924.6 s for 15 (tcp_model_timeout in
 * net/ipv4/tcp_timer.c).
 */
export function hypotheticalTimeoutMs(count: number): number {
  const doubled = Math.min(count, doublings);
  return (2 ** (doubled + 1) - 1) * leastMs + Math.max(0, count - doublings) * mostMs;
}

/**
 * When a connection is given up that sent one small message to somebody near, for whom all timers are the least that Linux has:
 * after 200 ms a probe of its loss (RFC 8985, section 7), 200 ms later the first retransmission, and then whenever a timer
 * that doubles runs out, until it does for the first time so long after the first retransmission (retransmits_timed_out, ibid.).
 */
export function givenUpAfterMs(count: number): number {
  let timerMs = leastMs;
  let sinceFirstMs = 0;
  do {
    timerMs = Math.min(2 * timerMs, mostMs);
    sinceFirstMs += timerMs;
  } while (sinceFirstMs < hypotheticalTimeoutMs(count));
  return 2 * leastMs + sinceFirstMs;
}
