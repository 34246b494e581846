/** All observations. A new one is its file and one line here. */
import { asciiOrBinary } from './ascii-or-binary.ts';
import { backlog } from './backlog.ts';
import { blockedWorkers } from './blocked-workers.ts';
import type { Observation } from './observation.ts';
import { polling } from './polling.ts';

export const observations = {
  'ascii-or-binary': asciiOrBinary,
  backlog,
  'blocked-workers': blockedWorkers,
  polling,
} as const satisfies Record<string, Observation>;

export type ObservationName = keyof typeof observations;
export const observationNames = Object.keys(observations) as readonly ObservationName[];
