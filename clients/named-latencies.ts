/** The latencies of a report under the names that files and tags of a log have; the one that counts for this load first. */
import type { LatencyReport } from '../latency/report.ts';
import type { NamedLatency } from '../latency/hgrm-file.ts';
import type { ReportLine } from './report.ts';

type Latencies = Pick<ReportLine, 'responseTime' | 'serviceTime' | 'sendLag' | 'perClass'>;

/** In an open loop that is the response time, in a closed one, which has no other, the service time. */
export function namedLatencies({ responseTime, serviceTime, sendLag, perClass = [] }: Latencies): NamedLatency[] {
  const named: (readonly [string, LatencyReport | undefined])[] = [
    ['response', responseTime],
    ['service', serviceTime],
    ['send-lag', sendLag],
    ...perClass.flatMap(({ share, iterations, ...of }) => {
      const name = `${share}-percent-with-${iterations}-rounds`;
      return [
        [`${name}-response`, of.responseTime],
        [`${name}-service`, of.serviceTime],
      ] as const;
    }),
  ];
  return named.flatMap(([name, latency]) => (latency === undefined ? [] : [{ name, histogram: latency.histogram }]));
}
