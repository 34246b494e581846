/** Of attempts of which each came through, or failed for a reason: how many came through, and how often each reason was. */
import type { Seen } from './observation.ts';

/** @param outcomes at least one; null: it came through */
export function seenOf(outcomes: readonly (string | null)[]): Seen {
  const reasons = outcomes.filter((outcome) => outcome !== null);
  const byReason = Map.groupBy(reasons, (reason) => reason);
  return {
    share: { events: outcomes.length - reasons.length, of: outcomes.length },
    facts: Object.fromEntries([...byReason].map(([reason, these]) => [reason, these.length])),
  };
}
