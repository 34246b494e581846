/** A channel between two threads or processes: the kind of trial that pipes, sockets and shared memory are compared by. */
import { defineKind } from '../kind.ts';
import { calibrate } from './calibrate.ts';
import { costMs } from './cost.ts';
import { describe } from './describe.ts';
import { details, notes } from './details.ts';
import { judge, labels } from './evidence.ts';
import { latencies } from './latencies.ts';
import { startChannelTrial } from './live-channel-trial.ts';
import { metrics } from './metrics.ts';
import { recordSchema, type ChannelRecord } from './record.ts';
import { settle } from './settle.ts';
import { setupSchema, type ChannelSetup, type ChannelWanted } from './setup.ts';

export const channelKind = defineKind<ChannelWanted, ChannelSetup, ChannelRecord>({
  name: 'channel',
  setupSchema,
  recordSchema,
  metrics,
  // A ping-pong has the first, a stream the second, and both have the last.
  controlMetrics: ['roundTripNs', 'messagesPerSecond', 'cpuNsPerMessage'],
  labels,
  details,
  settle,
  // Between slices an end is parked: it takes nothing from the one that is measured.
  schedule: () => 'interleaved',
  // Beside others a round trip takes several times as long, and an end gets warm by its messages.
  warmsUp: () => 'alone',
  costMs,
  describe,
  notes,
  latencies,
  judge,
  calibrate,
  start: startChannelTrial,
});
