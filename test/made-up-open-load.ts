/** What an open loop or a search tells that nobody measured: a client in time, and a server that keeps up. */
import type { OpenEvidence } from '../runner/trials/server/open-record.ts';
import type { ServerRecord } from '../runner/trials/server/record.ts';
import type { Load } from '../runner/trials/server/setup.ts';
import { parseRequestedService } from '../protocol/requested-service.ts';
import { madeUpLatency } from './made-up-latency.ts';

type OpenLoad = Extract<Load, { shape: 'open' }>;

const responseNs = 400_000;
const serviceNs = 350_000;
const lagNs = 20_000;
const backlogBins = 30;

/** Of one window, each request answered within it. */
export function madeUpOpen({ ratePerSecond }: Pick<OpenLoad, 'ratePerSecond'>, windowNs: number): OpenEvidence {
  const scheduled = Math.round((ratePerSecond * windowNs) / 1e9);
  return {
    ratePerSecond,
    ...{ scheduled, sent: scheduled, answered: scheduled, unanswered: 0 },
    // Little's law.
    backlog: Array.from({ length: backlogBins }, () => (ratePerSecond * responseNs) / 1e9),
    drainMs: 0.4,
    busyShare: 0.3,
    distanceFromPoisson: 0.01,
  };
}

export function madeUpOpenLatencies(
  count: number,
  effectiveShare: number,
): Pick<ServerRecord, 'serviceTime'> & Required<Pick<ServerRecord, 'responseTime' | 'sendLag'>> {
  const latencyOf = (meanNs: number) => madeUpLatency(count, meanNs, 0.3, effectiveShare);
  return { responseTime: latencyOf(responseNs), serviceTime: latencyOf(serviceNs), sendLag: latencyOf(lagNs) };
}

/** Of a mixture as the client's --service spells it; `speed` 2 answers in half of the time. */
export function madeUpClasses(
  mix: string,
  messages: number,
  effectiveShare: number,
  speed: number,
): NonNullable<ServerRecord['perClass']> {
  const service = parseRequestedService('--service', mix);
  if (service.kind !== 'mix') throw new Error(`${mix} mixes nothing`);
  return service.classes.map(({ share, iterations }) => {
    const count = Math.round((messages * share) / 100);
    const meanNs = (responseNs + 60 * iterations) / speed;
    const latency = madeUpLatency(count, meanNs, 0.3, effectiveShare);
    return { share, iterations, messages: count, responseTime: latency, serviceTime: latency };
  });
}

/** Bracketed to within 2 %. */
export function madeUpCapacity(ratePerSecond: number): NonNullable<ServerRecord['capacity']> {
  const failedPerSecond = 1.015 * ratePerSecond;
  const probe = (rate: number, valueNs: number) => ({
    ratePerSecond: rate,
    valueNs,
    isKept: valueNs <= 5e6,
    isClientLimited: false,
  });
  return {
    ratePerSecond,
    failedPerSecond,
    outcome: 'found',
    isAtLeast: false,
    probes: [probe(ratePerSecond, 3e6), probe(failedPerSecond, 9e6), probe(failedPerSecond, 8e6)],
  };
}
