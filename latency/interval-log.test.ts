/** What readers of HdrHistogram's log format find in ours. */
import { HistogramLogReader, listTags, type Histogram } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { formatIntervalLog, type Interval } from './interval-log.ts';
import { LatencyRecorder } from './recorder.ts';
import { reportLatencies } from './report.ts';

async function interval(tag: string, startedAt: string, values: readonly number[]): Promise<Interval> {
  const recorder = new LatencyRecorder();
  for (const value of values) recorder.record(value);
  const histogram = (await reportLatencies(recorder))?.histogram as string;
  return { tag, histogram, startedAt: new Date(startedAt), measuredNs: 1.25e9 };
}

function readAll(text: string): Histogram[] {
  const reader = new HistogramLogReader(text, 64);
  const read: Histogram[] = [];
  for (let next = reader.nextIntervalHistogram(); next !== null; next = reader.nextIntervalHistogram()) read.push(next);
  return read;
}

test('every histogram comes back with its tag, its time and its counts', async () => {
  const intervals = [
    await interval('later', '2026-01-02T03:04:06.500Z', [5000, 7000, 9_000_000_000]),
    await interval('response', '2026-01-02T03:04:05.000Z', [1000, 2000]),
    await interval('send-lag', '2026-01-02T03:04:05.000Z', [400]),
  ];
  const text = await formatIntervalLog(intervals, ['[made up]']);
  expect(text.split('\n').slice(0, 4)).toEqual([
    '#[made up]',
    '#[Histogram log format version 1.3]',
    '#[StartTime: 1767323045.000 (seconds since epoch), 2026-01-02T03:04:05.000Z]',
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
  ]);
  // Milliseconds, as the Java writer has it; the histogram itself is of nanoseconds.
  expect(text.split('\n')[6]).toMatch(/^Tag=later,1767323046\.500,1\.250,9000\.\d{3},HIST[\w+/]+=*$/);
  expect(listTags(text)).toEqual(['response', 'send-lag', 'later']);
  const startedMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  expect(
    readAll(text).map(({ tag, totalCount, startTimeStampMsec, endTimeStampMsec }) => {
      return { tag, totalCount, fromMs: startTimeStampMsec - startedMs, toMs: endTimeStampMsec - startedMs };
    }),
  ).toEqual([
    { tag: 'response', totalCount: 2, fromMs: 0, toMs: 1250 },
    { tag: 'send-lag', totalCount: 1, fromMs: 0, toMs: 1250 },
    { tag: 'later', totalCount: 3, fromMs: 1500, toMs: 2750 },
  ]);
  expect(readAll(text)[2]?.getValueAtPercentile(60)).toBe(7003);
});

test('no line is empty: it would end the Java reader', async () => {
  const text = await formatIntervalLog([await interval('a', '2026-01-02T03:04:05Z', [1])], ['[made up]']);
  expect(text.trimEnd().split('\n')).not.toContain('');
  expect(text.endsWith('\n')).toBe(true);
});
