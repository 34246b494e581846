/** What the client of a trial is told for one slice: its control lines (docs/control-lines.md), by the load. */
import type { CapacityLine, SliceLine } from '../../../clients/report.ts';
import { isPaced, type Load } from './setup.ts';

/** Ramp, drain, and a server that keeps the client waiting for as long as it may. */
export const graceMs = 30_000;
/** A search for the highest rate: some tens of probes, each of which may be drained for long. */
const searchWithinMs = 300_000;

export type LoadedSlice = Omit<SliceLine, 'event'> & {
  readonly capacity?: Omit<CapacityLine, 'event' | 'objective' | 'messages' | 'cpuNs' | 'elapsedNs'>;
};

export interface SliceOrder {
  readonly line: string;
  /** The event that answers it, and within which time. */
  readonly answer: string;
  readonly withinMs: number;
  read(answer: object): LoadedSlice;
}

export function measuredOrder(load: Load, windowMs: number): SliceOrder {
  if (load.shape !== 'objective') return go(`go ${windowMs}`, windowMs);
  return { line: 'capacity', answer: 'capacity', withinMs: searchWithinMs, read: readSearch };
}

/** A server is warmed up by as many requests as it can serve: at a low rate it would take minutes to see them. */
export function warmUpOrder(load: Load, windowMs: number): SliceOrder {
  return isPaced(load) ? go(`go ${windowMs} closed:1`, windowMs) : go(`go ${windowMs}`, windowMs);
}

/** The code of an open loop, in a client whose server is warm. */
export function lastWarmUps(load: Load, windowMs: number): SliceOrder[] {
  if (load.shape !== 'open') return [];
  return [go(`go ${windowMs}`, windowMs), go(`go ${windowMs}`, windowMs)];
}

function go(line: string, windowMs: number): SliceOrder {
  return { line, answer: 'slice', withinMs: windowMs + graceMs, read: (answer) => answer as LoadedSlice };
}

/** All of the search is one slice, whose window is its whole time. */
function readSearch(answer: object): LoadedSlice {
  const { ratePerSecond, failedPerSecond, outcome, isAtLeast, probes, messages, cpuNs, elapsedNs } =
    answer as CapacityLine;
  return {
    ...{
      windowNs: elapsedNs,
      messages,
      connections: 0,
      connectionsOpened: 0,
      rampNs: 0,
      littleRatio: 1,
      cpuNs,
      elapsedNs,
    },
    capacity: { ratePerSecond, failedPerSecond, outcome, isAtLeast, probes },
  };
}
