/** All observations. A new one is its file and one line here. */
import { backlog } from './backlog.ts';
import type { Observation } from './observation.ts';
import { splitHeaders } from './split-headers.ts';

export const observations = {
  backlog,
  'split-headers': splitHeaders,
} as const satisfies Record<string, Observation>;

export type ObservationName = keyof typeof observations;
export const observationNames = Object.keys(observations) as readonly ObservationName[];
