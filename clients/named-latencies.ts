/** The latencies of a report under the names that files and tags of a log have; the one that counts for this load first. */
import type { NamedLatency } from '../latency/hgrm-file.ts';
import type { ReportLine } from './report.ts';

/** In an open loop that is the response time, in a closed one, which has no other, the service time. */
export function namedLatencies(report: Pick<ReportLine, 'responseTime' | 'serviceTime' | 'sendLag'>): NamedLatency[] {
  const named = [
    ['response', report.responseTime],
    ['service', report.serviceTime],
    ['send-lag', report.sendLag],
  ] as const;
  return named.flatMap(([name, latency]) => (latency === undefined ? [] : [{ name, histogram: latency.histogram }]));
}
