/** The distributions of a server trial, for export: in a closed loop the service time alone, and none without load. */
import type { NamedLatency } from '../kind.ts';
import type { Latency } from '../latency.ts';
import type { ServerRecord } from './record.ts';

/** The one that counts first: of an open loop the response time. */
export function latencies({ responseTime, serviceTime, sendLag, perClass = [], slices }: ServerRecord): NamedLatency[] {
  const measuredNs = slices.reduce((sum, { windowNs }) => sum + windowNs, 0);
  const named: (readonly [string, Latency | undefined])[] = [
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
  return named.flatMap(([name, latency]) =>
    latency === undefined || latency.count === 0 ? [] : [{ name, latency, measuredNs }],
  );
}
