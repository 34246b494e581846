/**
 * A latency distribution as the text that HdrHistogram prints of one, for its plotters: hdrhistogram.github.io's
 * plotFiles.html, hdr-plot and whatever else reads `Value Percentile TotalCount 1/(1-Percentile)`.
 *
 * hdr-histogram-js writes it, line by line as the Java original does (`AbstractHistogram.outputPercentileDistribution`),
 * and two things are changed:
 *
 * - Values are milliseconds with six decimals, so whole nanoseconds. Milliseconds are what plotFiles.html takes them for
 *   unless told otherwise, and what wrk2 and HistogramLogProcessor write; but with their three decimals a round trip of
 *   400 ns would be 0. Readers part a line at its blanks, so that wider numbers are as good.
 * - The unit, and what was measured, are told in comments. They stand at the end: plotters skip lines that begin with
 *   `#`, but some count on where the first line of numbers is.
 *
 * As in the original, the last line (percentile 1) has no fourth column: an infinity, which older editions wrote there,
 * is a number to some readers and none to others.
 */

const nsPerMs = 1e6;
/** Of HdrHistogram: reporting points until the distance to 100 % is halved. */
const ticksPerHalfDistance = 5;
/** The longest recordable latency, 1,099,511 ms, with six decimals and a blank before it, by which hdr-plot knows a line. */
const width = 15;

/**
 * @param histogram HDR histogram of nanoseconds, V2 compressed, base64
 * @param about comments for its end, one line each
 */
export async function formatHgrm(histogram: string, about: readonly string[]): Promise<string> {
  const hdr = await import('hdr-histogram-js');
  const decoded = hdr.decodeFromCompressedBase64(histogram, 64, false);
  const inNs = decoded.outputPercentileDistribution(ticksPerHalfDistance, 1).trimEnd().split('\n');
  const lines = inNs.map((line) => (line.startsWith('#') ? summaryInMs(line) : firstInMs(line)));
  const comments = ['Unit = ms', ...about].map((comment) => `#[${comment.replaceAll(/\s+/g, ' ')}]`);
  return `${[...lines, ...comments].join('\n')}\n`;
}

/** The heading, an empty line, or a value with its percentile. */
function firstInMs(line: string): string {
  const [, first = '', rest = ''] = /^ *(\S+)( .*)$/.exec(line) ?? [];
  return first === '' ? line : `${(first === 'Value' ? first : inMs(first)).padStart(width)}${rest}`;
}

/** Mean, deviation and maximum have decimals; counts have none. */
function summaryInMs(line: string): string {
  return line.replaceAll(/ *(\d+\.\d+)/g, (_, ns: string) => ` ${inMs(ns).padStart(width)}`);
}

function inMs(ns: string): string {
  return (Number(ns) / nsPerMs).toFixed(6);
}
