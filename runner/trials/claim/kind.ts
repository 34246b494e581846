/** A claim about sockets: the kind of trial in which the kernel or the runtime is looked at, and what somebody said is judged. */
import { defineKind } from '../kind.ts';
import { calibrate, calibrationSchema } from './calibration.ts';
import { describe } from './describe.ts';
import { startClaimTrial } from './live-claim-trial.ts';
import { metrics } from './metrics.ts';
import { eachOnce, prepare } from './prepare.ts';
import { recordSchema, type ClaimRecord } from './record.ts';
import { settle } from './settle.ts';
import { setupSchema, type ClaimSetup, type ClaimWanted } from './setup.ts';
import { surroundings } from './surroundings.ts';

/** Starting an observing program, alone, where nothing was measured. */
const nominalStartMs = 170;
/** A server beside it takes about as long again, and namespaces for both. */
const serverStarts = 1.5;
/** Of a start, how long it keeps one processor busy: on several, as many go on at once. */
const busyShare = 0.8;

export const claimKind = defineKind<ClaimWanted, ClaimSetup, ClaimRecord>({
  name: 'claim',
  setupSchema,
  recordSchema,
  metrics,
  // Nothing of it is compared with an identical cell: what is judged are shares and counts, and times far apart.
  controlMetrics: [],
  labels: [],
  settle,
  // Between looks a program waits for its next line.
  schedule: () => 'interleaved',
  details: () => [
    {
      title: 'How often each was counted',
      isFolded: true,
      metrics: ['events', 'chances'],
      note: null,
    },
  ],
  costMs: ({ takesMs, server, overlaps }, { slices }, _, { cpus, calibration }) => {
    const { startMs = nominalStartMs } = calibrationSchema.parse(calibration);
    const start = startMs * (server === null ? 1 : 1 + serverStarts);
    const busyMs = (busyShare * start) / cpus.length;
    const looksMs = slices * takesMs;
    return overlaps === true
      ? { startMs: start + looksMs, restMs: busyMs }
      : { startMs: start, restMs: busyMs + looksMs };
  },
  describe,
  surroundings,
  judge: () => [],
  prepare,
  calibrate,
  prepareMs: (setups) => 2 * nominalStartMs * eachOnce(setups).length,
  start: startClaimTrial,
});
