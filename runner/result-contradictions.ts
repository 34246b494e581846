/**
 * What is wrong with a result although every value has the right type: names that lead nowhere, trials that are there
 * twice, histograms that do not open. Such a file was edited by hand or put together from two runs; analysing it would
 * give numbers that nobody measured.
 */
import { Buffer } from 'node:buffer';
import { inflateSync } from 'node:zlib';
import type { GroupPlan, ResultFile } from './result.ts';
import type { Measurement, Trial } from './trial.ts';

/** The first contradiction as 'place in the file: what is wrong', or null. */
export function contradiction(result: ResultFile): string | null {
  return first([
    endBeforeStart(result),
    ...result.plan.groups.map((group, index) => inGroup(group, `plan.groups[${index}]`)),
    repeatedCell(result.plan.groups),
    inTrials(result),
  ]);
}

function endBeforeStart({ startedAt, finishedAt }: ResultFile): string | null {
  if (finishedAt === null || Date.parse(finishedAt) >= Date.parse(startedAt)) return null;
  return `finishedAt: ${finishedAt} is before startedAt, ${startedAt}`;
}

function inGroup(group: GroupPlan, place: string): string | null {
  const ids = new Set(group.cells.map((cell) => cell.id));
  for (const [index, comparison] of group.comparisons.entries()) {
    for (const side of ['arm', 'baseline', 'control'] as const) {
      const id = comparison[side];
      if (!ids.has(id)) return `${place}.comparisons[${index}].${side}: ${id} is no cell of this group`;
    }
  }
  return null;
}

function repeatedCell(groups: readonly GroupPlan[]): string | null {
  const seen = new Set<string>();
  for (const [g, group] of groups.entries()) {
    for (const [c, { id }] of group.cells.entries()) {
      if (seen.has(id)) return `plan.groups[${g}].cells[${c}].id: ${id} is there twice`;
      seen.add(id);
    }
  }
  return null;
}

function inTrials({ plan, trials }: ResultFile): string | null {
  const cells = new Set(plan.groups.flatMap((group) => group.cells.map((cell) => cell.id)));
  const seen = new Map<string, number>();
  for (const [index, trial] of trials.entries()) {
    const place = `trials[${index}]`;
    const key = JSON.stringify([trial.cell, trial.round, trial.attempt]);
    const earlier = seen.get(key);
    seen.set(key, index);
    const found = first([
      cells.has(trial.cell) ? null : `${place}.cell: ${trial.cell} is no cell of the plan`,
      earlier === undefined ? null : `${place}: is the same cell, round and attempt as trials[${earlier}]`,
      inTrial(trial, place),
    ]);
    if (found !== null) return found;
  }
  return null;
}

function inTrial(trial: Trial, place: string): string | null {
  return trial.outcome === 'completed' ? inMeasurement(trial.measurement, `${place}.measurement`) : null;
}

function inMeasurement(measurement: Measurement, place: string): string | null {
  const { min, median, max } = measurement.messagesPerConnection;
  const damage = histogramDamage(measurement.serviceTime.histogram);
  return first([
    measurement.slices.length > 0 ? null : `${place}.slices: a completed trial has at least one slice`,
    min <= median && median <= max ? null : `${place}.messagesPerConnection: expected min ≤ median ≤ max`,
    damage === null ? null : `${place}.serviceTime.histogram: ${damage}`,
  ]);
}

/** First word of a compressed V2 histogram; the second-lowest hex digit is a word size and varies. */
const compressedCookie = 0x1c_84_93_04;
const wordSizeBits = 0xf0;

/**
 * What keeps an HDR histogram (V2, compressed, base64) from being opened, or null. Its counts are not looked at: 50 µs
 * instead of 500 µs for the whole decoding.
 */
function histogramDamage(base64: string): string | null {
  const bytes = Buffer.from(base64, 'base64');
  // Node skips what is no base64; what it read is complete only when it spells the same text again.
  if (bytes.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, '')) return 'is no base64';
  if (bytes.length < 8 || (bytes.readUInt32BE(0) & ~wordSizeBits) >>> 0 !== compressedCookie) {
    return 'is no compressed HDR histogram (V2)';
  }
  if (bytes.readUInt32BE(4) !== bytes.length - 8) return 'is an HDR histogram that was cut short';
  try {
    inflateSync(bytes.subarray(8));
    return null;
  } catch (error) {
    return `is a damaged HDR histogram (${error instanceof Error ? error.message : String(error)})`;
  }
}

function first(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}
