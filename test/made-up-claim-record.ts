/** The record of one claim trial that nobody measured: every situation looks the same, but for the speed of its machine. */
import type { Random } from '../protocol/random.ts';
import type { ClaimRecord } from '../runner/trials/claim/record.ts';

/** @param speed 1 as usual; times are divided by it */
export function claimRecord(speed: number, random: Random): ClaimRecord {
  const events = Math.round(3 * random());
  const seen = {
    share: { events, of: 1000 },
    durationNs: 2e6 / speed,
    count: 6,
    bytes: 1000 + events,
    cpuNs: 3e5 / speed,
    distribution: { of: 'bytes that one send took', unit: 'B' as const, values: [[1000 + events, 1]] as const },
    facts: { 'made up': events },
  };
  return { readyMs: 300, seen: [seen] };
}
