/** Where a load writes down its latencies. Of a closed loop and of churn there is service time alone. */
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
}
