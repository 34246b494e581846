/**
 * Latency distributions in HdrHistogram's log format 1.3: a line each, with its tag, when it began (seconds since the
 * epoch), how long was measured, its maximum (milliseconds) and the compressed histogram, of nanoseconds, in base64.
 * Every port of HdrHistogram can read it: `HistogramLogProcessor -i FILE -tag TAG`, HdrHistogramJS's log parser.
 *
 * hdr-histogram-js writes all but the line `StartTime`: there it leaves an empty line behind, which ends the Java reader.
 */
import type { HistogramLogWriter } from 'hdr-histogram-js';

export interface Interval {
  /** Letters, digits, `-`, `_` and `.`: a comma, a blank or a line break would end it. */
  readonly tag: string;
  /** HDR histogram of nanoseconds, V2 compressed, base64. */
  readonly histogram: string;
  readonly startedAt: Date;
  /** How long was measured. A histogram lacks the first replies of a slice, so that its count over this is not quite the rate. */
  readonly measuredNs: number;
}

const nsPerMs = 1e6;

/** @param intervals one at least; in the file they stand in the order in which they began */
export async function formatIntervalLog(intervals: readonly Interval[], about: readonly string[]): Promise<string> {
  const hdr = await import('hdr-histogram-js');
  const lines: string[] = [];
  const writer = new hdr.HistogramLogWriter((line) => lines.push(line));
  const inOrder = intervals.toSorted((one, other) => epochSeconds(one) - epochSeconds(other));
  for (const comment of about) writer.outputComment(comment);
  writer.outputLogFormatVersion();
  if (inOrder[0] !== undefined) outputStartTime(writer, inOrder[0]);
  writer.outputLegend();
  for (const interval of inOrder) {
    const histogram = hdr.decodeFromCompressedBase64(interval.histogram, 64, false);
    histogram.tag = interval.tag;
    const start = epochSeconds(interval);
    writer.outputIntervalHistogram(histogram, start, start + interval.measuredNs / 1e9, nsPerMs);
  }
  return lines.join('');
}

/** The Java reader leaves out what began before it. */
function outputStartTime(writer: HistogramLogWriter, first: Interval): void {
  const seconds = epochSeconds(first).toFixed(3);
  writer.outputComment(`[StartTime: ${seconds} (seconds since epoch), ${first.startedAt.toISOString()}]`);
}

/** A date in the spelling of the format; nothing is subtracted from it. */
function epochSeconds({ startedAt }: Interval): number {
  return Number(startedAt) / 1000;
}
