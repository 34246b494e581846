/** The latencies of a client's report, as a record stores them. */
import hdr from 'hdr-histogram-js';
import type { ReportLine } from '../../../clients/report.ts';
import type { Latency } from '../latency.ts';
import type { ServerRecord } from './record.ts';

type Reported = NonNullable<ReportLine['serviceTime']>;

/** Slices so short that all their latencies were those of a queue being filled, or a search, which has none of its own. */
const noLatencies: Latency = {
  histogram: hdr.encodeIntoCompressedBase64(hdr.build({ numberOfSignificantValueDigits: 3 })),
  count: 0,
  effectiveCount: { p50: 0, p99: 0, p999: 0 },
};

export function latenciesOf(
  report: Pick<ReportLine, 'serviceTime' | 'responseTime' | 'sendLag' | 'perClass'>,
): Pick<ServerRecord, 'serviceTime' | 'responseTime' | 'sendLag' | 'perClass'> {
  const { serviceTime, responseTime, sendLag, perClass } = report;
  return {
    serviceTime: serviceTime === undefined ? noLatencies : latencyOf(serviceTime),
    ...(responseTime !== undefined && { responseTime: latencyOf(responseTime) }),
    ...(sendLag !== undefined && { sendLag: latencyOf(sendLag) }),
    ...(perClass !== undefined && {
      perClass: perClass.map(({ serviceTime: service, responseTime: response, ...one }) => ({
        ...one,
        ...(service !== undefined && { serviceTime: latencyOf(service) }),
        ...(response !== undefined && { responseTime: latencyOf(response) }),
      })),
    }),
  };
}

function latencyOf({ histogram, count, maxNs, meanNs, effectiveCount }: Reported): Latency {
  return { histogram, count, maxNs, meanNs, effectiveCount };
}
