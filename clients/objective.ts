/** What is asked of response times, as `--slo` spells it: `p99=5ms`. */
import { parseDurationMs, UserError } from '../protocol/flags.ts';
import type { LatencyReport } from '../latency/report.ts';

const percentiles = { p50: 'p50Ns', p90: 'p90Ns', p99: 'p99Ns', 'p99.9': 'p999Ns' } as const;

/** A microsecond, far below any exchange over a socket. */
const leastMs = 0.001;

export interface Objective {
  readonly percentile: keyof typeof percentiles;
  readonly limitNs: number;
}

/** @throws UserError that names the flag, the value and what would do */
export function parseObjective(flag: string, value: string): Objective {
  const [percentile = '', limit = '', ...more] = value.split('=');
  if (!Object.hasOwn(percentiles, percentile) || limit === '' || more.length > 0)
    throw new UserError(
      `${flag} ${value}: use PERCENTILE=TIME with ${Object.keys(percentiles).join(', ')}, such as p99=5ms`,
    );
  if (/^0+(\.0+)?(ms|s|m|h)?$/.test(limit))
    throw new UserError(`${flag} ${value}: nobody replies in no time; use a time above 0, such as p99=5ms`);
  const limitMs = parseDurationMs(`${flag} ${value}:`, limit);
  if (limitMs < leastMs)
    throw new UserError(`${flag} ${value}: no reply is timed so finely; use 0.001ms (1 µs) or more, such as p99=5ms`);
  return { percentile: percentile as Objective['percentile'], limitNs: limitMs * 1e6 };
}

/** The spelling that `parseObjective` reads. */
export function formatObjective({ percentile, limitNs }: Objective): string {
  return `${percentile}=${limitNs / 1e6}ms`;
}

/** Of response times; in ns. */
export function valueOfObjective({ percentile }: Objective, latencies: LatencyReport): number {
  return latencies[percentiles[percentile]];
}
