/**
 * What the calibration of server trials finds out: how long the service's rounds of work take on this machine, now. What a
 * level of work is aimed at rests on it.
 */
import { z } from 'zod';

export const calibrationSchema = z
  .object({
    payloadBytes: z.int().nonnegative(),
    /** Processor time of one round of `work` over such a payload. */
    nsPerIteration: z.number().positive(),
    /** Processor time that an echo takes the server in all. */
    echoCpuNsPerMessage: z.number().positive(),
    /**
     * How long this machine takes to start a server with one isolate and its client, and what a slice of load takes beside its
     * window: what durations are estimated by. Absent of results from before they were measured.
     */
    startMs: z.number().positive().optional(),
    sliceOverheadMs: z.number().nonnegative().optional(),
    /** Messages per second in a closed loop, by what they belong to (capacities.ts); absent where nothing was asked for. */
    capacities: z.record(z.string(), z.number().positive()).readonly().optional(),
  })
  .readonly();

export type Calibration = z.infer<typeof calibrationSchema>;

/** Good enough to tell how long a run takes and what it compares: neither depends on what the calibration will find. */
export const nominalCalibration: Calibration = { payloadBytes: 64, nsPerIteration: 60, echoCpuNsPerMessage: 12_000 };
