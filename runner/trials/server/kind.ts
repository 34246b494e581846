/** A server and its clients: the kind of trial that every experiment on concurrency models and framings is made of. */
import { models, type ModelName } from '../../../servers/models/index.ts';
import { defineKind } from '../kind.ts';
import { circumstances, criteria } from './advice.ts';
import { calibrate } from './calibrate.ts';
import { calibrationSchema, nominalCalibration } from './calibration.ts';
import { costMs, hasWorkerPerConnection, keepsWorkerPerConnection, prepareMs } from './cost.ts';
import { describe } from './describe.ts';
import { details, notes } from './details.ts';
import { judge } from './evidence.ts';
import { labels } from './labels.ts';
import { latencies } from './latencies.ts';
import { metrics } from './metrics.ts';
import { prepare, reach } from './prepare.ts';
import { recordSchema, type ServerRecord } from './record.ts';
import { settle } from './settle.ts';
import { busyConnections, isPaced, setupSchema, type ServerSetup, type ServerWanted } from './setup.ts';
import { slowable, slowed } from './slowdown.ts';
import { startServerTrial } from './start.ts';
import { surroundings } from './surroundings.ts';

export const serverKind = defineKind<ServerWanted, ServerSetup, ServerRecord>({
  name: 'server',
  takesPath: true,
  setupSchema,
  recordSchema,
  metrics,
  controlMetrics: ['messagesPerSecond', 'cpuNsPerMessage'],
  labels,
  details,
  settle,
  schedule: (setup) => (canBeInterleaved(setup) ? 'interleaved' : 'sequential'),
  startsAlone: keepsWorkerPerConnection,
  costMs,
  describe,
  notes,
  surroundings,
  latencies,
  criteria,
  circumstances,
  judge,
  slowed,
  slowable,
  calibrate,
  nominalCalibration,
  calibrated: (metric, { calibration }) =>
    metric === 'cpuNsPerMessage' ? calibrationSchema.parse(calibration).echoCpuNsPerMessage : null,
  reach,
  prepare,
  prepareMs,
  start: (setup, rig, pace) => startServerTrial(setup, rig, pace),
});

/**
 * Without load there is nothing to rotate, and what a server does by itself is seen best when it is alone. A worker for
 * each connection that is replaced takes longer to come than a slice lasts.
 */
function canBeInterleaved({ model, load, idleConnections }: ServerSetup): boolean {
  if (load.shape === 'none') return false;
  // Response times need a window without a break, and what a server waits through between slices is none of theirs.
  if (isPaced(load)) return false;
  if (load.shape === 'churn' && hasWorkerPerConnection(model)) return false;
  return busyConnections(load) + idleConnections <= models[model as ModelName].interleavedUpTo;
}
