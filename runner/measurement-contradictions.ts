/** What is wrong with the measurement of a trial: not as planned, not what a machine can do, or at odds with itself. */
import { firstAmong } from './first-among.ts';
import { histogramContradiction } from './histogram-contradictions.ts';
import type { GroupPlan, Plan } from './result.ts';
import { sum } from './statistics/averages.ts';
import type { Measurement, Slice } from './trial.ts';

export interface Suspect {
  readonly measurement: Measurement;
  /** Of the measurement in the file. */
  readonly place: string;
  readonly group: GroupPlan;
  readonly plan: Plan;
  /** Processors of the machine. */
  readonly count: number;
}

/** 'place in the file: what is wrong', or null. */
export function measurementContradiction(suspect: Suspect): string | null {
  const { measurement, place } = suspect;
  return (
    inMethod(suspect) ??
    inSlices(suspect) ??
    inSums(suspect) ??
    inSpread(measurement, `${place}.messagesPerConnection`) ??
    histogramContradiction(measurement.serviceTime, `${place}.serviceTime`)
  );
}

function inMethod({ measurement: { method, slices }, place, group, plan }: Suspect): string | null {
  if (method !== group.method) return `${place}.method: ${method}, in a group that is measured ${group.method}`;
  const planned = method === 'sliced' ? plan.slice.turns : 1;
  return slices.length === planned
    ? null
    : `${place}.slices: ${slices.length}, and a trial of this plan has ${planned}`;
}

/** The client ends a window by its clock, to the nanosecond: this allows for other load models, not for noise. */
const windowTolerance = 0.05;
/** A message a nanosecond: a thousand times what anything measured here has reached. */
const mostPerNs = 1;

function inSlices({ measurement: { method, slices }, place, plan: { slice: planned } }: Suspect): string | null {
  const windowMs = method === 'sliced' ? planned.ms : planned.ms * planned.turns;
  return firstAmong(slices, ({ windowNs, messages, server }, index) => {
    const at = `${place}.slices[${index}]`;
    if (Math.abs(windowNs / 1e6 / windowMs - 1) > windowTolerance) {
      return `${at}.windowNs: ${windowNs / 1e6} ms, and the plan has windows of ${windowMs} ms`;
    }
    if (messages > mostPerNs * windowNs)
      return `${at}.messages: ${messages} in ${windowNs / 1e6} ms: no machine does that`;
    return server.messages > mostPerNs * server.elapsedNs
      ? `${at}.server.messages: ${server.messages} in ${server.elapsedNs / 1e6} ms: no machine does that`
      : null;
  });
}

/** Snapshots of the two clocks are not quite simultaneous, but no further apart than this. */
const cpuTolerance = 1.5;

/** What every ratio is made of: a trial without it failed, and one slice may be without. */
function inSums({ measurement: { slices }, place, count }: Suspect): string | null {
  const sums: readonly (readonly [name: string, of: (slice: Slice) => number])[] = [
    ['messages', ({ messages }) => messages],
    ['server.messages', ({ server }) => server.messages],
    ['server.cpuNs', ({ server }) => server.cpuNs],
    ['server.elapsedNs', ({ server }) => server.elapsedNs],
    ['client.elapsedNs', ({ client }) => client.elapsedNs],
  ];
  const total = (of: (slice: Slice) => number) => sum(slices.map(of));
  return (
    firstAmong(sums, ([name, of]) => (total(of) > 0 ? null : `${place}.slices: ${name} is 0 in all of them`)) ??
    firstAmong(['server', 'client'] as const, (side) => {
      const processors = total((slice) => slice[side].cpuNs) / total((slice) => slice[side].elapsedNs);
      if (processors <= cpuTolerance * count) return null;
      const had = `${count} processor${count === 1 ? '' : 's'}`;
      return `${place}.slices: ${side}.cpuNs is that of ${processors.toFixed(1)} processors, and the machine has ${had}`;
    })
  );
}

function inSpread({ messagesPerConnection }: Measurement, place: string): string | null {
  const { min, median, max } = messagesPerConnection;
  return min <= median && median <= max ? null : `${place}: expected min ≤ median ≤ max`;
}
