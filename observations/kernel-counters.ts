/** Counters of the kernel's TCP, of this network namespace: /proc/net/netstat, named in snmp_counter.rst of its documentation. */
import { readFileSync } from 'node:fs';

export interface ListenCounters {
  /** Connections that a full queue kept out, and all that listening sockets dropped. */
  readonly overflows: number;
  readonly drops: number;
}

/** Null where the kernel does not tell. */
export function listenCounters(): ListenCounters | null {
  const counters = tcpCounters();
  const overflows = counters?.get('ListenOverflows');
  const drops = counters?.get('ListenDrops');
  return overflows === undefined || drops === undefined ? null : { overflows, drops };
}

/** By name, without the prefix `TcpExt` that nstat(8) puts before them; null where the kernel does not tell. */
export function tcpCounters(): ReadonlyMap<string, number> | null {
  let text: string;
  try {
    text = readFileSync('/proc/net/netstat', 'utf8');
  } catch {
    return null;
  }
  const [names = '', values = ''] = text.split('\n').filter((line) => line.startsWith('TcpExt:'));
  const numbers = values.split(' ').map(Number);
  return new Map(
    names.split(' ').flatMap((name, at): [string, number][] => {
      const value = numbers[at];
      return at === 0 || value === undefined ? [] : [[name, value]];
    }),
  );
}
