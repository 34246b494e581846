/** A claim about sockets: the kind of trial in which the kernel or the runtime is looked at, and what somebody said is judged. */
import { defineKind } from '../kind.ts';
import { describe } from './describe.ts';
import { startClaimTrial } from './live-claim-trial.ts';
import { metrics } from './metrics.ts';
import { eachOnce, prepare } from './prepare.ts';
import { recordSchema, type ClaimRecord } from './record.ts';
import { settle } from './settle.ts';
import { setupSchema, type ClaimSetup, type ClaimWanted } from './setup.ts';
import { surroundings } from './surroundings.ts';

/** Starting the observing program, and a server beside it, alone. */
const startMs = { observer: 300, server: 300 } as const;
/** Of a start, how long it keeps one processor busy: on several, as many go on at once. */
const busyShare = 1.3;

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
  costMs: ({ takesMs, server }, { slices }, _, { cpus }) => {
    const start = startMs.observer + (server === null ? 0 : startMs.server);
    return { startMs: start, restMs: (busyShare * start) / cpus.length + slices * takesMs };
  },
  describe,
  surroundings,
  judge: () => [],
  prepare,
  prepareMs: (setups) => (startMs.observer + startMs.server / 2) * eachOnce(setups).length,
  start: startClaimTrial,
});
