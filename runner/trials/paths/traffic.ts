/** What passed through an interface, by the counters that the kernel keeps of it. */
import { readFileSync } from 'node:fs';
import type { Traffic } from './environment.ts';

/**
 * @param file `net/dev` below a process in /proc: the interfaces of the namespace that it is in (proc_pid_net(5))
 * @returns null where there is no such file, or no such interface in it
 */
export function readTraffic(file: string, name: string): Traffic | null {
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    // Off Linux, or the process has ended.
    return null;
  }
  for (const line of lines) {
    const [found, counters] = line.trim().split(/:\s*/, 2);
    if (found !== name || counters === undefined) continue;
    // bytes packets errs drop fifo frame compressed multicast, of what was received and of what was sent.
    const [receivedBytes, receivedPackets, , , , , , , sentBytes, sentPackets] = counters.split(/\s+/).map(Number);
    if (sentPackets === undefined) return null;
    return {
      interface: name,
      receivedBytes: receivedBytes ?? 0,
      receivedPackets: receivedPackets ?? 0,
      sentBytes: sentBytes ?? 0,
      sentPackets,
    };
  }
  return null;
}

/** Null where one of them could not be read. */
export function trafficBetween(before: Traffic | null, after: Traffic | null): Traffic | null {
  if (before === null || after === null) return null;
  return {
    interface: after.interface,
    receivedBytes: after.receivedBytes - before.receivedBytes,
    receivedPackets: after.receivedPackets - before.receivedPackets,
    sentBytes: after.sentBytes - before.sentBytes,
    sentPackets: after.sentPackets - before.sentPackets,
  };
}
