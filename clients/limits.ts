/**
 * What of a report's latencies nobody may claim, by the gates that the runner judges trials with (latency/gates.ts): where
 * an open loop was saturated no percentile at all, and where the client's own send lag is too much of one, not that one.
 * What was measured stays: the histogram, the longest wait, the mean. Pure.
 */
import {
  isPacingLimited,
  neededCounts,
  saturationOf,
  saturations,
  type Percentile,
  type Saturation,
} from '../latency/gates.ts';
import type { LatencyReport } from '../latency/report.ts';
import type { ClassReport } from './class-records.ts';
import type { SliceCount } from './load-models/sliced-load.ts';

/** Without the percentiles that are not to be claimed. */
export type ClaimedLatency = Omit<LatencyReport, `${Percentile}Ns`> & Partial<Pick<LatencyReport, `${Percentile}Ns`>>;

export interface ClaimedClass extends Omit<ClassReport, 'serviceTime' | 'responseTime'> {
  readonly serviceTime?: ClaimedLatency | undefined;
  readonly responseTime?: ClaimedLatency | undefined;
}

export interface ClaimedLatencies {
  readonly serviceTime?: ClaimedLatency | undefined;
  readonly responseTime?: ClaimedLatency | undefined;
  readonly sendLag?: ClaimedLatency | undefined;
  readonly perClass?: readonly ClaimedClass[] | undefined;
}

export type Limit =
  /** No response time is one that users of that server would have at that rate. `slice`: which of `evidence.slices`. */
  | { readonly limit: 'saturated'; readonly slice: number; readonly cause: Saturation; readonly reason: string }
  /** `requestClass`: which of `perClass`; without it: all requests together. */
  | {
      readonly limit: 'pacing';
      readonly percentiles: readonly Percentile[];
      readonly requestClass?: number;
      readonly reason: string;
    };

interface Latencies {
  readonly serviceTime: LatencyReport | undefined;
  readonly responseTime: LatencyReport | undefined;
  readonly sendLag: LatencyReport | undefined;
  readonly perClass?: readonly ClassReport[] | undefined;
}

const names = Object.keys(neededCounts) as Percentile[];
const paced = `the client's own send lag was more than a quarter of the response time there`;

/** The latencies without what is not to be claimed, and why it is not. */
export function withLimits(
  latencies: Latencies,
  slices: readonly Pick<SliceCount, 'windowNs' | 'open'>[],
): ClaimedLatencies & { readonly limits: readonly Limit[] } {
  const saturated = slices.flatMap(({ windowNs, open }, slice): Limit[] => {
    const cause = open === undefined ? null : saturationOf({ ...open, windowNs });
    return cause === null ? [] : [{ limit: 'saturated', slice, cause, reason: saturations[cause] }];
  });
  const { sendLag } = latencies;
  if (saturated.length > 0) {
    const perClass = latencies.perClass?.map((one) => ({ ...one, ...withoutTimes(one, names, names) }));
    return { ...latencies, ...withoutTimes(latencies, names, names), perClass, limits: saturated };
  }
  const ofAll = pacedOf(latencies.responseTime, sendLag);
  const ofClasses = latencies.perClass?.map(({ responseTime }) => pacedOf(responseTime, sendLag)) ?? [];
  const classes = latencies.perClass?.map((one, at) => ({ ...one, ...withoutTimes(one, ofClasses[at] ?? [], []) }));
  return {
    ...latencies,
    ...withoutTimes(latencies, ofAll, []),
    perClass: classes,
    limits: [
      ...pacing(ofAll),
      ...ofClasses.flatMap((found, requestClass) => pacing(found).map((limit) => ({ ...limit, requestClass }))),
    ],
  };
}

function pacing(percentiles: readonly Percentile[]): Limit[] {
  return percentiles.length === 0 ? [] : [{ limit: 'pacing', percentiles, reason: paced }];
}

/** Nobody knows the lags of a class, which are those of all. */
function pacedOf(response: LatencyReport | undefined, lag: LatencyReport | undefined): readonly Percentile[] {
  if (response === undefined || lag === undefined) return [];
  return names.filter((name) =>
    isPacingLimited(name, {
      lagNs: lag[`${name}Ns`],
      responseNs: response[`${name}Ns`],
      known: response.effectiveCount[name],
    }),
  );
}

/** In a class, times that were not measured are absent, and stay so. */
function withoutTimes(
  { responseTime, serviceTime }: { readonly [time in 'responseTime' | 'serviceTime']?: LatencyReport | undefined },
  ofResponse: readonly Percentile[],
  ofService: readonly Percentile[],
) {
  return {
    ...(responseTime !== undefined && { responseTime: without(responseTime, ofResponse) }),
    ...(serviceTime !== undefined && { serviceTime: without(serviceTime, ofService) }),
  };
}

function without(latency: LatencyReport, percentiles: readonly Percentile[]): ClaimedLatency {
  const withheld = new Set<string>(percentiles.map((name) => `${name}Ns`));
  return Object.fromEntries(
    Object.entries(latency).filter(([field]) => !withheld.has(field)),
  ) as unknown as ClaimedLatency;
}
