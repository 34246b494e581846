/**
 * Latencies of a mixture by class of request, beside those of all requests together: who waits, when one request in
 * a hundred is slow.
 */
import { LatencyRecorder } from '../latency/recorder.ts';
import { addLatencyReports, reportLatencies, type LatencyReport } from '../latency/report.ts';
import type { RequestClass } from '../protocol/requested-service.ts';

/** One class, as it was asked for and as it was served. */
export interface ClassReport extends RequestClass {
  /**
   * Replies inside windows; in open loops, replies to requests that were due in them. Requests that never had a reply are
   * in the latencies alone.
   */
  readonly messages: number;
  /** Reply minus actual send, of those whose latency counts. Absent when there were none. */
  readonly serviceTime?: LatencyReport;
  /** Reply minus the instant at which the request was due. Absent where no loop was open. */
  readonly responseTime?: LatencyReport;
}

export class ClassRecords {
  readonly #classes: readonly RequestClass[];
  readonly #messages: Float64Array;
  readonly #serviceTimes: readonly LatencyRecorder[];
  readonly #responseTimes: readonly LatencyRecorder[];

  constructor(classes: readonly RequestClass[]) {
    this.#classes = classes;
    this.#messages = new Float64Array(classes.length);
    this.#serviceTimes = classes.map(() => new LatencyRecorder());
    this.#responseTimes = classes.map(() => new LatencyRecorder());
  }

  /** A reply to a request of this class counts. */
  count(requestClass: number): void {
    this.#messages[requestClass] = (this.#messages[requestClass] as number) + 1;
  }

  /** `ns` is not negative. */
  record(requestClass: number, ns: number): void {
    (this.#serviceTimes[requestClass] as LatencyRecorder).record(ns);
  }

  /** `ns` is not negative. */
  recordResponse(requestClass: number, ns: number): void {
    (this.#responseTimes[requestClass] as LatencyRecorder).record(ns);
  }

  /** Forgets everything. */
  clear(): void {
    this.#messages.fill(0);
    for (const recorder of [...this.#serviceTimes, ...this.#responseTimes]) recorder.clear();
  }

  async report(): Promise<readonly ClassReport[]> {
    return await Promise.all(
      this.#classes.map(async (one, index) => {
        const serviceTime = await reportLatencies(this.#serviceTimes[index] as LatencyRecorder);
        const responseTime = await reportLatencies(this.#responseTimes[index] as LatencyRecorder);
        const messages = this.#messages[index] as number;
        return {
          ...{ ...one, messages },
          ...(serviceTime !== undefined && { serviceTime }),
          ...(responseTime !== undefined && { responseTime }),
        };
      }),
    );
  }
}

/** Adds the reports of several client processes of one load, which all mix the same classes, or none. */
export async function addClassReports(
  reports: readonly (readonly ClassReport[] | undefined)[],
): Promise<readonly ClassReport[] | undefined> {
  const [first, ...others] = reports;
  if (first === undefined) return undefined;
  return await Promise.all(
    first.map(async (one, index) => {
      const same = [one, ...others.flatMap((report) => report?.[index] ?? [])];
      const times = same.flatMap(({ serviceTime }) => serviceTime ?? []);
      const serviceTime = await addLatencyReports(times);
      const responseTime = await addLatencyReports(same.flatMap((report) => report.responseTime ?? []));
      return {
        ...{ share: one.share, iterations: one.iterations },
        messages: same.reduce((sum, { messages }) => sum + messages, 0),
        ...(serviceTime !== undefined && { serviceTime }),
        ...(responseTime !== undefined && { responseTime }),
      };
    }),
  );
}
