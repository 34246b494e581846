/** All observations. A new one is its file and one line here. */
import { backlog } from './backlog.ts';
import { besideSilent } from './beside-silent.ts';
import { connect } from './connect.ts';
import { halfClose } from './half-close.ts';
import { halfOpen } from './half-open.ts';
import type { Observation } from './observation.ts';
import { silence } from './silence.ts';

export const observations = {
  backlog,
  'beside-silent': besideSilent,
  connect,
  'half-close': halfClose,
  'half-open': halfOpen,
  silence,
} as const satisfies Record<string, Observation>;

export type ObservationName = keyof typeof observations;
export const observationNames = Object.keys(observations) as readonly ObservationName[];
