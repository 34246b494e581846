/** What plotters read of a distribution: every number of it, and the unit. */
import * as hdr from 'hdr-histogram-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHgrm } from './hgrm.ts';
import { largestNs } from './buckets.ts';
import { LatencyRecorder } from './recorder.ts';
import { reportLatencies } from './report.ts';

async function encoded(values: readonly number[]): Promise<string> {
  const recorder = new LatencyRecorder();
  for (const value of values) recorder.record(value);
  return (await reportLatencies(recorder))?.histogram as string;
}

/** As plotFiles.html reads a file: four columns, or no point. */
function pointsOfPlotFiles(text: string): { readonly value: number; readonly x: number }[] {
  return text.split('\n').flatMap((line) => {
    const columns = line.trim().split(/[ ]+/);
    if (line.trim().startsWith('#') || columns.length !== 4) return [];
    const [value, x] = [Number.parseFloat(columns[0] as string), Number.parseFloat(columns[3] as string)];
    return Number.isNaN(value) || Number.isNaN(x) ? [] : [{ value, x }];
  });
}

/** As hdr-plot reads one: a line is known by the blank that it begins with. */
const lineOfHdrPlot = /^\s+([0-9.]+)\s+([0-9.]+)\s+([0-9.]+)\s+([0-9.]+)/;
const meanOfHdrPlot = /^#\[Mean(?:\s+)=(?:\s+)([0-9.]+),(?:\s+)StdDeviation(?:\s+)=(?:\s+)([0-9.]+)/m;
const maxOfHdrPlot = /^#\[Max(?:\s+)=(?:\s+)([0-9.]+),(?:\s+)Total count(?:\s+)=(?:\s+)([0-9.]+)/m;

test('the whole file of a small distribution', async () => {
  expect(await formatHgrm(await encoded([400, 1500, 2_000_000]), ['Latency = service'])).toBe(
    [
      '          Value     Percentile TotalCount 1/(1-Percentile)',
      '',
      '       0.000400 0.000000000000          1           1.00',
      '       0.000400 0.100000000000          1           1.11',
      '       0.000400 0.200000000000          1           1.25',
      '       0.000400 0.300000000000          1           1.43',
      '       0.001500 0.400000000000          2           1.67',
      '       0.001500 0.500000000000          2           2.00',
      '       0.001500 0.550000000000          2           2.22',
      '       0.001500 0.600000000000          2           2.50',
      '       0.001500 0.650000000000          2           2.86',
      '       2.000895 0.700000000000          3           3.33',
      '       2.000895 1.000000000000          3',
      '#[Mean    =        0.667428, StdDeviation   =        0.942542]',
      '#[Max     =        2.000895, Total count    =            3]',
      '#[Buckets =           30, SubBuckets     =         2048]',
      '#[Unit = ms]',
      '#[Latency = service]',
      '',
    ].join('\n'),
  );
});

test('plotters find every percentile, to the nanosecond', async () => {
  const latencies = fc.array(fc.oneof(fc.nat(5000), fc.integer({ min: 0, max: largestNs })), {
    minLength: 1,
    maxLength: 300,
  });
  await fc.assert(
    fc.asyncProperty(latencies, async (values) => {
      const histogram = await encoded(values);
      const text = await formatHgrm(histogram, []);
      const whole = hdr.decodeFromCompressedBase64(histogram, 64, false);
      const rows = text.split('\n').flatMap((line) => {
        const [, value, percentile] = lineOfHdrPlot.exec(line) ?? [];
        return value === undefined ? [] : [{ ns: Math.round(Number(value) * 1e6), percent: Number(percentile) * 100 }];
      });
      // Of the percentile 0 the package gives the lower end of the bucket; of any other one, and in the file, the upper.
      for (const { ns, percent } of rows) expect(ns).toBe(whole.getValueAtPercentile(Math.max(percent, 1e-9)));
      expect(pointsOfPlotFiles(text).map(({ value }) => Math.round(value * 1e6))).toEqual(rows.map(({ ns }) => ns));
      const [, mean, deviation] = (meanOfHdrPlot.exec(text) ?? []).map((ms) => Number(ms) * 1e6);
      expect(Math.abs((mean as number) - whole.mean)).toBeLessThan(0.6);
      expect(Math.abs((deviation as number) - whole.stdDeviation)).toBeLessThan(0.6);
      expect(Math.round(Number(maxOfHdrPlot.exec(text)?.[1]) * 1e6)).toBe(whole.maxValue);
      expect(Number(maxOfHdrPlot.exec(text)?.[2])).toBe(values.length);
    }),
    { numRuns: 40 },
  );
});

test('the longest latency keeps the blank before it', async () => {
  const text = await formatHgrm(await encoded([largestNs]), []);
  expect(text).toContain('\n 1099511.627775 0.000000000000          1           1.00\n');
});

test('a comment is one line, whatever is in it', async () => {
  const text = await formatHgrm(await encoded([1]), ['Trial = a\nb\t µ']);
  expect(text.split('\n').at(-2)).toBe('#[Trial = a b µ]');
});
