/** What is wrong with the measurement of a trial: not as planned, not what a machine can do, or at odds with itself. */
import { framings, type FramingName } from '../../protocol/framing/index.ts';
import { longestChurnWindowMs } from '../trials/server/churn-window.ts';
import { firstAmong } from '../store/first-among.ts';
import { histogramContradiction } from './histogram-contradictions.ts';
import { turnsOf } from '../plan/plan.ts';
import type { GroupPlan, Plan } from './result.ts';
import { sum } from '../statistics/averages.ts';
import type { Cell, Measurement, Slice } from './trial.ts';

export interface Suspect {
  readonly measurement: Measurement;
  /** Of the measurement in the file. */
  readonly place: string;
  readonly cell: Cell;
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
    inReplies(suspect) ??
    inConnections(suspect) ??
    inEventLoops(measurement, `${place}.eventLoopUtilization`) ??
    histogramContradiction(measurement.serviceTime, `${place}.serviceTime`)
  );
}

function inMethod({ measurement: { method, slices }, place, group, plan }: Suspect): string | null {
  if (method !== group.method) return `${place}.method: ${method}, in a group that is measured ${group.method}`;
  const planned = method === 'sliced' ? turnsOf(group, plan) : 1;
  return slices.length === planned
    ? null
    : `${place}.slices: ${slices.length}, and a trial of this plan has ${planned}`;
}

/** The client ends a window by its clock, to the nanosecond: this allows for other load models, not for noise. */
const windowTolerance = 0.05;
/** A message a nanosecond: a thousand times what anything measured here has reached. */
const mostPerNs = 1;

function inSlices({ measurement: { method, slices }, place, cell, group, plan }: Suspect): string | null {
  const windowMs = method === 'sliced' ? plan.slice.ms : plan.slice.ms * turnsOf(group, plan);
  // Of churn a window may be longer, until it holds enough connections.
  const longestMs = cell.exchangesPerConnection === null ? windowMs : Math.max(windowMs, longestChurnWindowMs);
  return firstAmong(slices, ({ windowNs, messages, server }, index) => {
    const at = `${place}.slices[${index}]`;
    const measuredMs = windowNs / 1e6;
    if (measuredMs < (1 - windowTolerance) * windowMs || measuredMs > (1 + windowTolerance) * longestMs) {
      return `${at}.windowNs: ${measuredMs} ms, and the plan has windows of ${windowMs} ms`;
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

/** Without load there are no messages, and a server that does nothing may use no time that the kernel sees. */
const ofLoad: readonly (readonly [name: string, of: (slice: Slice) => number])[] = [
  ['messages', ({ messages }) => messages],
  ['server.messages', ({ server }) => server.messages],
  ['server.cpuNs', ({ server }) => server.cpuNs],
];

/** What every ratio is made of: a trial without it failed, and one slice may be without. */
function inSums({ measurement: { slices }, place, cell, count }: Suspect): string | null {
  const hasLoad = cell.connections > 0;
  const sums: readonly (readonly [name: string, of: (slice: Slice) => number])[] = [
    ...(hasLoad ? ofLoad : []),
    ['server.elapsedNs', ({ server }) => server.elapsedNs],
    ['client.elapsedNs', ({ client }) => client.elapsedNs],
  ];
  const total = (of: (slice: Slice) => number) => sum(slices.map(of));
  return (
    (hasLoad || total(({ messages }) => messages) === 0 ? null : `${place}.slices: messages, in a cell without load`) ??
    firstAmong(sums, ([name, of]) => (total(of) > 0 ? null : `${place}.slices: ${name} is 0 in all of them`)) ??
    firstAmong(['server', 'client'] as const, (side) => {
      const processors = total((slice) => slice[side].cpuNs) / total((slice) => slice[side].elapsedNs);
      if (processors <= cpuTolerance * count) return null;
      const had = `${count} processor${count === 1 ? '' : 's'}`;
      return `${place}.slices: ${side}.cpuNs is that of ${processors.toFixed(1)} processors, and the machine has ${had}`;
    })
  );
}

/**
 * The server's counters are read before the first request of a slice and after its last reply, so that they hold at least
 * what the client counted in its window. Where there are no messages, the server counts chunks.
 */
function inReplies({ measurement: { slices }, place, cell }: Suspect): string | null {
  if (framings[cell.framing as FramingName]?.boundary === 'none') return null;
  return firstAmong(slices, ({ messages, server }, index) =>
    messages <= server.messages
      ? null
      : `${place}.slices[${index}].messages: ${messages}, and the server answered only ${server.messages}`,
  );
}

/** A connection that was closed may still be counted by its server for a moment: one of each client's verification. */
const strayPerClient = 1;

function inConnections({ measurement, place, cell }: Suspect): string | null {
  const { connections, idleConnections, clients } = cell;
  const { min, median, max } = measurement.messagesPerConnection;
  if (!(min <= median && median <= max)) return `${place}.messagesPerConnection: expected min ≤ median ≤ max`;
  const messages = sum(measurement.slices.map((slice) => slice.messages));
  if (min * connections > messages || max * connections < messages) {
    return `${place}.messagesPerConnection: ${min} to ${max}, and ${connections} connections had ${messages} messages`;
  }
  const open = sum(measurement.connectionsPerWorker);
  const had = connections + idleConnections;
  return open <= had + strayPerClient * clients
    ? null
    : `${place}.connectionsPerWorker: ${open} in all, and the clients had ${had}`;
}

function inEventLoops({ eventLoopUtilization }: Measurement, place: string): string | null {
  return firstAmong(eventLoopUtilization, (share, isolate) =>
    share <= 1 ? null : `${place}[${isolate}]: ${share}, of at most 1`,
  );
}
