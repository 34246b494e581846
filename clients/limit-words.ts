/** What a report's limits mean, for whoever measures by hand: a sentence for each, with what to do next. Pure. */
import { percentileTitles, type Saturation } from '../latency/gates.ts';
import type { OpenSlice } from './load-models/open-slice.ts';
import type { ReportLine } from './report.ts';

const remedies: Readonly<Record<Saturation, string>> = {
  unanswered: "look at the server's log, or offer a lower rate",
  'not-sent': 'offer a lower rate, or give the client more processes (--clients) and processors of their own (--cpus)',
  growing: 'offer a lower rate, or have --slo look for the highest one that the server keeps',
};

/** Lines for stderr; none where every latency can be claimed. */
export function limitWords({
  limits,
  responseTime,
  perClass,
  evidence,
}: Pick<ReportLine, 'limits' | 'responseTime' | 'perClass' | 'evidence'>): string[] {
  return limits.map((found) => {
    if (found.limit === 'saturated') {
      const open = evidence.slices[found.slice]?.open as OpenSlice;
      const longest = milliseconds(responseTime?.maxNs ?? 0);
      return `saturated at ${inFull(open.ratePerSecond)} requests/s: ${found.reason} (${countsOf(open)}; the longest wait was ${longest}). No latency can be claimed, so no percentile is shown: ${remedies[found.cause]}.`;
    }
    const of = found.requestClass === undefined ? '' : `, ${perClass?.[found.requestClass]?.share} % of the requests`;
    const percentiles = found.percentiles.map((name) => percentileTitles[name]).join(', ');
    return `pacing at ${percentiles}${of}: ${found.reason}, so that it is not shown: use --pacing spin and --cpus, so that the client has a processor of its own, or more --clients.`;
  });
}

function countsOf({ scheduled, sent, unanswered, drainMs }: OpenSlice): string {
  const without = unanswered === 0 ? '' : `, ${inFull(unanswered)} without a reply`;
  return `${inFull(sent)} sent of ${inFull(scheduled)} due in the window${without}; ${inFull(Math.round(drainMs))} ms until the last was answered or given up`;
}

function milliseconds(ns: number): string {
  return `${(ns / 1e6).toLocaleString('en-US', { maximumFractionDigits: 1 })} ms`;
}

function inFull(count: number): string {
  return count.toLocaleString('en-US');
}
