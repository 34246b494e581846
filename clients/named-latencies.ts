/** The latencies of a report, as files have them (latency/names.ts). */
import type { NamedLatency } from '../latency/hgrm-file.ts';
import { nameLatencies } from '../latency/names.ts';
import type { ReportLine } from './report.ts';

type Latencies = Pick<ReportLine, 'responseTime' | 'serviceTime' | 'sendLag' | 'perClass'>;

export function namedLatencies(report: Latencies): NamedLatency[] {
  return nameLatencies(report).map(({ name, latency }) => ({ name, histogram: latency.histogram }));
}
