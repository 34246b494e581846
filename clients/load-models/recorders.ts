/** Where a load writes down its latencies. Of a closed loop and of churn there is service time alone. */
import type { ConnectionLatencies } from '../../latency/connection-latencies.ts';
import type { LatencyRecorder } from '../../latency/recorder.ts';
import type { ClassRecords } from '../class-records.ts';

export interface Recorders {
  /** Reply − actual send. */
  readonly serviceTime: LatencyRecorder;
  /** Reply − the instant at which the request was due, and actual send − that instant. */
  readonly responseTime: LatencyRecorder;
  readonly sendLag: LatencyRecorder;
  /** Of a mixture, the same by class; null: all requests are equal. */
  readonly perClass: ClassRecords | null;
  /** By connection, response time in open loops and service time in closed ones; null: there are too many, or none is kept. */
  readonly perConnection: ConnectionLatencies | null;
}

/** What a closed loop or churn writes down. */
export type ClosedRecorders = Pick<Recorders, 'serviceTime' | 'perClass' | 'perConnection'>;
