/** All observations. A new one is its file and one line here. */
import { backlog } from './backlog.ts';
import { close } from './close.ts';
import { kill } from './kill.ts';
import type { Observation } from './observation.ts';
import { readability } from './readability.ts';
import { writability } from './writability.ts';

export const observations = {
  backlog,
  close,
  kill,
  readability,
  writability,
} as const satisfies Record<string, Observation>;

export type ObservationName = keyof typeof observations;
export const observationNames = Object.keys(observations) as readonly ObservationName[];
