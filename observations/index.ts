/** All observations. A new one is its file and one line here. */
import { asciiOrBinary } from './ascii-or-binary.ts';
import { backlog } from './backlog.ts';
import { besideSilent } from './beside-silent.ts';
import { blockedWorkers } from './blocked-workers.ts';
import { blockingSend } from './blocking-send.ts';
import { close } from './close.ts';
import { connect } from './connect.ts';
import { firstRecv } from './first-recv.ts';
import { halfClose } from './half-close.ts';
import { halfOpen } from './half-open.ts';
import { kernelCork } from './kernel-cork.ts';
import { kill } from './kill.ts';
import type { Observation } from './observation.ts';
import { oneChunk } from './one-chunk.ts';
import { partialSend } from './partial-send.ts';
import { polling } from './polling.ts';
import { readability } from './readability.ts';
import { silence } from './silence.ts';
import { splitHeaders } from './split-headers.ts';
import { twoWrites } from './two-writes.ts';
import { unflushed } from './unflushed.ts';
import { writability } from './writability.ts';

export const observations = {
  'ascii-or-binary': asciiOrBinary,
  backlog,
  'beside-silent': besideSilent,
  'blocked-workers': blockedWorkers,
  'blocking-send': blockingSend,
  close,
  connect,
  'first-recv': firstRecv,
  'half-close': halfClose,
  'half-open': halfOpen,
  'kernel-cork': kernelCork,
  kill,
  'one-chunk': oneChunk,
  'partial-send': partialSend,
  polling,
  readability,
  silence,
  'split-headers': splitHeaders,
  'two-writes': twoWrites,
  unflushed,
  writability,
} as const satisfies Record<string, Observation>;

export type ObservationName = keyof typeof observations;
export const observationNames = Object.keys(observations) as readonly ObservationName[];
